"""Receipts and statements as software of others sees them: scitt-cose, which knows not us."""

from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from scitt_cose import (
    attach_receipts,
    build_signed_statement,
    extract_receipts,
    parse_signed_statement,
    verify_receipt,
)

from birthmark_verifier import keys, signed_statement
from birthmark_verifier.machine import Decision
from ledger import Ledger
from test_registrations import did_of
from vectors import load, octets


def pem_of(key: str) -> bytes:
    point = keys.decode(octets(key)).parts[0]
    public = Ed25519PublicKey.from_public_bytes(point)
    return public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


VECTORS = load("receipts/receipts")
PEM = pem_of(VECTORS["receiptKey"])
TRANSPARENT = load("scitt/transparent")
REFUSED_BY_ALL = {
    "MALFORMED",
    "NOT_INCLUDED",
    "PROOF_MALFORMED",
    "UNKNOWN_KEY",
    "WRONG_ALGORITHM",
    "RECEIPT_SIGNATURE",
}
CASES = [case for case in VECTORS["cases"] if case.get("refused", "NOT_INCLUDED") in REFUSED_BY_ALL]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_scitt_cose_accepts_our_receipts_and_refuses_what_we_refuse(case):
    found = verify_receipt(
        octets(case["receipt"]), leaf_entry_hex=case["entry"], log_public_key_pem=PEM
    )
    assert found.ok == ("refused" not in case), found.errors
    if found.ok:
        assert (found.leaf_index, found.tree_size) == (case["index"], case["size"])
        assert found.root == case["root"]


@pytest.mark.parametrize("case", TRANSPARENT["cases"], ids=lambda case: case["name"])
def test_scitt_cose_verifies_our_transparent_statements_and_refuses_what_we_refuse(case):
    transparent = octets(case["transparent"])
    issuer, log = pem_of(TRANSPARENT["issuer"]), pem_of(TRANSPARENT["log"])
    parsed = parse_signed_statement(transparent, public_key_pem=issuer)
    assert parsed["signature_verified"] is True
    [receipt] = extract_receipts(transparent)
    found = verify_receipt(receipt, leaf_entry_hex=case["entry"], log_public_key_pem=log)
    assert found.ok == case["proven"], found.errors
    assert attach_receipts(octets(case["statement"]), [receipt]) == transparent
    assert signed_statement.decode(octets(case["statement"])).id == octets(case["id"])


def test_a_ledger_registers_what_scitt_cose_signs():
    ledger = Ledger()
    root = ledger.root
    key = root.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    statement = build_signed_statement(
        b"{}",
        alg="EdDSA",
        private_key_pem=key,
        issuer=did_of(root),
        subject="pkg:generic/cam@1",
        content_type="application/spdx+json",
        kid=root.key.thumbprint,
    )
    assert ledger.block(root.statement(ledger.network, 6, 3, statement)) == [Decision.ACCEPTED]
    assert ledger.machine.entries[-2] == statement
    digest = sha256(statement + b"another").digest()
    by_digest = root.statement(ledger.network, 6, 2, digest, digest, root.key.thumbprint)
    assert ledger.block(by_digest) == [Decision.ACCEPTED]
