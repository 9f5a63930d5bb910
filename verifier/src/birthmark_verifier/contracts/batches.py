"""Batches of things and what is claimed from them (contract 3)."""

from __future__ import annotations

from .. import logtree
from ..records import encode
from ..refusal import Refused
from ..state import Rows, find, known
from . import births
from .common import THINGS, Accepted, Context, Rejected, Role, require
from .parties import holds
from .thing_refusal import ThingRefusal
from .thing_rows import BATCHES, CALLED_OFF, CLAIMED, MODELS, Batch, CalledOff, Claimed
from .things import CallOffBatch, ClaimBirth, RegisterBatch


def register(state: Rows, at: Context, asked: RegisterBatch) -> Accepted:
    """A maker registers a batch. Raises Rejected."""
    require(holds(state, at.signer, Role.MAKER), ThingRefusal.NOT_A_MAKER)
    model = find(state, MODELS, asked.model)
    if model is None:
        raise Rejected(ThingRefusal.NO_SUCH_MODEL)
    require(model.maker == at.signer.id, ThingRefusal.MODEL_OF_ANOTHER_MAKER)
    is_new = find(state, BATCHES, asked.model, asked.root) is None
    require(is_new, ThingRefusal.BATCH_EXISTS)
    batch = Batch(at.signer.id, asked.count, asked.content, at.height)
    out = Accepted(THINGS).put(BATCHES, asked.model, asked.root, batch)
    return out.fact(14, asked.model, asked.root, asked.count, asked.content, at.signer.id)


def call_off(state: Rows, at: Context, asked: CallOffBatch) -> Accepted:
    """Its maker calls a batch off. Raises Rejected."""
    batch = find(state, BATCHES, asked.model, asked.root)
    if batch is None:
        raise Rejected(ThingRefusal.NO_SUCH_BATCH)
    require(at.party == batch.maker, ThingRefusal.MODEL_OF_ANOTHER_MAKER)
    _require_on(state, asked.model, asked.root)
    row = CalledOff(asked.reason, at.height)
    out = Accepted(THINGS).put(CALLED_OFF, asked.model, asked.root, row)
    return out.fact(20, asked.model, asked.root, batch.maker, asked.reason)


def _require_on(state: Rows, model: str, root: bytes) -> None:
    is_on = find(state, CALLED_OFF, model, root) is None
    require(is_on, ThingRefusal.BATCH_CALLED_OFF)


def claim(state: Rows, at: Context, asked: ClaimBirth) -> Accepted:
    """The birth of a thing of a batch, whoever hands it in. Raises Rejected."""
    certificate = asked.certificate
    batch = find(state, BATCHES, certificate.model, asked.root)
    if batch is None:
        raise Rejected(ThingRefusal.NO_SUCH_BATCH)
    _require_on(state, certificate.model, asked.root)
    leaf = logtree.leaf(encode(certificate))
    try:
        logtree.check_inclusion(leaf, asked.index, batch.count, list(asked.path), asked.root)
    except Refused:
        raise Rejected(ThingRefusal.NOT_IN_THE_BATCH) from None
    model = known(state, MODELS, certificate.model)
    out = births.made(state, at, batch.maker, model, certificate)
    claimed = Claimed(certificate.signing.thumbprint, at.height)
    return out.put(CLAIMED, certificate.model, asked.root, asked.index, claimed)
