"""The log's tree, as the golden vectors and RFC 6962's say."""

import base64
import json
import os

import pytest

from birthmark_verifier import logtree
from birthmark_verifier.refusal import Refused
from vectors import SHARED, load, octets

VECTORS = load("merkle/log")
RFC6962 = SHARED / "08-anchoring" / "merkle-rfc6962" / "vectors.json"


def leaf(index: int) -> bytes:
    return logtree.leaf(index.to_bytes(4))


@pytest.mark.parametrize("case", VECTORS["roots"], ids=lambda case: str(case["size"]))
def test_a_root_is_the_golden_one(case):
    assert logtree.root_of(map(leaf, range(case["size"]))) == octets(case["root"])


def verdict(check) -> str:
    try:
        check()
    except Refused as refused:
        return refused.reason.name
    return "HOLDS"


def test_each_inclusion_proof_holds_or_not_as_listed():
    for case in VECTORS["inclusion"]:
        path = [octets(each) for each in case["path"]]
        leaf_hash = octets(case["leaf"]) if "leaf" in case else leaf(case["index"])
        found = verdict(
            lambda case=case, path=path, leaf_hash=leaf_hash: logtree.check_inclusion(
                leaf_hash, case["index"], case["size"], path, octets(case["root"])
            )
        )
        assert found == case["verdict"], case


def test_each_consistency_proof_holds_or_not_as_listed():
    for case in VECTORS["consistency"]:
        path = [octets(each) for each in case["path"]]
        found = verdict(
            lambda case=case, path=path: logtree.check_consistency(
                case["first"],
                case["second"],
                octets(case["firstRoot"]),
                octets(case["secondRoot"]),
                path,
            )
        )
        assert found == case["verdict"], case


@pytest.mark.skipif(
    not RFC6962.exists() and os.environ.get("CI") != "true", reason="the shared data is not here"
)
def test_each_proof_of_rfc_6962_is_accepted_or_refused_as_listed():
    cases = json.loads(RFC6962.read_text())
    assert len(cases) > 50

    def root(text: str) -> bytes:
        return base64.b64decode(text)

    def check(kind: str, case) -> None:
        path = [base64.b64decode(text) for text in case["proof"] or []]
        if kind == "consistency":
            roots = root(case["root1"]), root(case["root2"])
            logtree.check_consistency(case["size1"], case["size2"], *roots, path)
        elif kind == "subtreeconsistency":
            place = case["start"], case["end"], case["size"]
            roots = root(case["root1"]), root(case["root2"])
            logtree.check_subtree_consistency(*place, *roots, path)
        elif kind == "inclusion":
            place = case["leafIdx"], case["treeSize"]
            logtree.check_inclusion(root(case["leafHash"]), *place, path, root(case["root"]))
        else:
            place = case["leafIdx"], case["start"], case["end"]
            leaf_hash = root(case["leafHash"])
            logtree.check_subtree_inclusion(leaf_hash, *place, path, root(case["root"]))

    for name, case in cases.items():
        found = verdict(lambda name=name, case=case: check(name.split("/")[0], case))
        assert (found != "HOLDS") == case["wantErr"], name
