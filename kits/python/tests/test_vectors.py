"""The octets that a device signs are those of the golden vectors."""

import json
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from birthmark_device.cbor import Tagged, encode
from birthmark_device.evidence import DebugStatus, evidence
from birthmark_device.keys import ED25519, ES256, Keys

SPEC = Path(__file__).parents[3] / "spec" / "vectors"
GOOD = json.loads((SPEC / "evidence.json").read_text())["good"]


@pytest.mark.parametrize("case", GOOD, ids=lambda case: case["name"])
def test_evidence_has_the_claims_of_the_vector(case):
    keys = Keys(Ed25519PrivateKey.generate(), X25519PrivateKey.generate())
    settings = case.get("settings")
    made = evidence(
        keys,
        bytes.fromhex(case["thing"]),
        case["height"].to_bytes(8) + bytes.fromhex(case["root"]),
        bytes.fromhex(case["image"]),
        case["version"],
        case["bootCount"],
        bytes.fromhex(settings) if settings else None,
        DebugStatus(case["debug"]),
        case["measuredBoot"],
    )
    assert encode(bytes.fromhex(case["claims"])) in made
    assert made.startswith(bytes.fromhex(case["evidence"])[:28]), "tag, algorithm, content type"


@pytest.mark.parametrize(
    ("item", "octets"),
    [
        (23, "17"),
        (-500, "3901f3"),
        (1 << 63, "1b8000000000000000"),
        ([b"\x01", "ü", None, True, False], "85410162c3bcf6f5f4"),
        ({-1: 1, 3: 2, 1: 3}, "a3010303022001"),
        (Tagged(18, {}), "d2a0"),
    ],
)
def test_each_item_has_its_one_encoding(item, octets):
    assert encode(item).hex() == octets


@pytest.mark.parametrize("algorithm", [ED25519, ES256])
def test_a_key_has_the_form_of_the_vectors(algorithm):
    forms = [bytes.fromhex(case["key"]) for case in GOOD]
    key = Keys.generate(algorithm).signing_public
    start = forms[0][:10] if algorithm == ED25519 else bytes.fromhex("a5010203262001215820")
    assert key.startswith(start)
