"""Bundles, as the golden vectors say."""

import pytest

from birthmark_verifier import answer, bundle
from birthmark_verifier.refusal import Refused
from vectors import load, octets

VECTORS = load("bundles/bundles")
NETWORK = octets(VECTORS["network"])


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_bundle_tells_its_history_or_is_refused_with_its_reason(case):
    if "refused" in case:
        with pytest.raises(Refused) as refusal:
            bundle.verify(NETWORK, octets(case["bundle"]))
        assert refusal.value.reason.name == case["refused"]
        return
    told = bundle.verify(NETWORK, octets(case["bundle"]))
    assert len(told.entries) == case["entries"]
    assert sum(1 for entry in told.entries if entry.outcome is None) == case["hidden"]
    assert told.keys == case["keys"]
    assert len(told.answers) == case["answers"]
    assert (told.seal.height, told.receipt.checkpoint.size) == (case["height"], case["size"])
    assert not told.final, "one signature is never enough"
    assert all(isinstance(found, answer.Found | answer.Page) for _, found in told.answers)
