"""Signed statements of others, registered by their digest or in full."""

from hashlib import sha256
from io import BytesIO

import pytest

from birthmark_verifier import cbor, did_key, keys, sign1, signed_statement
from birthmark_verifier.cbor import Map, Tagged
from birthmark_verifier.contracts.common import KEYS
from birthmark_verifier.contracts.registrations import REGISTRATION_ROWS
from birthmark_verifier.logfile import LogRefusal
from birthmark_verifier.machine import Decision
from birthmark_verifier.records import MalformedError
from birthmark_verifier.refusal import Refused
from birthmark_verifier.replay import replay
from birthmark_verifier.state import find
from ledger import Ledger, Signer

DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"


def did_of(signer: Signer) -> str:
    number = int.from_bytes(b"\xed\x01" + signer.key.parts[0])
    digits = ""
    while number:
        number, digit = divmod(number, 58)
        digits = DIGITS[digit] + digits
    return f"did:key:z{digits}"


def header_of(signer: Signer, issuer: str, *more: tuple) -> Map:
    claims = Map(((1, issuer), (2, "urn:it")))
    return Map(((1, keys.EDDSA), (4, signer.key.thumbprint), (15, claims), *more))


def sealed(signer: Signer, header: bytes, payload: bytes = b"{}") -> bytes:
    signature = signer.private.sign(sign1.sig_structure(header, payload))
    return cbor.encode(Tagged(18, [header, Map(()), payload, signature]))


def public(signer: Signer, issuer: str, payload: bytes = b"{}") -> bytes:
    return sealed(signer, cbor.encode(header_of(signer, issuer, (-70_001, True))), payload)


@pytest.fixture
def ledger():
    made = Ledger()
    party = made.root.key.thumbprint
    policy = made.root.statement(made.network, 6, 1, True, [party], "all of them")
    assert made.block(policy) == [Decision.ACCEPTED]
    return made


def register(ledger, statement):
    return ledger.block(ledger.root.statement(ledger.network, 6, 3, statement))


def test_what_is_registered_is_an_entry_of_the_log_behind_its_statement(ledger):
    stranger = Signer("stranger")
    statement = public(stranger, did_of(stranger))
    assert register(ledger, statement) == [Decision.ACCEPTED]
    assert ledger.machine.entries[-2] == statement
    digest = sha256(b"a secret").digest()
    by_digest = [sha256(b"its id").digest(), digest, stranger.key.thumbprint]
    ledger.block(ledger.root.statement(ledger.network, 6, 2, *by_digest))
    assert ledger.machine.entries[-2] == digest
    row = find(ledger.machine.state, REGISTRATION_ROWS, by_digest[0], by_digest[2])
    assert (row.in_full, row.issuer, row.policy) == (False, None, 1)
    assert find(ledger.machine.state, KEYS, stranger.key.thumbprint) is None
    replayed = replay(BytesIO(ledger.export()), ledger.network)
    assert replayed.statements == 3


def test_a_log_with_something_else_in_its_place_is_refused(ledger):
    stranger = Signer("stranger")
    register(ledger, public(stranger, did_of(stranger)))
    other = public(stranger, did_of(stranger), b"[]")
    entries = ledger.machine.entries
    for changed in ([*entries[:-2], other, entries[-1]], [*entries[:-2], entries[-1]]):
        with pytest.raises(Refused) as refused:
            replay(BytesIO(ledger.export(changed)), ledger.network)
        assert refused.value.reason is LogRefusal.REGISTERED


def test_a_second_registration_and_a_forged_one_are_refused(ledger):
    stranger, forger = Signer("stranger"), Signer("forger")
    statement = public(stranger, did_of(stranger))
    assert register(ledger, statement) == [Decision.ACCEPTED]
    assert register(ledger, statement) == [Decision.REFUSED]
    assert ledger.machine.last_refusal == "ALREADY_REGISTERED"
    header = cbor.encode(header_of(stranger, did_of(stranger), (-70_001, True)))
    assert register(ledger, sealed(forger, header, b"forged")) == [Decision.REFUSED]
    assert ledger.machine.last_refusal == "ENDORSEMENT_INVALID"


def test_headers_may_be_in_any_order_and_in_no_other_encoding():
    signer = Signer("anybody")
    members = [cbor.encode(key) + cbor.encode(value) for key, value in header_of(signer, "x").pairs]
    unordered = b"\xa3" + b"".join(reversed(members))
    assert signed_statement.decode(sealed(signer, unordered)).issuer == "x"
    wrong = (
        b"\xb8\x03" + b"".join(members),
        b"\xbf" + b"".join(members) + b"\xff",
        b"\xa4" + b"".join(members) + members[0],
        b"\xa4" + b"".join(members) + b"\x61f\xf9\x3c\x00",
        b"\xa4" + b"".join(members) + b"\x02\x81\x61x",
        b"\xa2" + b"".join(members[:2]),
    )
    for header in wrong:
        with pytest.raises(MalformedError):
            signed_statement.decode(sealed(signer, header))


def test_did_keys_are_the_keys_that_they_name():
    signer = Signer("anybody")
    assert did_key.decode(did_of(signer)) == signer.key
    p256 = did_key.decode("did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU2169")
    assert p256.algorithm == keys.ES256
    assert p256.is_sound
    for wrong in (did_of(signer)[:-1], did_of(signer) + "#1", "did:key:zQ3sh0", "did:key:z"):
        with pytest.raises(keys.UnknownKeyError):
            did_key.decode(wrong)
