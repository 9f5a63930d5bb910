"""Statements: signed transactions of the contracts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from . import cbor, sign1
from .cbor import Item
from .records import MOMENT_MAX, NUMBER_MAX, Hash, MalformedError, MaybeHash, read_body
from .refusal import Reason, Refused
from .sign1 import Sign1


class StatementRefusal(Reason):
    """Why a signed message is no statement."""

    CONTENT_TYPE = "the message was not signed as a statement"
    MALFORMED = "the payload is not that of a statement"
    NO_SUCH_CONTRACT = "no contract has this number"
    NO_SUCH_TRANSACTION = "the contract has no transaction with this tag"
    BODY_MALFORMED = "the body does not fit the transaction"


@dataclass(frozen=True)
class Acting:
    """In whose name a statement asks, and which proposal it approves, if it does."""

    party: Hash
    approves: MaybeHash


@dataclass(frozen=True)
class Head:
    """What a statement says before its body."""

    network: bytes
    contract: int
    tag: int
    sequence: int
    expiry: int
    body: Item
    acting: Acting | None


@dataclass(frozen=True)
class Statement:
    """A statement whose signature is not verified yet."""

    message: Sign1
    head: Head
    transaction: Any


def head_of(message: Sign1) -> Head:
    """The head of the statement that a message is. Raises Refused if it is none."""
    if message.content_type != sign1.STATEMENT:
        raise Refused(StatementRefusal.CONTENT_TYPE, str(message.content_type))
    try:
        item = cbor.decode(message.payload)
    except cbor.CborError as error:
        raise Refused(StatementRefusal.MALFORMED, str(error)) from None
    match item:
        case [bytes(network), int(contract), int(tag), int(sequence), int(expiry), body, *rest]:
            acting = _acting(rest)
        case _:
            raise Refused(StatementRefusal.MALFORMED)
    in_bounds = all(0 <= number <= NUMBER_MAX for number in (contract, tag, sequence))
    if len(network) != 32 or not in_bounds or sequence < 1 or not 0 <= expiry <= MOMENT_MAX:
        raise Refused(StatementRefusal.MALFORMED, "a number out of bounds")
    return Head(network, contract, tag, sequence, expiry, body, acting)


def _acting(rest: list[Item]) -> Acting | None:
    if not rest:
        return None
    if len(rest) > 1:
        raise Refused(StatementRefusal.MALFORMED)
    try:
        return read_body(Acting, rest[0])
    except MalformedError as error:
        raise Refused(StatementRefusal.MALFORMED, str(error)) from None


def decode(octets: bytes) -> Statement:
    """The statement that octets hold. Raises Refused if they hold none."""
    from .contracts import registry  # noqa: PLC0415 - contracts read statements given as evidence

    message = sign1.decode(octets)
    head = head_of(message)
    contract = registry.CONTRACTS.get(head.contract)
    if contract is None:
        raise Refused(StatementRefusal.NO_SUCH_CONTRACT, str(head.contract))
    declared = contract.transactions.get(head.tag)
    if declared is None:
        raise Refused(StatementRefusal.NO_SUCH_TRANSACTION, f"{contract.name} has no {head.tag}")
    try:
        return Statement(message, head, read_body(declared, head.body))
    except MalformedError as error:
        raise Refused(StatementRefusal.BODY_MALFORMED, str(error)) from None
