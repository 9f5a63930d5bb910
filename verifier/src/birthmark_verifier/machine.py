"""The machine: decides blocks of statements again, to the state and the seal that they lead to."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import IntEnum
from itertools import islice

from . import cbor, history, logtree, signatures, succession
from .cbor import Writable
from .contracts import governance, motions, replica_set
from .contracts.approvals import Request, rule
from .contracts.common import (
    CHECKPOINTS,
    GOVERNANCE,
    KEYS,
    LEDGER,
    PARTIES,
    Accepted,
    Context,
    Now,
    Purpose,
    RegisteredKey,
    Rejected,
    SealedBlock,
    Subject,
    SubjectKind,
    after,
)
from .contracts.delegations import Limit
from .contracts.duties import Duty, due, perform
from .contracts.newcomers import quota_of
from .contracts.registry import (
    CONTRACTS,
    RULES,
    class_of,
    endorsements,
    entry_of,
    introduced,
    is_decided_together,
    transaction_name,
)
from .genesis import Genesis, GenesisRefusal, Successor, networks_of
from .history import TRAILS
from .keys import PublicKey
from .logtree import Frontier
from .refusal import Reason, Refused
from .seal import REFUSALS_MAX, Refusal, Seal
from .state import State, find, known
from .statement import Statement
from .window import NEW, PLACES, WINDOWS, Window

CHECKPOINT_SECONDS = 900


class LedgerRefusal(IntEnum):
    """Why a statement is ignored or refused whatever its contract says, by number."""

    MALFORMED = 0
    OTHER_NETWORK = 1
    NO_SUCH_CONTRACT = 2
    NO_SUCH_TRANSACTION = 3
    BODY_MALFORMED = 4
    UNKNOWN_KEY = 5
    NOT_A_SIGNING_KEY = 6
    SIGNATURE_INVALID = 7
    SEQUENCE_TOO_FAR = 8
    SEQUENCE_BEHIND = 9
    SEQUENCE_COUNTED = 10
    KEY_REVOKED = 11
    EXPIRED = 12
    OVER_QUOTA = 13
    ENDORSEMENT_INVALID = 14
    KEY_UNSOUND = 15
    KEY_TAKEN = 16
    CONTRACT_FAULT = 17
    BLOCK_FULL = 18


class RulesRefusal(Reason):
    """Why nothing is decided."""

    OTHER_RULES = "the block is decided by another version of the rules than this program knows"


class Decision(IntEnum):
    """What became of a statement."""

    ACCEPTED = 0
    REFUSED = 1
    IGNORED = 2


class _Ignored(Exception):  # noqa: N818 - a decision
    """The statement leaves no trace, for this reason."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)


class _Refused(Exception):  # noqa: N818 - a decision
    """The statement is counted and refused by contract 0."""

    def __init__(self, reason: LedgerRefusal) -> None:
        self.reason = reason
        super().__init__(reason.name)


def _closed(window: Window, sequence: int) -> LedgerRefusal:
    """Why a number is not open."""
    if sequence > window.highest:
        return LedgerRefusal.SEQUENCE_TOO_FAR
    is_behind = window.highest - sequence >= PLACES
    return LedgerRefusal.SEQUENCE_BEHIND if is_behind else LedgerRefusal.SEQUENCE_COUNTED


@dataclass(frozen=True)
class _Signer:
    key: PublicKey
    subject: Subject
    registered: RegisteredKey | None


class Machine:
    """A ledger from its genesis on: its state, its log, and what was decided.

    Each block begins with ``begin`` and ends with ``seal``; in between statements are decided in
    order, or refusals that a seal lists are counted.
    """

    def __init__(self, entry: bytes, genesis: Genesis) -> None:
        if genesis.rules != RULES:
            raise Refused(RulesRefusal.OTHER_RULES, f"version {genesis.rules} from the genesis on")
        self.genesis = genesis
        self.networks = networks_of(entry)
        self.state = State()
        self.log = Frontier()
        self.entries: list[bytes] = []
        self.height = 0
        self.time = genesis.time
        self._before = self.height, self.time
        self.last_refusal = ""
        self._refusing = LEDGER  # the contract whose rule is being held against a statement
        self._accepted: list[bytes] = []
        self._performed: list[Writable] = []
        self._changing = False
        self._outcomes: list[Writable] = []
        self._refusals: list[Refusal] = []
        self.state.apply(genesis.changes())
        self._append(entry)

    @property
    def network(self) -> bytes:
        """The network id that statements name now."""
        return self.networks[0]

    def _append(self, entry: bytes) -> None:
        self.entries.append(entry)
        self.log.append(logtree.leaf(entry))

    def begin(self, height: int, time: int) -> None:
        """Starts the block after the last."""
        if height != self.height + 1 or time < self.time:
            raise ValueError(f"block {height} at {time} cannot follow {self.height} at {self.time}")
        version = governance.in_force(self.state, height)
        if version != RULES:
            raise Refused(RulesRefusal.OTHER_RULES, f"version {version} from block {height} on")
        agenda = due(self.state, time)
        self._open(height, time)
        for duty in agenda:
            if self.state.value(duty.key) == duty.value:
                self._perform(duty)

    def resume(self, entry: bytes, founded: Successor, height: int, time: int) -> None:
        """The block with which the ledger goes on under another genesis. Raises Refused."""
        before = founded.predecessor
        stands = self.height, self.log.size, self.log.root, tuple(self.networks)
        named = before.height, before.size, before.root, before.networks
        if named != stands or founded.name != self.genesis.name or founded.rules != RULES:
            raise Refused(GenesisRefusal.SUCCESSION, "it goes on from elsewhere")
        if height != self.height + 1 or time != max(self.time, founded.time):
            raise Refused(GenesisRefusal.SUCCESSION, f"block {height} at {time}")
        self._open(height, time)
        succession.resume(self.state, Now(height, time), founded)
        self._accepted = [entry]
        self.genesis, self.networks = founded, networks_of(entry)

    def _open(self, height: int, time: int) -> None:
        changing = replica_set.is_changing(self.state, height)
        self.state.mark()
        self._before = self.height, self.time
        ended = SealedBlock(self.time, self.log.size, self.log.root)
        self.state.apply([(CHECKPOINTS.key(self.height), CHECKPOINTS.write(ended))])
        for key, value in list(islice(self.state.under(CHECKPOINTS.prefix), 2)):
            if after(CHECKPOINTS.read(value).time, CHECKPOINT_SECONDS) < time:
                self.state.apply([(key, None)])
        self.height, self.time = height, time
        self._accepted, self._outcomes, self._refusals = [], [], []
        self._performed = []
        self._changing = changing

    def _perform(self, duty: Duty) -> None:
        self.state.apply([(duty.key, None)])
        done = perform(self.state, Now(self.height, self.time), duty)
        if not all(row.key.is_sound for row in done.registered):
            return self._performed.append(duty.outcome(None))
        self.state.apply(done.changes)
        return self._performed.append(duty.outcome(done.facts))

    def _entry(self, index: int) -> bytes | None:
        return self.entries[index] if index < len(self.entries) else None

    def decide(self, statement: Statement) -> Decision:
        """Decides a statement of the block."""
        message = statement.message
        self.last_refusal = ""
        if len(self._refusals) == REFUSALS_MAX:
            self.last_refusal = LedgerRefusal.BLOCK_FULL.name
            return Decision.IGNORED
        try:
            facts = self._judge(statement)
        except _Ignored as ignored:
            self.last_refusal = str(ignored)
            return Decision.IGNORED
        except (_Refused, Rejected) as refused:
            self.last_refusal = str(refused)
            ledger = isinstance(refused, _Refused)
            contract = LEDGER if ledger else self._refusing
            said = contract, int(refused.reason), len(self._outcomes)
            sequence = statement.head.sequence
            self._refusals.append(Refusal(message.key_id, sequence, message.id, *said))
            return Decision.REFUSED
        outcome: Writable = [message.id, facts]
        self._remember(message.key_id, facts, logtree.leaf(cbor.encode(outcome)))
        self._accepted.append(message.encoded)
        registered = entry_of(statement.transaction)
        if registered is not None:
            self._accepted.append(registered)
        self._outcomes.append(outcome)
        return Decision.ACCEPTED

    def _remember(self, key_id: bytes, facts: list[list[Writable]], outcome: bytes) -> None:
        """Puts a statement into the history of each thing that its facts concern."""
        index = self.log.size + len(self._accepted)
        place = index, self.height, self.time
        for thing in history.things(facts):
            subject = Subject(SubjectKind.THING, thing)
            if known(self.state, KEYS, key_id).subject == subject:
                window = known(self.state, WINDOWS, key_id)
                trail = (window.trail or history.NONE).link(*place, outcome)
                row = WINDOWS.write(replace(window, trail=trail))
                self.state.apply([(WINDOWS.key(key_id), row)])
            else:
                key = TRAILS.key(subject.kind, thing)
                before = find(self.state, TRAILS, subject.kind, thing) or history.NONE
                self.state.apply([(key, TRAILS.write(before.link(*place, outcome)))])

    def _judge(self, statement: Statement) -> list[list[Writable]]:
        """The facts of an accepted statement, whose changes are made."""
        head, message = statement.head, statement.message
        if head.network != self.network:
            raise _Ignored(LedgerRefusal.OTHER_NETWORK.name)
        signer = self._signer(statement)
        if not message.verifies(signer.key):
            raise _Ignored(LedgerRefusal.SIGNATURE_INVALID.name)
        window = find(self.state, WINDOWS, message.key_id) or NEW
        if not window.is_open(head.sequence):
            raise _Ignored(_closed(window, head.sequence).name)
        minute = self.time // 60_000
        counted = window.count(head.sequence, minute)
        change = WINDOWS.key(message.key_id), WINDOWS.write(counted)
        if signer.registered is None:
            try:
                facts = self._hear(statement, signer, window, minute)
            except (_Refused, Rejected) as refused:
                raise _Ignored(str(refused)) from refused
            self.state.apply([change])
            return facts
        self.state.apply([change])
        return self._hear(statement, signer, window, minute)

    def _hear(
        self, statement: Statement, signer: _Signer, window: Window, minute: int
    ) -> list[list[Writable]]:
        """The facts of a statement that is its signer's and whose number is open."""
        head, message = statement.head, statement.message
        if signer.registered is not None and not signer.registered.counts_at(self.height):
            raise _Refused(LedgerRefusal.KEY_REVOKED)
        if head.expiry < self.time:
            raise _Refused(LedgerRefusal.EXPIRED)
        few = quota_of(self.state, signer.subject)
        quota = self.genesis.quota if few is None else min(few, self.genesis.quota)
        if window.is_spent(quota, minute):
            raise _Refused(LedgerRefusal.OVER_QUOTA)
        self._require_endorsed(statement)
        at = Context(
            self.network,
            self.height,
            self.time,
            message.id,
            message.key_id,
            signer.subject,
            self._entry,
        )
        return self._rule(at, statement)

    def _rule(self, at: Context, statement: Statement) -> list[list[Writable]]:
        """Has the contract decide, if whoever signed may ask for it in that name."""
        head, transaction = statement.head, statement.transaction
        kind = class_of(transaction)
        before, limit = Accepted(PARTIES), Limit()
        if kind is not None or head.acting is not None:
            self._refusing = PARTIES
            ruling = rule(self.state, at, self._asked(statement))
            before, limit = ruling.before, ruling.limit
            if ruling.principal is None:
                self.state.apply(before.changes)
                return before.facts
            at = replace(at, signer=ruling.principal)
        self._refusing = head.contract
        accepted = CONTRACTS[head.contract].decide(self.state, at, transaction)
        self._refusing = PARTIES
        limit.require(history.things(accepted.facts))
        self._refusing = head.contract
        if is_decided_together(transaction):
            self._refusing = GOVERNANCE
            carried, votes = motions.rule(self.state, at, self._asked(statement))
            before.changes += votes.changes
            before.facts += votes.facts
            if not carried:
                self.state.apply(before.changes)
                return before.facts
        self._require_keys(accepted)
        self.state.apply(before.changes + accepted.changes)
        return before.facts + accepted.facts

    def _asked(self, statement: Statement) -> Request:
        head, transaction = statement.head, statement.transaction
        name = transaction_name(head.contract, head.tag) or ""
        return Request(
            head.contract, head.tag, name, transaction, class_of(transaction), head.acting
        )

    def _signer(self, statement: Statement) -> _Signer:
        key_id = statement.message.key_id
        registered = find(self.state, KEYS, key_id)
        if registered is not None:
            if registered.purpose != Purpose.SIGNING:
                raise _Ignored(LedgerRefusal.NOT_A_SIGNING_KEY.name)
            return _Signer(registered.key, registered.subject, registered)
        key = introduced(statement.transaction)
        if key is None or key.thumbprint != key_id:
            raise _Ignored(LedgerRefusal.UNKNOWN_KEY.name)
        return _Signer(key, Subject(SubjectKind.PARTY, key_id), None)

    def _require_endorsed(self, statement: Statement) -> None:
        for endorsement in endorsements(self.network, statement.transaction):
            key = endorsement.key
            if isinstance(key, bytes):
                registered = find(self.state, KEYS, key)
                if registered is None and endorsement.left:
                    continue
                if registered is None:
                    raise _Refused(LedgerRefusal.ENDORSEMENT_INVALID)
                key = registered.key
            elif endorsement.stands_alone and not key.is_sound:
                raise _Refused(LedgerRefusal.ENDORSEMENT_INVALID)
            hashed = endorsement.hashed
            if not signatures.verifies(key, endorsement.signed, endorsement.signature, hashed):
                raise _Refused(LedgerRefusal.ENDORSEMENT_INVALID)

    def _require_keys(self, accepted: Accepted) -> None:
        for row in accepted.registered:
            if find(self.state, KEYS, row.key.thumbprint) is not None:
                raise _Refused(LedgerRefusal.KEY_TAKEN)
            if not row.key.is_sound:
                raise _Refused(LedgerRefusal.KEY_UNSOUND)

    def count(self, refusal: Refusal) -> bool:
        """Counts a number that a seal lists as refused; whether it was open."""
        window = find(self.state, WINDOWS, refusal.key_id) or NEW
        if not window.is_open(refusal.sequence):
            return False
        counted = window.count(refusal.sequence, self.time // 60_000)
        self.state.apply([(WINDOWS.key(refusal.key_id), WINDOWS.write(counted))])
        self._refusals.append(refusal)
        return True

    @property
    def left_a_trace(self) -> bool:
        """Whether the block did something, something came due, or other replicas are to come."""
        return bool(self._performed or self._accepted or self._refusals or self._changing)

    def drop(self) -> None:
        """Ends a block that left no trace and is no heartbeat: it is as if it had not been."""
        self.state.restore()
        self.height, self.time = self._before

    def seal(self) -> Seal:
        """Ends the block: its entries go into the log, the seal last."""
        outcomes = [cbor.encode(outcome) for outcome in self._performed + self._outcomes] + [
            cbor.encode([each.statement, each.contract, each.reason]) for each in self._refusals
        ]
        seal = Seal(
            self.height,
            self.time,
            self.state.root,
            logtree.root_of(map(logtree.leaf, outcomes)),
            tuple(self._refusals),
            RULES,
            replica_set.digest(replica_set.at(self.state, self.height + 1)),
            replica_set.digest(replica_set.at(self.state, self.height + replica_set.LEAD)),
        )
        for entry in self._accepted:
            self._append(entry)
        self._append(seal.encode())
        return seal
