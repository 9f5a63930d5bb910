"""Receipts as software of others sees them: scitt-cose, which knows nothing of checkpoints."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from scitt_cose import verify_receipt

from birthmark_verifier import keys
from vectors import load, octets

VECTORS = load("receipts/receipts")
POINT = keys.decode(octets(VECTORS["receiptKey"])).parts[0]
PEM = Ed25519PublicKey.from_public_bytes(POINT).public_bytes(
    Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
)
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
