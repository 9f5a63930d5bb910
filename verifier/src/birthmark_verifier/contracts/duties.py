"""What is due: records that happen by themselves, in the first block at or after their moment."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from ..cbor import Writable
from ..state import Rows
from . import (
    agreement,
    approval_rows,
    approvals,
    firmware,
    motions,
    party_keys,
    replica_changes,
    sample_figures,
    sample_rows,
    standing,
    thing_rows,
    usage,
    watches,
)
from .admission_rows import EMERGENCY_ENDS, EXPIRIES, WATCH_ENDS
from .common import ADMISSION, FIRMWARE, GOVERNANCE, PARTIES, SAMPLES, THINGS, Accepted, Now
from .governance_rows import ABSENCES
from .governance_rows import LAPSES as MOTION_LAPSES
from .party_rows import RECOVERY_ENDS, RETIREMENTS

MOST = 1_000

_PREFIX_OCTETS = 3
_MOMENT_OCTETS = 8


@dataclass(frozen=True)
class Duty:
    """A record of a table whose keys begin with a moment, as it was before the block."""

    contract: int
    number: int
    key: bytes  # of the row, with the table's prefix
    value: bytes

    @property
    def moment(self) -> int:
        """When it is due."""
        return int.from_bytes(self.key[_PREFIX_OCTETS:][:_MOMENT_OCTETS])

    @property
    def rest(self) -> bytes:
        """The key behind the moment."""
        return self.key[_PREFIX_OCTETS + _MOMENT_OCTETS :]

    @property
    def place(self) -> tuple[int, bytes]:
        """Where it stands among all that is due: by moment, contract, table, key."""
        return self.moment, self.key

    def outcome(self, facts: list[list[Writable]] | None) -> Writable:
        """What the seal commits to of it."""
        return [self.contract, self.number, self.key[_PREFIX_OCTETS:], facts]


def _lapse_approvals(state: Rows, _: Now, duty: Duty, out: Accepted) -> None:
    approvals.lapse(state, out, duty.rest[:32], duty.rest[32:])


def _retire(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    out.also(party_keys.retired(state, at, duty.rest[:32], duty.rest[32:]))


def _recover(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    out.also(party_keys.recovered(state, at, duty.rest))


def _lapse_motion(state: Rows, _: Now, duty: Duty, out: Accepted) -> None:
    motions.lapse(state, out, duty.rest)


def _suspend(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    out.also(replica_changes.suspend(state, at, duty.rest, ABSENCES.read(duty.value)))


def _lapse(state: Rows, _: Now, duty: Duty, out: Accepted) -> None:
    agreement.lapse(state, out, duty.rest[:32], duty.rest[32:])


def _pass(state: Rows, _: Now, duty: Duty, out: Accepted) -> None:
    model = duty.rest[:-1].decode()
    firmware.passed(state, out, duty.moment, model, firmware.DEADLINES.read(duty.value))


def _expire(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    standing.expire(state, out, at, duty.moment, duty.rest)


def _silent(_: Rows, __: Now, duty: Duty, out: Accepted) -> None:
    usage.silent(out, duty.rest, WATCH_ENDS.read(duty.value))


def _end_emergency(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    begun = EMERGENCY_ENDS.read(duty.value)
    standing.end_emergency(state, out, at, duty.moment, duty.rest, begun)


def _reckon(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    sample_figures.reckon(state, out, at, duty.rest[:32], duty.rest[32:-1].decode())


def _overdue(state: Rows, _: Now, duty: Duty, out: Accepted) -> None:
    name, number = duty.rest[32:-9].decode(), int.from_bytes(duty.rest[-8:])
    sample_figures.overdue(state, out, duty.moment, duty.rest[:32], name, number)


def _lasts(state: Rows, at: Now, duty: Duty, out: Accepted) -> None:
    watches.lasts(state, at, out, duty.rest[:32], duty.rest[32:-1].decode())


_TABLES: list[tuple[int, int, bytes, Callable[[Rows, Now, Duty, Accepted], None]]] = [
    (PARTIES, approval_rows.LAPSES.number, approval_rows.LAPSES.prefix, _lapse_approvals),
    (PARTIES, RETIREMENTS.number, RETIREMENTS.prefix, _retire),
    (PARTIES, RECOVERY_ENDS.number, RECOVERY_ENDS.prefix, _recover),
    (GOVERNANCE, MOTION_LAPSES.number, MOTION_LAPSES.prefix, _lapse_motion),
    (GOVERNANCE, ABSENCES.number, ABSENCES.prefix, _suspend),
    (THINGS, thing_rows.LAPSES.number, thing_rows.LAPSES.prefix, _lapse),
    (FIRMWARE, firmware.DEADLINES.number, firmware.DEADLINES.prefix, _pass),
    (ADMISSION, EXPIRIES.number, EXPIRIES.prefix, _expire),
    (ADMISSION, WATCH_ENDS.number, WATCH_ENDS.prefix, _silent),
    (ADMISSION, EMERGENCY_ENDS.number, EMERGENCY_ENDS.prefix, _end_emergency),
    (SAMPLES, sample_rows.RECKONINGS.number, sample_rows.RECKONINGS.prefix, _reckon),
    (SAMPLES, sample_rows.OVERDUE.number, sample_rows.OVERDUE.prefix, _overdue),
    (SAMPLES, watches.LASTING.number, watches.LASTING.prefix, _lasts),
]


def due(state: Rows, time: int) -> list[Duty]:
    """What is due at a time, in the order in which it is done."""
    found = []
    for contract, number, prefix, _ in _TABLES:
        for key, value in islice(state.under(prefix), MOST):
            duty = Duty(contract, number, key, value)
            if duty.moment > time:
                break
            found.append(duty)
    return sorted(found, key=lambda duty: duty.place)[:MOST]


def perform(state: Rows, at: Now, duty: Duty) -> Accepted:
    """What happens when a record comes due, in a state that no longer has it."""
    out = Accepted(duty.contract)
    for contract, number, _, happens in _TABLES:
        if (contract, number) == (duty.contract, duty.number):
            happens(state, at, duty, out)
    return out
