"""That a party signed what is registered: shown by two proofs, or refused."""

import pytest

from birthmark_verifier import genesis, transparent, trust
from birthmark_verifier.refusal import Refused
from vectors import load, octets

VECTORS = load("scitt/issuers")
TRUSTED = trust.founding(genesis.decode(octets(VECTORS["genesis"])))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_a_party_is_told_where_its_key_signed_and_counted_then(case):
    if "refused" in case:
        with pytest.raises(Refused) as refused:
            transparent.verify(TRUSTED, octets(case["transparent"]))
        assert refused.value.reason in set(transparent.TransparentRefusal)
        return
    found = transparent.verify(TRUSTED, octets(case["transparent"]))
    assert (found.party.hex() if found.party else None) == case.get("party")
    assert found.since == case.get("registeredAt")
