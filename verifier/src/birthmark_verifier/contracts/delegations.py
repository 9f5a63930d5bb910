"""Acting in another's name (contract 1): delegations, and organisations for departments."""

from __future__ import annotations

from dataclasses import dataclass

from ..state import Rows, find, known
from .common import (
    KEYS,
    PARTIES,
    Accepted,
    Context,
    Rejected,
    is_taken,
    require,
)
from .delegation_rows import (
    ABOVE,
    DELEGATIONS,
    HELD,
    LEVELS_MAX,
    LINKS_MAX,
    UNDER,
    Above,
    Delegate,
    Delegation,
    EndDelegation,
    FoundDepartment,
)
from .newcomers import quota_of
from .party_refusal import PartyRefusal
from .party_rows import HANDLES, PARTY_ROWS

ORGANISATION = 0


def organisations(state: Rows, party: bytes) -> list[bytes]:
    """The organisations above a department, the nearest first."""
    found: list[bytes] = []
    row = find(state, ABOVE, party)
    while row is not None:
        found.append(row.organisation)
        row = find(state, ABOVE, row.organisation)
    return found


@dataclass(frozen=True)
class Limit:
    """The things that what is asked for may concern, if they are limited."""

    things: frozenset[bytes] | None = None

    def narrowed(self, things: tuple[bytes, ...]) -> Limit:
        """What is left when these alone may be concerned; none named, any."""
        if not things:
            return self
        named = frozenset(things)
        return Limit(named if self.things is None else named & self.things)

    def require(self, concerned: list[bytes]) -> None:
        """Checks what was concerned. Raises Rejected."""
        if self.things is not None:
            is_within = bool(concerned) and self.things.issuperset(concerned)
            require(is_within, PartyRefusal.DELEGATION_TOO_NARROW)


UNLIMITED = Limit()


def act(state: Rows, at: Context, principal: bytes, name: str, *, passes_on: bool) -> Limit:
    """Lets the signer act for another party, within what this returns. Raises Rejected."""
    limit = Limit()
    if at.signer.id in organisations(state, principal):
        return limit
    holder = at.signer.id
    for links in range(LINKS_MAX):
        link = find(state, DELEGATIONS, principal, holder)
        if link is None:
            raise Rejected(PartyRefusal.NOT_ENTITLED)
        require(at.time < link.until, PartyRefusal.DELEGATION_OVER)
        needs_onward = links > 0 or passes_on
        is_allowed = (link.is_onward or not needs_onward) and (
            passes_on or name in link.transactions
        )
        require(is_allowed, PartyRefusal.DELEGATION_TOO_NARROW)
        if not passes_on:
            limit = limit.narrowed(link.things)
        if link.by == principal:
            return limit
        holder = link.by
    raise Rejected(PartyRefusal.TOO_MANY_LEVELS)


def delegate(state: Rows, at: Context, asked: Delegate, *, has_policy: bool) -> Accepted:
    """A party, or one that passes it on, lets another act. Raises Rejected."""
    require(find(state, PARTY_ROWS, asked.to) is not None, PartyRefusal.NO_SUCH_PARTY)
    require(at.time < asked.until, PartyRefusal.ENDS_IN_THE_PAST)
    principal = at.signer.id
    by = known(state, KEYS, at.key_id).subject.id
    if has_policy or by in organisations(state, principal):
        by = principal
    holder, links = by, 1
    while holder != principal:
        require(holder != asked.to, PartyRefusal.DELEGATION_LOOP)
        require(links < LINKS_MAX, PartyRefusal.TOO_MANY_LEVELS)
        holder = known(state, DELEGATIONS, principal, holder).by
        links += 1
    require(asked.to != principal, PartyRefusal.DELEGATION_LOOP)
    before = find(state, DELEGATIONS, principal, asked.to)
    is_own = before is None or by in (principal, before.by)
    require(is_own, PartyRefusal.DELEGATED_BY_ANOTHER)
    given = asked.transactions, asked.things, asked.until, asked.is_onward, by
    return (
        Accepted(PARTIES)
        .put(DELEGATIONS, principal, asked.to, Delegation(*given, at.height))
        .put(HELD, asked.to, principal, at.height)
        .fact(
            18,
            principal,
            asked.to,
            list(asked.transactions),
            list(asked.things),
            asked.until,
            asked.is_onward,
            by,
        )
    )


def end(state: Rows, at: Context, asked: EndDelegation) -> Accepted:
    """One whom it concerns ends a delegation. Raises Rejected."""
    found = find(state, DELEGATIONS, asked.party, asked.to)
    if found is None or at.signer.id not in (asked.party, asked.to, found.by):
        raise Rejected(PartyRefusal.NO_SUCH_DELEGATION)
    return (
        Accepted(PARTIES)
        .remove(DELEGATIONS, asked.party, asked.to)
        .remove(HELD, asked.to, asked.party)
        .fact(19, asked.party, asked.to, at.signer.id)
    )


def require_foundable(state: Rows, at: Context, asked: FoundDepartment) -> None:
    """Checks that the signer can found a department. Raises Rejected."""
    require(asked.organisation == at.signer.id, PartyRefusal.KEY_FOR_ANOTHER_PARTY)
    is_organisation = known(state, PARTY_ROWS, at.signer.id).kind == ORGANISATION
    require(is_organisation, PartyRefusal.NOT_AN_ORGANISATION)
    require(not is_taken(state, asked.key), PartyRefusal.KEY_TAKEN)
    require(find(state, HANDLES, asked.handle) is None, PartyRefusal.HANDLE_TAKEN)
    levels = len(organisations(state, at.signer.id))
    require(levels < LEVELS_MAX, PartyRefusal.TOO_MANY_LEVELS)
    require(quota_of(state, at.signer) is None, PartyRefusal.NEWCOMER)


def put_under(at: Context, out: Accepted, asked: FoundDepartment) -> Accepted:
    """Puts a department under its organisation."""
    organisation, department = at.signer.id, asked.key.thumbprint
    return (
        out.put(HANDLES, asked.handle, department)
        .put(ABOVE, department, Above(organisation, at.height))
        .put(UNDER, organisation, department, at.height)
        .fact(21, organisation, department, asked.handle)
    )


def release(state: Rows, at: Context, department: bytes) -> Accepted:
    """An organisation lets a department go. Raises Rejected."""
    above = find(state, ABOVE, department)
    is_own = above is not None and above.organisation == at.party
    require(is_own, PartyRefusal.NOT_YOUR_DEPARTMENT)
    return (
        Accepted(PARTIES)
        .remove(ABOVE, department)
        .remove(UNDER, at.signer.id, department)
        .fact(22, at.signer.id, department)
    )
