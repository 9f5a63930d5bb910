"""Why the admission contract (5) refuses."""

from __future__ import annotations

from enum import IntEnum


class AdmissionRefusal(IntEnum):
    """Why a transaction is refused, by the numbers that seals have."""

    NOT_AN_OPERATOR = 0
    NO_SUCH_MODEL = 1
    BELOW_THE_MODELS_LEAST = 2
    NO_SUCH_THING = 3
    NOT_THE_OWNER = 4
    OUT_ALREADY = 5
    NOT_BANNED = 6
    NOT_QUARANTINED = 7
    EVIDENCE_MALFORMED = 8
    EVIDENCE_KEY_REVOKED = 9
    UEID_NOT_THE_SIGNER = 10
    KEY_COPIED = 11
    NONCE_UNKNOWN = 12
    NONCE_STALE = 13
    NONCE_USED = 14
    BOOT_COUNT_WENT_BACK = 15
    THING_DECOMMISSIONED = 16
    NOT_BY_TWO = 17
    EMERGENCY_TOO_LONG = 18
    NOT_THE_MAKER = 19
    NO_SUCH_USAGE = 20
    NOT_IN_THE_USAGE = 21
    NOT_A_WATCHER = 22
    NO_SUCH_WATCH = 23
    ALREADY_KNOWN = 24
    HAS_A_CERTIFICATE = 25
    NOT_KNOWN = 26
