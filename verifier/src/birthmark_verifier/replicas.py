"""Replica sets: who signs checkpoints, followed from the genesis change by change."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from . import logtree, note, seal
from .keys import PublicKey
from .receipt import Anchor
from .refusal import Reason, Refused

WEIGHT_MAX = 1_000_000


class ReplicasRefusal(Reason):
    """Why a change of the replica set does not follow."""

    CHECKPOINT = "the checkpoint is malformed or of another log"
    NOT_NEWER = "the checkpoint is not newer than that of the change before"
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
    signers: list[tuple[PublicKey, int]]


@dataclass(frozen=True)
class ReplicaSet:
    """The replicas in force; their checkpoints have this origin."""

    origin: str
    signers: tuple[tuple[PublicKey, int], ...]  # each with its weight
    since: int = 0  # the size of the checkpoint that the set came by

    @property
    def anchors(self) -> list[Anchor]:
        """What a reader trusts who trusts any one of them."""
        named = [(note.log_key(self.origin, key), key) for key, _ in self.signers]
        return [Anchor(self.origin, checkpoint, key) for checkpoint, key in named if checkpoint]

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
        if checkpoint.size <= self.since:
            raise Refused(ReplicasRefusal.NOT_NEWER)
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
            named = seal.decode(change.seal).replicas_after
        except Refused as refused:
            raise Refused(ReplicasRefusal.NOT_INCLUDED, refused.sentence) from None
        is_a_set = len({key.thumbprint for key, _ in change.signers}) == len(change.signers)
        weighed = all(1 <= weight <= WEIGHT_MAX for _, weight in change.signers)
        if not is_a_set or not weighed or seal.replica_set(change.signers) != named:
            raise Refused(ReplicasRefusal.OTHER_SET)
        return ReplicaSet(self.origin, tuple(change.signers), checkpoint.size)


def is_witnessed(signed: note.Note, witnesses: Sequence[note.Key]) -> bool:
    """Whether a witness that the reader named cosigned."""
    return any(key.cosigns and _signed(signed, key) for key in witnesses)


def _signed(signed: note.Note, key: note.Key) -> bool:
    """Whether each line that names a key, and there is one, is its signature."""
    lines = [line for line in signed.signatures if key.names(line)]
    return bool(lines) and all(key.verifies(signed.text, line) for line in lines)
