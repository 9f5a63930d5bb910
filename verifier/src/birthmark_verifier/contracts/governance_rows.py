"""What governance (contract 2) keeps, and what may be asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Annotated

from ..keys import PublicKey
from ..records import (
    MOMENT,
    Hash,
    Key,
    MalformedError,
    Many,
    Maybe,
    Moment,
    Name,
    Number,
    Octets,
    Record,
    Text,
    Uint,
    name_of,
)
from ..state import Table
from .common import GOVERNANCE, HASH, LEDGER
from .replica_set import ENDPOINT_MAX, MOST, WEIGHT_MAX, Replica, require_keys


class GovernanceRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_A_REPLICA = 0
    ALREADY_SCHEDULED = 1
    VERSION_NOT_NEXT = 2
    TOO_SOON = 3
    NOT_SCHEDULED = 4
    NOT_READY = 5
    RUNS_NO_REPLICA = 6
    ALREADY_VOTED = 7
    NO_SUCH_MOTION = 8
    ALREADY_READY = 9
    OFFERED_FOR_ANOTHER = 10
    KEY_USED = 11
    ALREADY_A_REPLICA = 12
    NO_SUCH_OFFER = 13
    OFFER_WITHOUT_ROLE = 14
    TOO_MANY_REPLICAS = 15
    NO_SUCH_REPLICA = 16
    NOT_YOUR_REPLICA = 17
    LAST_REPLICA = 18
    TOO_MUCH_AT_ONCE = 19
    SAME_WEIGHT = 20
    NOT_A_PARTY = 21
    ALREADY_PROPOSED = 22
    OTHER_LOG = 23
    NO_LIMIT = 24
    NOT_RECENT = 25


class Decision(IntEnum):
    """What replicas decide together, each with a threshold of its own."""

    RULES = 0
    ROLES = 1


DECISION = name_of(Decision)
LEAST_PERCENT = {Decision.RULES: 67, Decision.ROLES: 51}
OpenSeconds = Annotated[int, Number(60, 7_776_000)]
Weight = Annotated[int, Number(1, WEIGHT_MAX)]
Possession = Octets(1, 4_096)


@dataclass(frozen=True)
class Scheduled:
    """A row of ``rules``."""

    version: Uint
    time: Moment


@dataclass(frozen=True)
class Change:
    """A row of ``changes``."""

    version: Uint
    party: Hash
    time: Moment


@dataclass(frozen=True)
class Offer:
    """A row of ``offers``."""

    party: Hash
    checkpoint: Annotated[PublicKey, Key()]
    consensus: Annotated[PublicKey | None, Maybe(Key())]
    endpoint: Annotated[str | None, Maybe(Text(1, ENDPOINT_MAX))]
    since: Uint

    def weighing(self, weight: int) -> Replica:
        """The replica that it becomes."""
        return Replica(self.party, self.checkpoint, self.consensus, weight, self.endpoint)


@dataclass(frozen=True)
class KeyOwner:
    """A row of ``replica-keys``."""

    party: Hash
    since: Uint


@dataclass(frozen=True)
class Vote:
    """A party's vote, and the key that signed it."""

    party: Hash
    key_id: Hash


Votes = Annotated[tuple[Vote, ...], Many(Record(Vote), 0, MOST)]


@dataclass(frozen=True)
class Motion:
    """A row of ``motions``."""

    decision: Annotated[int, DECISION]
    statement: Hash
    by: Hash
    ayes: Votes
    noes: Votes
    since: Uint
    expires: Moment


@dataclass(frozen=True)
class Threshold:
    """A row of ``thresholds``."""

    percent: Uint
    open_seconds: Uint
    since: Uint

    def is_met(self, weight: int, total: int) -> bool:
        """Whether so much of the weight is enough."""
        return 100 * weight >= self.percent * total


FIRST_THRESHOLD = Threshold(67, 604_800, 0)


@dataclass(frozen=True)
class Limit:
    """A row of ``absence``."""

    seconds: Uint
    since: Uint


@dataclass(frozen=True)
class Shown:
    """A row of ``attendance``."""

    until: Moment
    since: Uint


@dataclass(frozen=True)
class Suspended:
    """A row of ``suspended``."""

    replica: Annotated[Replica, Record(Replica)]
    since: Uint


RULES: Table[Scheduled] = Table(LEDGER, 6, (Number(),), Record(Scheduled))
CHANGES: Table[Change] = Table(GOVERNANCE, 1, (Number(),), Record(Change))
SETS: Table[tuple[Replica, ...]] = Table(GOVERNANCE, 2, (Number(),), Many(Record(Replica), 1, MOST))
OFFERS: Table[Offer] = Table(GOVERNANCE, 3, (HASH,), Record(Offer))
REPLICA_KEYS: Table[KeyOwner] = Table(GOVERNANCE, 4, (HASH,), Record(KeyOwner))
MOTIONS: Table[Motion] = Table(GOVERNANCE, 5, (HASH,), Record(Motion))
LAPSES: Table[int] = Table(GOVERNANCE, 6, (MOMENT, HASH), Number())
READINESS: Table[int] = Table(GOVERNANCE, 7, (Number(), HASH), Number())
THRESHOLDS: Table[Threshold] = Table(GOVERNANCE, 8, (DECISION,), Record(Threshold))
ABSENCE: Table[Limit] = Table(GOVERNANCE, 9, (Name(1, ("all",)),), Record(Limit))
ATTENDANCE: Table[Shown] = Table(GOVERNANCE, 10, (HASH,), Record(Shown))
ABSENCES: Table[int] = Table(GOVERNANCE, 11, (MOMENT, HASH), Number())
SUSPENDED: Table[Suspended] = Table(GOVERNANCE, 12, (HASH,), Record(Suspended))


@dataclass(frozen=True)
class ScheduleRules:
    """Replicas have the next version decide from a height on."""

    version: Uint
    since: Annotated[int, Number()]


@dataclass(frozen=True)
class WithdrawRules:
    """Replicas take back what was scheduled."""

    version: Uint


@dataclass(frozen=True)
class SignalReadiness:
    """A party's replicas know a version."""

    version: Uint


@dataclass(frozen=True)
class OfferReplica:
    """A party would run a replica."""

    party: Hash
    checkpoint: Annotated[PublicKey, Key()]
    consensus: Annotated[PublicKey | None, Maybe(Key())]
    endpoint: Annotated[str | None, Maybe(Text(1, ENDPOINT_MAX))]
    possession: Annotated[bytes, Possession]
    consensus_possession: Annotated[bytes | None, Maybe(Possession)]

    def __post_init__(self) -> None:
        """Raises MalformedError unless the keys fit together, each with its proof."""
        require_keys(self.checkpoint, self.consensus)
        if (self.consensus is None) != (self.consensus_possession is None):
            raise MalformedError("a consensus key comes with its proof of possession")


@dataclass(frozen=True)
class AddReplica:
    """Replicas add one that was offered."""

    replica: Hash
    weight: Weight


@dataclass(frozen=True)
class RemoveReplica:
    """Replicas remove one."""

    replica: Hash


@dataclass(frozen=True)
class WeighReplica:
    """Replicas change what one weighs."""

    replica: Hash
    weight: Weight


@dataclass(frozen=True)
class LeaveReplicas:
    """A party lets its replica leave."""

    replica: Hash


@dataclass(frozen=True)
class SetThreshold:
    """Replicas say how much of the weight is enough."""

    decision: Annotated[int, DECISION]
    percent: Annotated[int, Number(0, 100)]
    open_seconds: OpenSeconds

    def __post_init__(self) -> None:
        """Raises MalformedError if so small a share must never decide it."""
        if self.percent < LEAST_PERCENT[Decision(self.decision)]:
            raise MalformedError("a threshold is of a larger share")


@dataclass(frozen=True)
class Oppose:
    """A replica is against a motion."""

    motion: Hash


@dataclass(frozen=True)
class WithdrawOffer:
    """A party no longer offers a replica."""

    replica: Hash


@dataclass(frozen=True)
class LimitAbsence:
    """Replicas say how long one may be absent."""

    seconds: Annotated[int | None, Maybe(Number(600, 7_776_000))]
