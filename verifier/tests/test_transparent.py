"""Statements with receipts: what is registered is told, all else refused with its reason."""

import pytest

from birthmark_verifier import transparent
from birthmark_verifier.keys import decode
from birthmark_verifier.receipt import ReceiptRefusal
from birthmark_verifier.refusal import Refused
from birthmark_verifier.replicas import ReplicaSet, Trusted
from vectors import load, octets

VECTORS = load("scitt/transparent")
LOG = decode(octets(VECTORS["log"]))
ORIGIN = VECTORS["origin"]
TRUSTED = Trusted(ReplicaSet(ORIGIN, ((LOG, 1),)))
WITH_A_RECEIPT_OF_THEIR_OWN = {
    "in full": True,
    "by its digest": False,
    # The entry named there is not the one; what the log has is the statement itself.
    "its digest where all of it was registered": True,
}


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_what_is_registered_is_proven_and_nothing_else(case):
    in_full = WITH_A_RECEIPT_OF_THEIR_OWN.get(case["name"])
    if in_full is None:
        with pytest.raises(Refused) as refused:
            transparent.verify(TRUSTED, octets(case["transparent"]))
        assert refused.value.reason is ReceiptRefusal.NOT_INCLUDED
        return
    found = transparent.verify(TRUSTED, octets(case["transparent"]))
    assert found.in_full is in_full
    assert found.statement.id == octets(case["id"])


def test_a_signature_that_is_not_the_issuers_is_refused():
    changed = bytearray(octets(VECTORS["cases"][0]["transparent"]))
    changed[-1] ^= 1
    with pytest.raises(Refused) as refused:
        transparent.verify(TRUSTED, bytes(changed))
    assert refused.value.reason is transparent.TransparentRefusal.SIGNATURE


def test_a_statement_without_receipts_is_none():
    assert transparent.parts(octets(VECTORS["cases"][0]["statement"])) is None
    assert transparent.parts(b"") is None
    with pytest.raises(Refused):
        transparent.verify(TRUSTED, octets(VECTORS["cases"][0]["statement"]))
