"""Replica sets followed from the genesis, and receipts of replicas that came and went."""

import pytest

from birthmark_verifier import changes, keys
from birthmark_verifier.refusal import Refused
from birthmark_verifier.replicas import ReplicaSet, Trusted
from vectors import load, octets

VECTORS = load("replicas/changes")
NETWORK = octets(VECTORS["network"])
FIRST = tuple((keys.decode(octets(key)), 1) for key in VECTORS["replicas"])


def _proven(case):
    trusted = Trusted(ReplicaSet(VECTORS["origin"], FIRST))
    followed = trusted.follow(changes.decode(NETWORK, octets(case["changes"])))
    return followed, followed.verify(octets(VECTORS["entry"]), octets(case["receipt"]))


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["name"])
def test_changes_are_followed_or_refused_with_their_reason(case):
    if "why" in case or "refused" in case:
        with pytest.raises(Refused) as refusal:
            _proven(case)
        reason = refusal.value.reason
        if "refused" in case:
            assert reason.name == case["refused"]
        else:
            assert case["why"] == f"{refusal.value.detail}: {reason.value}"
        return
    followed, proven = _proven(case)
    assert proven.checkpoint.size == case["size"]
    assert followed.is_final(proven.note) == case["final"]


def test_changes_of_another_ledger_or_in_another_form_are_refused():
    whole = octets(VECTORS["cases"][1]["changes"])
    for network, given in ((b"\1" * 32, whole), (NETWORK, whole[:-1]), (NETWORK, b"\x80")):
        with pytest.raises(Refused):
            changes.decode(network, given)
