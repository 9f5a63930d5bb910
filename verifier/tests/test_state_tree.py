"""The state tree and proofs about it, as the golden vectors say."""

import random

import pytest

from birthmark_verifier import stateproof
from birthmark_verifier.refusal import Refused
from birthmark_verifier.state import State
from birthmark_verifier.stateproof import NotShownError
from vectors import load, octets

TREES = load("merkle/state")["trees"]


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: str(len(tree["entries"])))
def test_a_root_is_the_golden_one_in_any_order_and_after_removals(tree):
    rows = [(octets(each["key"]), octets(each["value"])) for each in tree["entries"]]
    order = random.Random(len(rows))
    for _ in range(3):
        order.shuffle(rows)
        state = State()
        state.apply(rows)
        assert state.root == octets(tree["root"])
        more = [b"\xff\xfe" + key[:100] for key, _ in rows]
        state.apply([(key, b"more") for key in more])
        state.root  # noqa: B018 - hashes are remembered
        state.apply([(key, None) for key in more])
        assert state.root == octets(tree["root"])


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: str(len(tree["entries"])))
def test_each_proof_shows_what_is_listed_or_is_refused_with_its_reason(tree):
    for case in tree["proofs"]:
        try:
            shown = stateproof.check(stateproof.decode(octets(case["proof"])), octets(tree["root"]))
        except Refused as refused:
            assert refused.reason.name == case["verdict"]  # noqa: PT017
            continue
        assert case["verdict"] == "HOLDS"
        for read in case["reads"]:
            prefix = octets(read["prefix"])
            if isinstance(read["rows"], str):
                with pytest.raises(NotShownError):
                    list(shown.under(prefix))
                continue
            rows = [(octets(each["key"]), octets(each["value"])) for each in read["rows"]]
            assert list(shown.under(prefix)) == rows
