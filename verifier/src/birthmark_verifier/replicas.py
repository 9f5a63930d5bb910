"""Replica sets: who signs checkpoints, followed from the genesis change by change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from . import keys, logtree, note, receipt, seal
from .keys import PublicKey
from .receipt import Anchor, ReceiptRefusal
from .refusal import Reason, Refused

WEIGHT_MAX = 1_000_000
_OF_ANOTHER_KEY = (ReceiptRefusal.CHECKPOINT_UNSIGNED, ReceiptRefusal.UNKNOWN_KEY)


class ReplicasRefusal(Reason):
    """Why a change of the replica set does not follow."""

    CHECKPOINT = "the checkpoint is malformed or of another log"
    NOT_NEWER = "the checkpoint is not newer than that of the change before"
    NOT_A_SEAL = "the log's entry is not the end of a block"
    OTHER_BEFORE = "the seal names another set before: a change is missing, or out of order"
    TOO_FEW_SIGNERS = "not more than two thirds of the replicas before signed the checkpoint"
    NOT_INCLUDED = "the seal is not in the log that the checkpoint is of"
    OTHER_SET = "the seal does not name this set as the next"


@dataclass(frozen=True)
class Change:
    """A seal that names the next set, where it is in a checkpoint, and the set itself."""

    seal: bytes
    index: int
    path: list[bytes]
    checkpoint: bytes
    signers: list[tuple[bytes, int]]  # keys that are not read yet, each with its weight


@dataclass(frozen=True)
class ReplicaSet:
    """The replicas in force; their checkpoints have this origin."""

    origin: str
    signers: tuple[tuple[PublicKey, int], ...]  # each with its weight
    since: note.Checkpoint | None = None  # that which the set before ended with

    @property
    def anchors(self) -> list[Anchor]:
        """What a reader trusts who trusts any one of them."""
        named = [(note.log_key(self.origin, key), key) for key, _ in self.signers]
        return [Anchor(self.origin, checkpoint, key) for checkpoint, key in named if checkpoint]

    def has_signed(self, signed: note.Note) -> bool:
        """Whether one of them signed."""
        return any(_signed(signed, anchor.checkpoint_key) for anchor in self.anchors)

    def is_final(self, signed: note.Note) -> bool:
        """Whether more than two thirds of the weight signed, and at least two replicas."""
        weights = {key.thumbprint: weight for key, weight in self.signers}
        signed_by = [
            weights[anchor.receipt_key.thumbprint]
            for anchor in self.anchors
            if _signed(signed, anchor.checkpoint_key)
        ]
        return len(signed_by) >= 2 and 3 * sum(signed_by) > 2 * sum(weights.values())

    def follow(self, change: Change) -> ReplicaSet:
        """The set that a change leads to. Raises Refused if it does not follow from this one."""
        try:
            signed = note.decode(change.checkpoint)
            checkpoint = note.checkpoint(signed.text)
        except note.NoteError as error:
            raise Refused(ReplicasRefusal.CHECKPOINT, str(error)) from None
        if checkpoint.origin != self.origin:
            raise Refused(ReplicasRefusal.CHECKPOINT, checkpoint.origin)
        if checkpoint.size <= (self.since.size if self.since else 0):
            raise Refused(ReplicasRefusal.NOT_NEWER)
        try:
            end = seal.decode(change.seal)
        except Refused as refused:
            raise Refused(ReplicasRefusal.NOT_A_SEAL, refused.sentence) from None
        if end.replicas != seal.replica_set(self.signers):
            raise Refused(ReplicasRefusal.OTHER_BEFORE)
        if not self.is_final(signed):
            raise Refused(ReplicasRefusal.TOO_FEW_SIGNERS)
        try:
            logtree.check_inclusion(
                logtree.leaf(change.seal),
                change.index,
                checkpoint.size,
                change.path,
                checkpoint.root,
            )
        except Refused as refused:
            raise Refused(ReplicasRefusal.NOT_INCLUDED, refused.sentence) from None
        signers = _read(change.signers)
        is_a_set = len({key.thumbprint for key, _ in signers}) == len(signers)
        weighed = all(1 <= weight <= WEIGHT_MAX for _, weight in signers)
        if not is_a_set or not weighed or seal.replica_set(signers) != end.replicas_after:
            raise Refused(ReplicasRefusal.OTHER_SET)
        return ReplicaSet(self.origin, signers, checkpoint)

    def proof(self, entry: bytes, octets: bytes) -> receipt.Proven:
        """What a receipt proves under the key of one of them. Raises Refused."""
        why = Refused(ReceiptRefusal.CHECKPOINT_UNSIGNED, "no replica signs")
        for anchor in self.anchors:
            try:
                return receipt.verify(anchor, entry, octets)
            except Refused as refused:
                if why.reason in _OF_ANOTHER_KEY:
                    why = refused
        raise why


def _read(signers: Sequence[tuple[bytes, int]]) -> tuple[tuple[PublicKey, int], ...]:
    try:
        return tuple((keys.decode(key), weight) for key, weight in signers)
    except keys.UnknownKeyError as error:
        raise Refused(ReplicasRefusal.OTHER_SET, str(error)) from None


class KnownLog(Protocol):
    """A log that the reader has, of which something else shows that it is the one."""

    def begins_with(self, checkpoint: note.Checkpoint) -> bool:
        """Whether it once was what ``checkpoint`` is of."""


@dataclass(frozen=True)
class Trusted:
    """Whose signatures count: the set in force, and those that gave way as far as they signed."""

    current: ReplicaSet
    retired: tuple[tuple[ReplicaSet, note.Checkpoint], ...] = ()
    log: KnownLog | None = None  # what a receipt of one that left is compared with

    def follow(self, changes: Sequence[Change]) -> Trusted:
        """Those that the changes lead to, in order. Raises Refused if one does not follow."""
        trusted = self
        for number, change in enumerate(changes, 1):
            try:
                following = trusted.current.follow(change)
            except Refused as refused:
                raise Refused(refused.reason, f"change {number}") from None
            last = following.since
            ended = (*trusted.retired, (trusted.current, last)) if last else trusted.retired
            trusted = replace(trusted, current=following, retired=ended)
        return trusted

    def is_pinned(self, checkpoint: note.Checkpoint) -> bool:
        """Whether a set made this very checkpoint final as it gave way."""
        place = checkpoint.size, checkpoint.root
        return any((last.size, last.root) == place for _, last in self.retired)

    def is_final(self, signed: note.Note) -> bool:
        """Whether enough of the set in force signed, or a set that gave way made it final."""
        return self.current.is_final(signed) or self.is_pinned(note.checkpoint(signed.text))

    def verify(self, entry: bytes, octets: bytes) -> receipt.Proven:
        """What a receipt proves by the word of a replica. Raises Refused."""
        try:
            return self.current.proof(entry, octets)
        except Refused as refused:
            now = refused
        for before, _ in reversed(self.retired):
            try:
                proven = before.proof(entry, octets)
            except Refused:
                continue
            known = self.log is not None and self.log.begins_with(proven.checkpoint)
            if known or self.is_pinned(proven.checkpoint):
                return proven
            raise Refused(ReceiptRefusal.SIGNER_HAS_LEFT)
        raise now


def is_witnessed(signed: note.Note, witnesses: Sequence[note.Key]) -> bool:
    """Whether a witness that the reader named cosigned."""
    return any(key.cosigns and _signed(signed, key) for key in witnesses)


def _signed(signed: note.Note, key: note.Key) -> bool:
    """Whether each line that names a key, and there is one, is its signature."""
    lines = [line for line in signed.signatures if key.names(line)]
    return bool(lines) and all(key.verifies(signed.text, line) for line in lines)
