"""Which contracts there are, and the signatures that their transactions carry."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

from .. import cbor, sign1
from ..keys import PublicKey
from ..records import write_body
from ..refusal import Refused
from ..state import Rows
from ..x509 import Certificate
from . import (
    admission,
    admission_refusal,
    admission_rules,
    authorities,
    content,
    firmware,
    governance,
    messages,
    parties,
    registrations,
    sample_rules,
    samples,
    thing_rules,
    things,
    watches,
)
from .approval_rows import ApprovalClass, NameGuardians, RequireApprovals, WaiveApprovals
from .common import (
    ADMISSION,
    AUTHORITIES,
    CONTENT,
    FIRMWARE,
    GOVERNANCE,
    MESSAGES,
    PARTIES,
    REGISTRATIONS,
    SAMPLES,
    THINGS,
    Accepted,
    Context,
    Role,
)
from .delegation_rows import Delegate, FoundDepartment, ReleaseDepartment
from .governance_rows import (
    AddReplica,
    GovernanceRefusal,
    LeaveReplicas,
    LimitAbsence,
    OfferReplica,
    Oppose,
    RemoveReplica,
    ScheduleRules,
    SetThreshold,
    WeighReplica,
    WithdrawRules,
)
from .newcomers import RegisterPersonWithWork, RegisterWithWork, SetEntry
from .party_keys import Recover, ReportCompromise, RetireKey, RevokeKey
from .party_refusal import PartyRefusal
from .replica_signatures import Attend, ReportDoubleCheckpoint, ReportDoubleVote
from .thing_refusal import ThingRefusal

RULES = 1


@dataclass(frozen=True)
class Contract:
    """A contract: its name, its transactions by tag, and what decides them."""

    name: str
    transactions: dict[int, type[Any]]
    refusals: type[IntEnum]
    decide: Callable[[Rows, Context, Any], Accepted]


CONTRACTS = {
    GOVERNANCE: Contract(
        "governance", governance.TRANSACTIONS, GovernanceRefusal, governance.decide
    ),
    PARTIES: Contract("parties", parties.TRANSACTIONS, PartyRefusal, parties.decide),
    THINGS: Contract("things", things.TRANSACTIONS, ThingRefusal, thing_rules.decide),
    FIRMWARE: Contract(
        "firmware", firmware.TRANSACTIONS, firmware.FirmwareRefusal, firmware.decide
    ),
    ADMISSION: Contract(
        "admission",
        admission.TRANSACTIONS,
        admission_refusal.AdmissionRefusal,
        admission_rules.decide,
    ),
    REGISTRATIONS: Contract(
        "registrations",
        registrations.TRANSACTIONS,
        registrations.RegistrationRefusal,
        registrations.decide,
    ),
    SAMPLES: Contract(
        "samples",
        samples.TRANSACTIONS | watches.TRANSACTIONS,
        samples.SamplingRefusal,
        sample_rules.decide,
    ),
    MESSAGES: Contract("messages", messages.TRANSACTIONS, messages.MessageRefusal, messages.decide),
    CONTENT: Contract("content", content.TRANSACTIONS, content.ContentRefusal, content.decide),
    AUTHORITIES: Contract(
        "authorities", authorities.TRANSACTIONS, authorities.AuthorityRefusal, authorities.decide
    ),
}


def transaction_name(contract: int, tag: int) -> str | None:
    """A transaction's name, its contract's, a slash and its own, if there is such a one."""
    known = CONTRACTS.get(contract)
    declared = known.transactions.get(tag) if known else None
    if known is None or declared is None:
        return None
    return f"{known.name}/" + re.sub(r"(?<!^)([A-Z])", r"-\1", declared.__name__).lower()


_CLASSES: dict[type[Any], ApprovalClass] = {
    RequireApprovals: ApprovalClass.POLICIES,
    WaiveApprovals: ApprovalClass.POLICIES,
    NameGuardians: ApprovalClass.POLICIES,
    Delegate: ApprovalClass.POLICIES,
    FoundDepartment: ApprovalClass.POLICIES,
    ReleaseDepartment: ApprovalClass.POLICIES,
    parties.AddSigningKey: ApprovalClass.KEYS,
    parties.AddAgreementKey: ApprovalClass.KEYS,
    RevokeKey: ApprovalClass.KEYS,
    RetireKey: ApprovalClass.KEYS,
    ReportCompromise: ApprovalClass.KEYS,
    Recover: ApprovalClass.RECOVERY,
    parties.Grant: ApprovalClass.ROLES,
    parties.Withdraw: ApprovalClass.ROLES,
    ScheduleRules: ApprovalClass.RULES,
    WithdrawRules: ApprovalClass.RULES,
    AddReplica: ApprovalClass.RULES,
    RemoveReplica: ApprovalClass.RULES,
    WeighReplica: ApprovalClass.RULES,
    LeaveReplicas: ApprovalClass.RULES,
    LimitAbsence: ApprovalClass.RULES,
    SetThreshold: ApprovalClass.RULES,
    Oppose: ApprovalClass.RULES,
    SetEntry: ApprovalClass.RULES,
    things.Offer: ApprovalClass.OWNERSHIP,
    things.OfferFleet: ApprovalClass.OWNERSHIP,
    firmware.Publish: ApprovalClass.RELEASE,
    firmware.RevokeRelease: ApprovalClass.REVOCATION,
    admission.SetPolicy: ApprovalClass.ADMISSION,
    admission.SetBaseline: ApprovalClass.ADMISSION,
    admission.TightenUsage: ApprovalClass.ADMISSION,
    admission.BreakGlass: ApprovalClass.BREAK_GLASS,
    samples.Exclude: ApprovalClass.EXCLUSION,
    samples.Readmit: ApprovalClass.EXCLUSION,
    authorities.AddRoot: ApprovalClass.ROOTS,
    authorities.RevokeAuthority: ApprovalClass.ROOTS,
}


_TOGETHER: tuple[type[Any], ...] = (
    parties.Grant,
    parties.Withdraw,
    SetEntry,
    ScheduleRules,
    WithdrawRules,
    AddReplica,
    RemoveReplica,
    WeighReplica,
    LimitAbsence,
    SetThreshold,
    registrations.SetRegistrationPolicy,
)


def is_decided_together(transaction: object) -> bool:
    """Whether a transaction takes effect only once enough of the replicas ask for it."""
    return isinstance(transaction, _TOGETHER)


def class_of(transaction: object) -> ApprovalClass | None:
    """The class of what several may have to approve, if a transaction is of one."""
    match transaction:
        case parties.Grant(_, Role.MAKER):
            return ApprovalClass.MAKERS
    return _CLASSES.get(type(transaction))


@dataclass(frozen=True)
class Endorsement:
    """A signature inside a transaction: by a key that it carries, or one that is registered.

    A key that nobody registered must be sound if it ``stands_alone``. One that should be registered
    may be ``left`` to the contract where it is not. What a device signed may be ``hashed`` already.
    """

    key: PublicKey | bytes
    signed: bytes
    signature: bytes
    stands_alone: bool = False
    left: bool = False
    hashed: bool = False


def introduced(transaction: object) -> PublicKey | None:
    """The key that a transaction makes known and is itself signed by."""
    match transaction:
        case parties.Register() | parties.RegisterPerson():
            return transaction.key
        case RegisterWithWork() | RegisterPersonWithWork():
            return transaction.key
    return None


def entry_of(transaction: object) -> bytes | None:
    """What is logged behind the statement of an accepted transaction, if anything is."""
    match transaction:
        case registrations.RegisterDigest() | registrations.RegisterInFull():
            return transaction.entry
    return None


def endorsements(network: bytes, transaction: object) -> list[Endorsement]:
    """The signatures that a transaction carries, each of which must verify."""
    match transaction:
        case parties.AddSigningKey(party, key, possession) | Recover(party, key, possession):
            claim: cbor.Writable = [party, key.encoded]
            return [_possession(network, "party-key", claim, key, possession)]
        case FoundDepartment(organisation, key, _, _, possession):
            claim = [organisation, key.encoded]
            return [_possession(network, "department", claim, key, possession)]
        case OfferReplica(party, key, votes, _, possession, votes_possession):
            claim = [party, key.encoded, None if votes is None else votes.encoded]
            signed = [(key, possession)]
            if votes is not None and votes_possession is not None:
                signed.append((votes, votes_possession))
            return [
                replace(_possession(network, "replica", claim, each, by), stands_alone=True)
                for each, by in signed
            ]
        case ReportDoubleVote(voter):
            return _alone(voter, transaction.signed(network))
        case ReportDoubleCheckpoint(signer) | Attend(signer):
            return _alone(signer, transaction.signed())
        case things.Birth(certificate, possession) | things.ClaimBirth(
            _, _, _, certificate, possession
        ):
            claim = write_body(certificate)
            return [_possession(network, "birth", claim, certificate.signing, possession)]
        case things.Rekey(thing, signing, agreement, possession):
            claim = [thing, signing.encoded, agreement.encoded]
            return [_possession(network, "rekey", claim, signing, possession)]
        case things.ReportClone(_, second):
            return [_message(second)]
        case things.ReportCopies(first, second):
            return [_message(first), _message(second)]
        case admission.Attest(evidence):
            try:
                return [_message(evidence)]
            except Refused:
                return []  # the contract says what is wrong with it
        case registrations.RegisterInFull():
            said = transaction.signed
            if said.named is None:
                return [Endorsement(said.key_id, said.signed, said.signature, left=True)]
            return [Endorsement(said.named, said.signed, said.signature, stands_alone=True)]
        case watches.CaptureLog():
            digest = transaction.signed[::-1]  # the device takes its octets for a number
            key, signature = transaction.key, transaction.signature
            return [Endorsement(key, digest, signature, stands_alone=True, hashed=True)]
        case authorities.AddRoot():
            return [_issued(transaction.parsed, transaction.parsed.key)]
        case authorities.AddIntermediate():
            return [_issued(transaction.parsed, transaction.key)]
        case authorities.Bind():
            return _bound(network, transaction)
    return []


def _alone(by: PublicKey, signed: list[tuple[bytes, bytes]]) -> list[Endorsement]:
    return [Endorsement(by, octets, signature, stands_alone=True) for octets, signature in signed]


def _issued(certificate: Certificate, by: PublicKey) -> Endorsement:
    return Endorsement(by, certificate.signed, certificate.signature, stands_alone=True)


def _bound(network: bytes, bind: authorities.Bind) -> list[Endorsement]:
    device = bind.parsed
    claim: cbor.Writable = [bind.thing, device.digest]
    held = _possession(network, "device-certificate", claim, device.key, bind.possession)
    alone = Endorsement(device.key, held.signed, held.signature, stands_alone=True)
    return [_issued(device, bind.key), alone]


def _possession(
    network: bytes, purpose: str, claim: cbor.Writable, key: PublicKey, signature: bytes
) -> Endorsement:
    payload = cbor.encode([network, purpose, claim])
    return Endorsement(key, sign1.to_be_signed(key, sign1.POSSESSION, payload), signature)


def _message(octets: bytes) -> Endorsement:
    message = sign1.decode(octets)
    return Endorsement(message.key_id, message.signed, message.signature)
