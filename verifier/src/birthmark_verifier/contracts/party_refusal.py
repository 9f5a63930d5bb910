"""Why parties (contract 1) refuses."""

from __future__ import annotations

from enum import IntEnum


class PartyRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    ALREADY_REGISTERED = 0
    HANDLE_TAKEN = 1
    NOT_A_PARTY = 2
    NOT_A_REPLICA = 3
    NO_SUCH_PARTY = 4
    ROLE_HELD = 5
    ROLE_NOT_HELD = 6
    LAST_REPLICA = 7
    KEY_FOR_ANOTHER_PARTY = 8
    KEY_TAKEN = 9
    NOT_YOUR_KEY = 10
    ALREADY_REVOKED = 11
    LAST_SIGNING_KEY = 12
    NOT_ENTITLED = 13
    NOT_AN_APPROVER = 14
    NO_SUCH_PROPOSAL = 15
    POLICY_CHANGED = 16
    OTHER_TRANSACTION = 17
    ALREADY_APPROVED = 18
    NO_SUCH_POLICY = 19
    ALREADY_RETIRING = 20
    RETIRES_IN_THE_PAST = 21
    KEY_DID_NOT_COUNT = 22
    ALREADY_REPORTED = 23
    NO_GUARDIANS = 24
    RECOVERY_UNDER_WAY = 25
    NO_RECOVERY = 26
    RUNS_A_REPLICA = 27
