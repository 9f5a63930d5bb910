"""Receipts: that an entry is in the log, as a COSE Receipt (RFC 9942) with its checkpoint."""

from __future__ import annotations

from dataclasses import dataclass

from . import cbor, keys, logtree, note, sign1, signatures
from .cbor import Item, Map, Tagged
from .keys import PublicKey
from .logtree import ProofRefusal
from .refusal import Reason, Refused

OCTETS_MAX = 120_000
PATH_MAX = 63
CLAIM_OCTETS_MAX = 2_000
HEADER_OCTETS_MAX = 10_000
CHECKPOINT_OCTETS_MAX = note.OCTETS_MAX

_COSE_SIGN1, _PROOFS, _INCLUSION, _CHECKPOINT, _TREE_ALGORITHM = 18, 396, -1, -70_000, 395
_RFC9162_SHA256, _CLAIMS = 1, 15


class ReceiptRefusal(Reason):
    """Why a receipt proves nothing, in the order checked."""

    TOO_LARGE = "the receipt is longer than any receipt is"
    MALFORMED = "this is not a receipt, or it was altered or cut"
    CHECKPOINT_MALFORMED = "the receipt's checkpoint is malformed"
    WRONG_ORIGIN = "the receipt is from another ledger than the one you trust"
    CHECKPOINT_UNSIGNED = "the checkpoint is not signed by the key you trust"
    CHECKPOINT_SIGNATURE = "the checkpoint was altered or its signature is forged"
    WRONG_SIZE = "the proof and the checkpoint are for different sizes of the log"
    PROOF_MALFORMED = "the proof of inclusion is malformed"
    NOT_INCLUDED = "the receipt is for another entry than this one, or its proof was altered"
    UNKNOWN_KEY = "the receipt is signed by another key than the one you trust"
    WRONG_ALGORITHM = "the receipt names an algorithm that is not the key's"
    RECEIPT_SIGNATURE = "the receipt was altered or its signature is forged"
    SIGNER_HAS_LEFT = (
        "a replica that has left since signed this, and nothing shows that it did so in time"
    )


@dataclass(frozen=True)
class Anchor:
    """What one pins beforehand: a log's origin, its checkpoint key and its receipt key."""

    origin: str
    checkpoint_key: note.Key
    receipt_key: PublicKey


@dataclass(frozen=True)
class Receipt:
    """A receipt of which nothing is verified."""

    protected: bytes
    algorithm: int
    key_id: bytes
    issuer: str | None
    subject: str | None
    size: int
    index: int
    path: list[bytes]
    checkpoint: bytes
    signature: bytes


@dataclass(frozen=True)
class Proven:
    """That the entry is number ``index`` of the log with this checkpoint."""

    index: int
    checkpoint: note.Checkpoint
    note: note.Note
    issuer: str | None
    subject: str | None


def decode(octets: bytes) -> Receipt:
    """The receipt that ``octets`` hold. Raises Refused if they hold none."""
    if len(octets) > OCTETS_MAX:
        raise Refused(ReceiptRefusal.TOO_LARGE, f"{len(octets)} octets")
    try:
        return _of(cbor.decode(octets))
    except cbor.CborError as error:
        raise Refused(ReceiptRefusal.MALFORMED, str(error)) from None


def _of(item: Item) -> Receipt:
    match item:
        case Tagged(
            int(tag),
            [
                bytes(protected),
                Map(
                    (
                        (int(proofs), Map(((int(kind), [bytes(proof)]),))),
                        (int(label), bytes(checkpoint)),
                    )
                ),
                None,
                bytes(signature),
            ],
        ):
            pass
        case _:
            raise cbor.CborError("not in the form of a receipt")
    if (tag, proofs, kind, label) != (_COSE_SIGN1, _PROOFS, _INCLUSION, _CHECKPOINT):
        raise cbor.CborError("a tag or label that receipts do not have")
    if max(len(protected), len(proof), len(signature)) > HEADER_OCTETS_MAX:
        raise cbor.CborError("a part is longer than receipts have it")
    if len(checkpoint) > CHECKPOINT_OCTETS_MAX:
        raise cbor.CborError("the checkpoint is longer than a note is")
    algorithm, key_id, issuer, subject = _header(cbor.decode(protected))
    size, index, path = _proof(cbor.decode(proof))
    return Receipt(
        protected, algorithm, key_id, issuer, subject, size, index, path, checkpoint, signature
    )


def _header(header: Item) -> tuple[int, bytes, str | None, str | None]:
    claims: Item = Map(())
    match header:
        case Map(((1, int(algorithm)), (4, bytes(key_id)), (int(tree), int(kind)))):
            pass
        case Map(
            (
                (1, int(algorithm)),
                (4, bytes(key_id)),
                (int(claimed), claims),
                (int(tree), int(kind)),
            )
        ) if claimed == _CLAIMS:
            pass
        case _:
            raise cbor.CborError("not the protected header of a receipt")
    if (tree, kind) != (_TREE_ALGORITHM, _RFC9162_SHA256) or len(key_id) != 32:
        raise cbor.CborError("another tree algorithm than RFC9162_SHA256, or no key id")
    issuer: str | None = None
    subject: str | None = None
    match claims:
        case Map(()):
            pass
        case Map(((1, str(one)),)):
            issuer = one
        case Map(((2, str(other)),)):
            subject = other
        case Map(((1, str(one)), (2, str(other)))):
            issuer, subject = one, other
        case _:
            raise cbor.CborError("claims other than an issuer and a subject")
    if any(len(claim.encode()) > CLAIM_OCTETS_MAX for claim in (issuer, subject) if claim):
        raise cbor.CborError("a claim is longer than receipts have it")
    return algorithm, key_id, issuer, subject


def _proof(item: Item) -> tuple[int, int, list[bytes]]:
    match item:
        case [int(size), int(index), list(path)]:
            pass
        case _:
            raise cbor.CborError("not a proof of inclusion")
    hashes = [each for each in path if isinstance(each, bytes) and len(each) == 32]
    in_bounds = 0 <= size < 1 << 63 and 0 <= index < 1 << 63 and len(path) <= PATH_MAX
    if len(hashes) != len(path) or not in_bounds:
        raise cbor.CborError("not a proof of inclusion")
    return size, index, hashes


def verify(anchor: Anchor, entry: bytes, octets: bytes) -> Proven:
    """What the receipt proves of the entry. Raises Refused if that is nothing."""
    receipt = decode(octets)
    try:
        signed = note.decode(receipt.checkpoint)
        checkpoint = note.checkpoint(signed.text)
    except note.NoteError as error:
        raise Refused(ReceiptRefusal.CHECKPOINT_MALFORMED, str(error)) from None
    if checkpoint.origin != anchor.origin:
        raise Refused(ReceiptRefusal.WRONG_ORIGIN, checkpoint.origin)
    check_signed(signed, anchor.checkpoint_key)
    if receipt.size != checkpoint.size:
        raise Refused(ReceiptRefusal.WRONG_SIZE, f"{receipt.size} and {checkpoint.size} entries")
    try:
        logtree.check_inclusion(
            logtree.leaf(entry), receipt.index, receipt.size, receipt.path, checkpoint.root
        )
    except Refused as refused:
        differs = refused.reason is ProofRefusal.ROOT_DIFFERS
        reason = ReceiptRefusal.NOT_INCLUDED if differs else ReceiptRefusal.PROOF_MALFORMED
        raise Refused(reason, refused.sentence) from None
    _check_signature(receipt, anchor.receipt_key, checkpoint.root)
    return Proven(receipt.index, checkpoint, signed, receipt.issuer, receipt.subject)


def check_signed(signed: note.Note, key: note.Key) -> None:
    """Refuses a checkpoint that ``key`` did not sign; each line that names it must verify."""
    lines = [line for line in signed.signatures if key.names(line)]
    if not lines:
        raise Refused(ReceiptRefusal.CHECKPOINT_UNSIGNED, key.name)
    if not all(key.verifies(signed.text, line) for line in lines):
        raise Refused(ReceiptRefusal.CHECKPOINT_SIGNATURE, key.name)


def _check_signature(receipt: Receipt, key: PublicKey, root: bytes) -> None:
    if receipt.key_id != key.thumbprint:
        raise Refused(ReceiptRefusal.UNKNOWN_KEY, receipt.key_id.hex())
    # RFC 9053's EdDSA for an Ed25519 key: software of others knows that number.
    named = keys.EDDSA if key.algorithm == keys.ED25519 else key.algorithm
    if receipt.algorithm != named:
        raise Refused(ReceiptRefusal.WRONG_ALGORITHM, f"number {receipt.algorithm}")
    structure = sign1.sig_structure(receipt.protected, root)
    if not key.signs or not signatures.verifies(key, structure, receipt.signature):
        raise Refused(ReceiptRefusal.RECEIPT_SIGNATURE)
