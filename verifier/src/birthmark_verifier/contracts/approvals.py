"""Who may ask for something in whose name, and what several must approve (contract 1)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from .. import cbor
from ..cbor import Writable
from ..records import write_body
from ..state import Rows, find, known
from ..statement import Acting
from .approval_rows import (
    LAPSES,
    POLICIES,
    PROPOSALS,
    Approval,
    ApprovalClass,
    NameGuardians,
    Policy,
    Proposal,
    Reject,
    RequireApprovals,
    WaiveApprovals,
)
from .common import (
    KEYS,
    PARTIES,
    Accepted,
    Context,
    Rejected,
    Subject,
    SubjectKind,
    after,
    require,
)
from .delegation_rows import Delegate
from .delegations import UNLIMITED, Limit, act, organisations
from .party_refusal import PartyRefusal


@dataclass(frozen=True)
class Request:
    """What is asked for, of which contract; ``name`` is that of both, ``kind`` its class."""

    contract: int
    tag: int
    name: str
    transaction: Any
    kind: ApprovalClass | None
    acting: Acting | None

    @property
    def digest(self) -> bytes:
        """What an approval has in common with the proposal."""
        said: list[Writable] = [self.contract, self.tag, list(write_body(self.transaction))]
        return sha256(cbor.encode(said)).digest()


@dataclass(frozen=True)
class Ruling:
    """In whose name the contract is to decide, or None if it is not asked; and what to write."""

    principal: Subject | None
    before: Accepted
    limit: Limit = UNLIMITED


def rule(state: Rows, at: Context, asked: Request) -> Ruling:
    """Who may ask for something in whose name. Raises Rejected."""
    out = Accepted(PARTIES)
    acting = asked.acting
    if at.party is None:
        require(acting is None, PartyRefusal.NOT_A_PARTY)
        return Ruling(at.signer, out)
    principal = at.party if acting is None else acting.party
    approves = None if acting is None else acting.approves
    needed = _needed(state, principal, asked)
    if needed is None:
        require(approves is None, PartyRefusal.NO_SUCH_PROPOSAL)
        if principal == at.party:
            return Ruling(at.signer, out)
        passes_on = isinstance(asked.transaction, Delegate)
        limit = act(state, at, principal, asked.name, passes_on=passes_on)
        subject = Subject(SubjectKind.PARTY, principal)
        return Ruling(subject, out.fact(20, principal, at.party), limit)
    kind, policy = needed
    require(at.party in policy.approvers, PartyRefusal.NOT_AN_APPROVER)
    own = Approval(at.party, at.key_id)
    if approves is None:
        if policy.needed > 1:
            return Ruling(None, _propose(at, principal, needed, asked.digest))
        return _granted(out, principal, kind, at.statement, (own,))
    proposal = find(state, PROPOSALS, principal, approves)
    if proposal is None or proposal.expires <= at.time:
        raise Rejected(PartyRefusal.NO_SUCH_PROPOSAL)
    require(proposal.policy == policy.statement, PartyRefusal.POLICY_CHANGED)
    require(proposal.digest == asked.digest, PartyRefusal.OTHER_TRANSACTION)
    counted = tuple(each for each in proposal.approvals if _counts(state, at, each))
    is_new = all(each.party != at.party for each in counted)
    require(is_new, PartyRefusal.ALREADY_APPROVED)
    counted = (*counted, own)
    if len(counted) < policy.needed:
        against = tuple(each for each in proposal.rejections if each.party != at.party)
        voted = replace(proposal, approvals=counted, rejections=against)
        out.put(PROPOSALS, principal, approves, voted)
        given = kind, approves, at.party, len(counted), list(policy.approvers)
        return Ruling(None, out.fact(9, principal, *given))
    out.remove(PROPOSALS, principal, approves)
    out.remove(LAPSES, proposal.expires, principal, approves)
    return _granted(out, principal, kind, approves, counted)


def _needed(state: Rows, principal: bytes, asked: Request) -> tuple[int, Policy] | None:
    """The policy that something needs, and its class."""
    kinds: list[int] = [] if asked.kind is None else [asked.kind]
    if isinstance(asked.transaction, RequireApprovals | WaiveApprovals):
        named = asked.transaction.kind
        kinds += [] if named == ApprovalClass.RECOVERY else [named]
    for kind in kinds:
        found = governing(state, principal, kind)
        if found is not None:
            return found
    return None


def governing(state: Rows, party: bytes, kind: int) -> tuple[int, Policy] | None:
    """A party's own policy of a class, or the nearest above it; and the class that it is of."""
    above = [] if kind == ApprovalClass.RECOVERY else organisations(state, party)
    for each in (party, *above):
        for general in (kind, ApprovalClass.ROLES) if kind == ApprovalClass.MAKERS else (kind,):
            policy = find(state, POLICIES, each, general)
            if policy is not None:
                return general, policy
    return None


def policy_of(state: Rows, party: bytes, kind: int) -> Policy | None:
    """What a party has approved by several: its own policy, or the nearest above it."""
    found = governing(state, party, kind)
    return None if found is None else found[1]


def _counts(state: Rows, at: Context, approval: Approval) -> bool:
    return known(state, KEYS, approval.key_id).counts_at(at.height)


def _propose(at: Context, principal: bytes, needed: tuple[int, Policy], digest: bytes) -> Accepted:
    kind, policy = needed
    expires = after(at.time, policy.open_seconds)
    approvals = (Approval(at.signer.id, at.key_id),)
    asked = digest, at.statement, policy.statement
    proposal = Proposal(kind, *asked, approvals, (), at.height, expires)
    return (
        Accepted(PARTIES)
        .put(PROPOSALS, principal, at.statement, proposal)
        .put(LAPSES, expires, principal, at.statement, at.height)
        .fact(8, principal, kind, at.statement, at.signer.id, list(policy.approvers), expires)
    )


def _granted(
    out: Accepted, principal: bytes, kind: int, proposal: bytes, approvals: tuple[Approval, ...]
) -> Ruling:
    out.fact(10, principal, kind, proposal, [each.party for each in approvals])
    return Ruling(Subject(SubjectKind.PARTY, principal), out)


def rejected(state: Rows, at: Context, asked: Reject) -> Accepted:
    """An approver says no. Raises Rejected."""
    proposal = find(state, PROPOSALS, asked.party, asked.proposal)
    if proposal is None or proposal.expires <= at.time:
        raise Rejected(PartyRefusal.NO_SUCH_PROPOSAL)
    policy = policy_of(state, asked.party, proposal.kind)
    if policy is None or policy.statement != proposal.policy:
        raise Rejected(PartyRefusal.POLICY_CHANGED)
    self = at.signer.id
    require(self in policy.approvers, PartyRefusal.NOT_AN_APPROVER)
    against = tuple(each for each in proposal.rejections if _counts(state, at, each))
    is_new = all(each.party != self for each in against)
    require(is_new, PartyRefusal.ALREADY_REJECTED)
    against = (*against, Approval(self, at.key_id))
    out = Accepted(PARTIES)
    said = asked.party, proposal.kind, asked.proposal
    if len(policy.approvers) - len(against) < policy.needed:
        out.remove(PROPOSALS, asked.party, asked.proposal)
        out.remove(LAPSES, proposal.expires, asked.party, asked.proposal)
        return out.fact(24, *said, [each.party for each in against])
    in_favour = tuple(each for each in proposal.approvals if each.party != self)
    voted = replace(proposal, approvals=in_favour, rejections=against)
    out.put(PROPOSALS, asked.party, asked.proposal, voted)
    return out.fact(23, *said, self, len(against), list(policy.approvers))


def required(at: Context, asked: RequireApprovals) -> Accepted:
    """Sets a policy of the signer."""
    said = asked.needed, asked.approvers, asked.open_seconds
    party = at.signer.id
    return (
        Accepted(PARTIES)
        .put(POLICIES, party, asked.kind, Policy(*said, 0, at.statement, at.height))
        .fact(6, party, asked.kind, asked.needed, list(asked.approvers), asked.open_seconds)
    )


def guarded(at: Context, asked: NameGuardians) -> Accepted:
    """Says who may recover the signer."""
    said = asked.needed, asked.guardians, asked.open_seconds, asked.delay_seconds
    party = at.signer.id
    return (
        Accepted(PARTIES)
        .put(POLICIES, party, ApprovalClass.RECOVERY, Policy(*said, at.statement, at.height))
        .fact(14, party, asked.needed, list(asked.guardians), asked.delay_seconds)
    )


def waived(state: Rows, at: Context, kind: int) -> Accepted:
    """Removes a policy of the signer. Raises Rejected."""
    policy = find(state, POLICIES, at.signer.id, kind)
    if policy is None:
        raise Rejected(PartyRefusal.NO_SUCH_POLICY)
    out = Accepted(PARTIES).remove(POLICIES, at.signer.id, kind)
    return out.fact(7, at.signer.id, kind, list(policy.approvers))


def lapse(state: Rows, out: Accepted, party: bytes, proposal: bytes) -> None:
    """Ends a proposal that too few approved in time."""
    found = known(state, PROPOSALS, party, proposal)
    out.remove(PROPOSALS, party, proposal)
    out.fact(11, party, found.kind, proposal, [each.party for each in found.approvals])
