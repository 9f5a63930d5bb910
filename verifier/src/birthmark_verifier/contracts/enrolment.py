"""Devices that cannot attest, which operators know (contract 5)."""

from __future__ import annotations

from ..cbor import Writable
from ..records import write_body
from ..state import Rows, find
from .admission import Device, Enrol, StrikeOff
from .admission_refusal import AdmissionRefusal
from .admission_rows import KNOWN, Known
from .common import ADMISSION, Accepted, Context, Role, require
from .identifiers import Blinded, Kind, looked_up_as, scope_of
from .parties import holds
from .thing_rows import CLAIMS


def _key(owner: bytes, device: Device) -> tuple[bytes, int, bool, bytes, bytes]:
    identifier = device.identifier
    kind, digest = looked_up_as(identifier.kind), identifier.digest
    scope = scope_of(identifier.kind, device.product)
    return owner, kind, isinstance(identifier, Blinded), digest, scope


def decide(state: Rows, at: Context, asked: Enrol | StrikeOff) -> Accepted:
    """What becomes of such a transaction. Raises Rejected."""
    owner = at.signer.id
    if isinstance(asked, StrikeOff):
        key = _key(owner, asked.device)
        require(find(state, KNOWN, *key) is not None, AdmissionRefusal.NOT_KNOWN)
        out = Accepted(ADMISSION).remove(KNOWN, *key)
        return out.fact(20, owner, *_told(asked.device), asked.reason)
    require(holds(state, at.signer, Role.OPERATOR), AdmissionRefusal.NOT_AN_OPERATOR)
    out = Accepted(ADMISSION)
    seen = set()
    for device in asked.devices:
        key = _key(owner, device)
        is_new = key not in seen and find(state, KNOWN, *key) is None
        require(is_new, AdmissionRefusal.ALREADY_KNOWN)
        seen.add(key)
        is_worldwide = key[1] not in (Kind.SERIAL, Kind.OTHER)
        is_claimed = next(iter(state.under(CLAIMS.key(*key[1:4]))), None) is not None
        require(not (is_worldwide and is_claimed), AdmissionRefusal.HAS_A_CERTIFICATE)
        row = Known(device.identifier, device.product, asked.segment, at.height)
        out.put(KNOWN, *key, row).fact(19, owner, *_told(device), asked.segment)
    return out


def _told(device: Device) -> list[Writable]:
    return write_body(device)
