"""Receipts, as the golden vectors say."""

import pytest

from birthmark_verifier import keys, note, receipt
from birthmark_verifier.refusal import Refused
from vectors import load, octets

VECTORS = load("receipts/receipts")
ANCHOR = receipt.Anchor(
    VECTORS["origin"],
    note.decode_key(VECTORS["checkpointKey"]),
    keys.decode(octets(VECTORS["receiptKey"])),
)


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_receipt_proves_its_entry_or_is_refused_with_its_reason(case):
    entry, encoded = octets(case["entry"]), octets(case["receipt"])
    if "refused" in case:
        with pytest.raises(Refused) as refusal:
            receipt.verify(ANCHOR, entry, encoded)
        assert refusal.value.reason.name == case["refused"]
        return
    proven = receipt.verify(ANCHOR, entry, encoded)
    assert proven.index == case["index"]
    assert proven.checkpoint == note.Checkpoint(
        VECTORS["origin"], case["size"], octets(case["root"])
    )
    assert proven.issuer == case.get("issuer")
    assert proven.subject == case.get("subject")
