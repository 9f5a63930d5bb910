"""What becomes of each transaction of things (contract 3)."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ..state import Rows
from . import agreement, batches, births, copies, fleets, lives, ownership
from .common import Accepted, Context
from .things import (
    Accept,
    AcceptFleet,
    Birth,
    CallOffBatch,
    ClaimBirth,
    Decommission,
    Offer,
    OfferFleet,
    RegisterBatch,
    RegisterModel,
    Rekey,
    Release,
    ReplacePart,
    ReportClone,
    ReportCopies,
    Reset,
    WithdrawFleetOffer,
    WithdrawOffer,
)

_DECIDE: dict[type[Any], Callable[[Rows, Context, Any], Accepted]] = {
    RegisterModel: births.register_model,
    Birth: lambda state, at, asked: births.birth(state, at, asked.certificate),
    Offer: lambda state, at, asked: ownership.offer(state, at, asked.thing, asked.to),
    Accept: lambda state, at, asked: ownership.accept(state, at, asked.thing),
    WithdrawOffer: lambda state, at, asked: ownership.withdraw(state, at, asked.thing),
    ReportClone: copies.decide,
    ReportCopies: copies.decide,
    Rekey: agreement.rekey,
    Release: agreement.release,
    RegisterBatch: batches.register,
    ClaimBirth: batches.claim,
    CallOffBatch: batches.call_off,
    Decommission: lives.decommission,
    ReplacePart: lives.replace_part,
    Reset: lives.reset,
    OfferFleet: fleets.offer,
    WithdrawFleetOffer: lambda state, at, asked: fleets.withdraw(state, at, asked.model),
    AcceptFleet: fleets.accept,
}


def decide(state: Rows, at: Context, transaction: Any) -> Accepted:  # noqa: ANN401 - of several types
    """What becomes of a transaction of this contract. Raises Rejected."""
    return _DECIDE[type(transaction)](state, at, transaction)
