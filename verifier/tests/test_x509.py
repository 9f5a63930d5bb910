"""Certificates, as the golden vectors say and as another reader reads makers' real ones."""

from datetime import UTC, datetime

import pytest
from cryptography import x509 as other
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import SignatureAlgorithmOID

from birthmark_verifier import keys, x509
from birthmark_verifier.records import MalformedError
from vectors import SHARED, load, octets

VECTORS = load("x509")
RSA = (SignatureAlgorithmOID.RSA_WITH_SHA256, SignatureAlgorithmOID.RSA_WITH_SHA384)
REAL = sorted((SHARED / "11-device-id").glob("**/*.pem")) if SHARED.exists() else []


@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["name"])
def test_certificates_are_read(case):
    read = x509.parse(octets(case["der"]))
    assert read.digest == octets(case["digest"])
    assert read.key == keys.decode(octets(case["key"]))
    assert (read.not_before, read.not_after) == (case["notBefore"], case["notAfter"])
    assert read.extensions.authority == case["authority"]
    assert read.signed == octets(case["signed"])
    assert read.vendor == case.get("vendor")
    assert read.extensions.path_length == case.get("pathLength")


@pytest.mark.parametrize("case", VECTORS["bad"], ids=lambda case: case["name"])
def test_what_is_not_of_the_profile_is_refused(case):
    with pytest.raises(MalformedError):
        x509.parse(octets(case["der"]))


@pytest.mark.parametrize("path", REAL, ids=lambda path: path.stem)
def test_real_certificates_say_the_same_to_another_reader(path):
    text = path.read_bytes()
    if b"BEGIN CERTIFICATE" not in text:
        pytest.skip("no certificate")
    theirs = other.load_pem_x509_certificate(text)
    der = theirs.public_bytes(Encoding.DER)
    if theirs.signature_algorithm_oid in RSA:
        with pytest.raises(MalformedError):
            x509.parse(der)
        return
    ours = x509.parse(der)
    for mine, its in (
        (ours.not_before, theirs.not_valid_before_utc),
        (ours.not_after, theirs.not_valid_after_utc),
    ):
        assert datetime.fromtimestamp(mine // 1000, UTC) == its
    assert ours.subject == theirs.subject.public_bytes()
    assert ours.issuer == theirs.issuer.public_bytes()
    assert ours.signed == theirs.tbs_certificate_bytes
    numbers = theirs.public_key().public_numbers()
    assert ours.key.parts == (numbers.x.to_bytes(32), numbers.y.to_bytes(32))
