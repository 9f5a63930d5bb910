"""Votes that the engine itself signed, as the golden vectors have them."""

import json

import pytest

from birthmark_verifier import keys, signatures
from birthmark_verifier.contracts.replica_signatures import Block, Phase, ReportDoubleVote, Vote
from birthmark_verifier.records import MalformedError
from vectors import load, octets

VECTORS = load("engine/votes")
NETWORK = octets(VECTORS["network"])


def vote(told):
    block = told["block"]
    if block is not None:
        block = Block(octets(block["hash"]), block["parts"], octets(block["partsHash"]))
    return Vote(block, told["seconds"], told["nanos"], octets(told["signature"]))


def report(told):
    return ReportDoubleVote(
        keys.decode(octets(told["voter"])),
        Phase[told["phase"].upper()],
        told["height"],
        told["round"],
        vote(told["first"]),
        vote(told["second"]),
    )


@pytest.mark.parametrize("case", VECTORS["cases"], ids=lambda case: case["report"]["phase"])
def test_votes_are_reckoned_octet_for_octet_and_their_signatures_hold(case):
    shown = report(case["report"])
    signed = shown.signed(NETWORK)
    assert [each for each, _ in signed] == [octets(each) for each in case["signed"]]
    assert all(signatures.verifies(shown.voter, *each) for each in signed)
    elsewhere = shown.signed(bytes(32))
    assert not any(signatures.verifies(shown.voter, *each) for each in elsewhere)


def test_votes_on_one_block_show_nothing():
    told = json.loads(json.dumps(VECTORS["cases"][0]["report"]))
    told["second"]["block"] = told["first"]["block"]
    with pytest.raises(MalformedError):
        report(told)
