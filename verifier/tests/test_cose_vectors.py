"""Keys, signatures and signed messages, as the golden vectors say."""

import pytest

from birthmark_verifier import keys, sign1, signatures
from birthmark_verifier.refusal import Refused
from vectors import load, octets


@pytest.mark.parametrize("case", load("cose/keys")["keys"], ids=lambda case: case["name"])
def test_a_key_is_sound_or_not_as_listed(case):
    try:
        key = keys.decode(octets(case["coseKey"]))
    except keys.UnknownKeyError:
        assert case["fault"] == "NOT_ADMISSIBLE"
        return
    assert key.encoded == octets(case["coseKey"])
    assert key.thumbprint == octets(case["keyId"])
    assert key.is_sound == (case["fault"] is None)


SIGNATURES = load("cose/signatures")


@pytest.mark.parametrize("case", SIGNATURES["signatures"], ids=lambda case: case["name"])
def test_a_signature_counts_or_not_as_listed(case):
    key = keys.decode(octets(SIGNATURES["coseKeys"][case["keyId"]]))
    found = signatures.verifies(key, octets(case["message"]), octets(case["signature"]))
    assert found == case["valid"]


MESSAGES = load("cose/messages")


@pytest.mark.parametrize("case", MESSAGES["signed"], ids=lambda case: str(case["algorithm"]))
def test_a_signed_message_reads_as_listed(case):
    message = sign1.decode(octets(case["encoded"]))
    assert message.payload == octets(case["payload"])
    assert message.signed == octets(case["sigStructure"])
    assert message.id == octets(case["id"])
    assert message.verifies(keys.decode(octets(case["coseKey"])))


@pytest.mark.parametrize("case", MESSAGES["refused"], ids=lambda case: case["name"])
def test_what_is_no_signed_message_is_refused(case):
    with pytest.raises(Refused):
        sign1.decode(octets(case["encoded"]))
