"""A device's messages with others by one agreement, through a gateway it need not trust."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Self

from birthmark_device import envelope
from birthmark_device.agreement import Agreement, Member, prove
from birthmark_device.envelope import Address, Signed
from birthmark_device.journal import Journal
from birthmark_device.keys import Keys
from birthmark_device.refused import NotTaken, Refused

if TYPE_CHECKING:
    from birthmark_device.connection import Connection
    from birthmark_device.device import Device

_REVIEW_SECONDS = 60
_PROOF_MAX = 3_600_000
"""How old what was proven of an agreement may be, in milliseconds."""


@dataclass(frozen=True)
class Received:
    """A message that came: it counts once, ever."""

    sender: str
    number: int
    sent: int
    content: bytes


class Conversation:
    """What a device sends and receives by one agreement; one a connection.

    The agreement is proven by the ledger's replicas, again each minute. Messages and receipts are
    kept in a file beside the device's keys before they count.
    """

    def __init__(
        self, device: Device, connection: Connection, agreement: str, genesis: bytes
    ) -> None:
        self._device = device
        self._connection = connection
        self._agreement = bytes.fromhex(agreement)
        self._genesis = genesis
        self._arrived: deque[Received] = deque()
        self._answers: deque[bytes] = deque()
        self._proven = 0.0
        connection.begin_messages()
        folder = device.path.with_name(device.path.name + ".messages")
        self._journal = Journal(folder / f"{agreement}.sqlite")
        try:
            self._known = self._prove()
        except Refused:
            self._journal.close()
            raise
        connection.publish("messages/fetch", b"")

    def send(self, recipient: str, content: bytes) -> int:
        """The number of a message that the gateway has taken; it is sent until a receipt comes."""
        to = bytes.fromhex(recipient)
        self._review()
        number = self._journal.next()
        address = Address(self._known.network, self._agreement, self._device.thing, to, number)
        _require_open(self._known, address, _now())
        signed = envelope.message(self._device.keys, address, _now(), content)
        sealed = envelope.seal(
            self._device.keys, address, signed, _member(self._known, to).agreement
        )
        self._journal.sent(number, to, signed, sealed)
        self._post(sealed)
        return number

    def receive(self) -> Received:
        """The next message that had not come before; its receipt is on its way by then."""
        while not self._arrived:
            self._step("no message came")
        return self._arrived.popleft()

    def settle(self) -> list[int]:
        """Sends again what has no receipt and waits; the numbers that still have none."""
        for number in self._journal.unanswered():
            found = self._journal.of(number)
            if found is not None:
                self._post(found[2])
        try:
            while self._journal.unanswered():
                self._step("no receipt came")
        except Refused:
            return self._journal.unanswered()
        return []

    def close(self) -> None:
        """Ends it; the connection stays."""
        self._journal.close()

    def __enter__(self) -> Self:
        """The conversation."""
        return self

    def __exit__(self, *_: object) -> None:
        """Ends it."""
        self.close()

    def _review(self) -> None:
        if time.monotonic() - self._proven > _REVIEW_SECONDS:
            self._known = self._prove()

    def _prove(self) -> Agreement:
        self._proven = time.monotonic()
        self._connection.publish("messages/agreement", self._agreement)
        octets = self._answered("the agreement was not shown")
        shown = prove(octets, self._genesis, self._agreement)
        before = self._journal.proof()
        known = prove(before, self._genesis, self._agreement) if before else shown
        if known.height > shown.height:
            return known  # a gateway that shows what was true once undoes nothing
        self._journal.keep_proof(octets)
        return shown

    def _post(self, sealed: bytes) -> None:
        self._connection.publish("messages/post", sealed)
        told = json.loads(self._answered("the message was not answered"))
        if not told["accepted"]:
            raise NotTaken(told["fault"], told["problem"])

    def _answered(self, otherwise: str) -> bytes:
        while not self._answers:
            self._step(otherwise)
        return self._answers.popleft()

    def _step(self, otherwise: str) -> None:
        """Does with the next thing that the gateway hands over what it asks for."""
        told = self._connection.next_of_messages(otherwise)
        match told.topic:
            case "messages/message":
                self._take(told.payload)
            case "messages/receipt":
                self._note(told.payload)
            case "messages/posted" | "messages/proof":
                self._answers.append(told.payload)

    def _take(self, octets: bytes) -> None:
        try:
            self._review()
            arrived, receipt = self._counted(
                *opened(octets, self._device.thing, self._device.keys, self._known, _now())
            )
        except NotTaken:
            # No receipt is given for it, and what waits behind it is to come all the same.
            self._connection.publish("messages/pass", sha256(octets).digest())
            return
        self._connection.publish("messages/received", receipt)
        if arrived is not None:
            self._arrived.append(arrived)

    def _counted(self, inside: Signed, octets: bytes) -> tuple[Received | None, bytes]:
        address, (sent, content) = inside.address, inside.rest
        before = self._journal.had(address.sender, address.number)
        if before is not None:
            if before[0] != inside.signed.id:
                raise NotTaken("number-used", "another message of the sender has this number")
            return None, before[1]
        if sent < self._journal.floor():
            raise NotTaken("perhaps-had", "it was sent before this device was put back")
        receipt = envelope.receipt(self._device.keys, address, inside.signed.id, _now())
        self._journal.received(address.sender, address.number, inside.signed.id, octets, receipt)
        return Received(address.sender.hex(), address.number, sent, content), receipt

    def _note(self, octets: bytes) -> None:
        try:
            receipt = envelope.read(octets, envelope.RECEIPT)
            address = receipt.address
            sent = self._journal.of(address.number)
            if sent is None or address.sender != self._device.thing:
                return
            receipt.require_by(_member(self._known, address.recipient).signing)
            message = envelope.read(sent[1], envelope.MESSAGE)
        except NotTaken:
            return  # it counts for nothing; the message is sent again
        if message.address == address and message.signed.id == receipt.rest[0]:
            self._journal.answered(address.number, octets)


def opened(
    octets: bytes, own: bytes, keys: Keys, known: Agreement, now: int
) -> tuple[Signed, bytes]:
    """The message in an envelope to the thing ``own``, and its octets. Raises NotTaken."""
    sealed = envelope.read(octets, envelope.ENVELOPE)
    address = sealed.address
    _require_open(known, address, now)
    if address.recipient != own:
        raise NotTaken("not-the-recipient", "it is for another thing")
    sender = _member(known, address.sender)
    sealed.require_by(sender.signing)
    if not sender.is_in(now):
        raise NotTaken("not-admitted", "the sender is not admitted to its network")
    message = envelope.unseal(keys, sealed)
    inside = envelope.read(message, envelope.MESSAGE)
    if inside.address != address:
        raise NotTaken("sealed-again", "what is inside was signed for another purpose")
    inside.require_by(sender.signing)
    return inside, message


def _member(known: Agreement, thing: bytes) -> Member:
    member = known.members.get(thing)
    if member is None:
        raise NotTaken("not-a-member", "the agreement names no such thing")
    return member


def _require_open(known: Agreement, address: Address, now: int) -> None:
    if address.network != known.network or address.agreement != known.id:
        raise NotTaken("other-agreement", "it is of another agreement, or another ledger")
    if now - known.sealed > _PROOF_MAX:
        raise NotTaken("proof-too-old", "what was proven of the agreement is too old to go by")
    if not known.in_force or now >= known.until:
        raise NotTaken("not-in-force", "the agreement is not in force")
    _member(known, address.recipient)
    _member(known, address.sender)
    if address.sender == address.recipient:
        raise NotTaken("not-a-member", "a thing does not write to itself")


def _now() -> int:
    return time.time_ns() // 1_000_000
