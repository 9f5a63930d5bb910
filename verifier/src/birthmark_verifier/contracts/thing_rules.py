"""What becomes of each transaction of things (contract 3)."""

from __future__ import annotations

from typing import Any

from ..state import Rows
from . import agreement, batches, births, copies, ownership
from .common import Accepted, Context
from .things import (
    Accept,
    Birth,
    ClaimBirth,
    Offer,
    RegisterBatch,
    RegisterModel,
    Rekey,
    Release,
    ReportClone,
    ReportCopies,
    WithdrawOffer,
)


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of several types
    """What becomes of a transaction of this contract. Raises Rejected."""
    match transaction:
        case RegisterModel():
            return births.register_model(state, at, transaction)
        case Birth(certificate, _):
            return births.birth(state, at, certificate)
        case Offer(thing, to):
            return ownership.offer(state, at, thing, to)
        case Accept(thing):
            return ownership.accept(state, at, thing)
        case WithdrawOffer(thing):
            return ownership.withdraw(state, at, thing)
        case ReportClone() | ReportCopies():
            return copies.decide(state, at, transaction)
        case Rekey():
            return agreement.rekey(state, at, transaction)
        case Release():
            return agreement.release(state, at, transaction)
        case RegisterBatch():
            return batches.register(state, at, transaction)
        case ClaimBirth():
            return batches.claim(state, at, transaction)
    raise AssertionError(f"{transaction} is no transaction of things")
