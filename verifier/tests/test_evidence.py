"""Evidence, as the golden vectors say."""

import pytest

from birthmark_verifier import cbor, keys
from birthmark_verifier.contracts import evidence
from birthmark_verifier.records import MalformedError
from birthmark_verifier.sign1 import EVIDENCE
from vectors import load, octets

VECTORS = load("evidence")


@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["name"])
def test_evidence_says_what_is_listed(case):
    message, claims = evidence.decode(octets(case["evidence"]))
    assert message.verifies(keys.decode(octets(case["key"])))
    assert claims.thing == octets(case["thing"])
    assert (claims.nonce_height, claims.nonce_root) == (case["height"], octets(case["root"]))
    assert (claims.debug, claims.boot_count) == (case["debug"], case["bootCount"])
    assert claims.image == octets(case["image"])
    assert bool(claims.measured) == case["measuredBoot"]
    assert claims.settings == (octets(case["settings"]) if "settings" in case else None)


@pytest.mark.parametrize("case", VECTORS["bad"], ids=lambda case: case["name"])
def test_claims_that_are_not_of_the_profile_are_refused(case):
    header = cbor.encode(cbor.Map(((1, -19), (3, EVIDENCE), (4, bytes(32)))))
    message = [header, cbor.Map(()), octets(case["claims"]), bytes(64)]
    with pytest.raises(MalformedError):
        evidence.decode(cbor.encode(cbor.Tagged(18, message)))
