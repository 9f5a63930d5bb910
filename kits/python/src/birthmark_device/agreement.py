"""An agreement as the ledger was proven to have it (docs/protocol.md, "Messages")."""

from __future__ import annotations

from dataclasses import dataclass

from birthmark_verifier import answer, genesis, keys, stateproof, trust
from birthmark_verifier.contracts import messages
from birthmark_verifier.keys import PublicKey
from birthmark_verifier.refusal import Refused as Unproven
from birthmark_verifier.state import find

from birthmark_device.refused import Refused


@dataclass(frozen=True)
class Member:
    """One of the things: its keys, and whether it is in, until when (milliseconds)."""

    signing: PublicKey
    agreement: PublicKey
    admitted: bool
    until: int | None

    def is_in(self, now: int) -> bool:
        """Whether it is in at a moment."""
        return self.admitted and (self.until is None or now < self.until)


@dataclass(frozen=True)
class Agreement:
    """Who may write to whom, until when (milliseconds), as of a block and its time."""

    network: bytes
    id: bytes
    in_force: bool
    until: int
    waiting: int
    members: dict[bytes, Member]
    height: int
    sealed: int


def prove(octets: bytes, entry: bytes, agreement: bytes) -> Agreement:
    """What a gateway shows of ``agreement``, on the ledger that begins with the genesis ``entry``.

    The gateway is believed nothing: the replicas of the ledger signed, or it is refused.
    """
    try:
        founded = genesis.decode(entry)
        proven = answer.verify(trust.founding(founded), octets)
        asked = "messages", "agreements/{agreement}", [agreement.hex()]
        question = proven.question
        if (question.contract, question.path, question.texts) != asked:
            raise Refused("the gateway proves something else than the agreement")
        shown = stateproof.check(answer.decode(octets).parts, proven.seal.state_root)
        row = find(shown, messages.AGREEMENTS, agreement)
        told = proven.answer.value if isinstance(proven.answer, answer.Found) else None
    except Unproven as problem:
        raise Refused(f"the gateway does not prove the agreement: {problem.sentence}") from None
    if row is None or not isinstance(told, dict):
        raise Refused("there is no such agreement on the ledger")
    members = {bytes.fromhex(each["thing"]): _member(each) for each in told["members"]}
    return Agreement(
        genesis.network_of(entry),
        agreement,
        told["kind"] == "in-force",
        row.until,
        row.waiting,
        members,
        proven.seal.height,
        proven.seal.time,
    )


def _member(told: dict[str, str | bool | int | None]) -> Member:
    until = told["admittedUntil"]
    return Member(
        keys.decode(bytes.fromhex(str(told["signing"]))),
        keys.decode(bytes.fromhex(str(told["agreement"]))),
        bool(told["admitted"]),
        until if isinstance(until, int) else None,
    )
