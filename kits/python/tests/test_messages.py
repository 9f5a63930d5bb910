"""Messages are sealed, opened and counted as the golden vectors have it."""

import json
import shutil
from pathlib import Path

import pytest
from birthmark_verifier import keys as public_keys
from cryptography.hazmat.primitives.serialization import load_der_private_key

from birthmark_device import NotTaken, envelope
from birthmark_device.agreement import Agreement, Member
from birthmark_device.conversation import opened
from birthmark_device.envelope import Address
from birthmark_device.journal import Journal
from birthmark_device.keys import ED25519, ES256, Keys

FILE = Path(__file__).parents[3] / "spec" / "vectors" / "messages" / "envelopes.json"
VECTORS = json.loads(FILE.read_text())
THINGS = {each["thing"]: each for each in VECTORS["things"]}


def member(each):
    signing, agreement = (
        public_keys.decode(bytes.fromhex(each[name])) for name in ("signing", "agreement")
    )
    return Member(signing, agreement, admitted=True, until=None)


def agreement():
    return Agreement(
        bytes.fromhex(VECTORS["network"]),
        bytes.fromhex(VECTORS["agreement"]),
        in_force=True,
        until=VECTORS["until"],
        waiting=10,
        members={bytes.fromhex(thing): member(each) for thing, each in THINGS.items()},
        height=7,
        sealed=VECTORS["now"],
    )


def secret(thing):
    return load_der_private_key(bytes.fromhex(THINGS[thing]["agreementPrivate"]), None)


def taken(case):
    keys = Keys(Keys.generate().signing, secret(case["recipient"]))
    own = bytes.fromhex(case["recipient"])
    return opened(bytes.fromhex(case["envelope"]), own, keys, agreement(), VECTORS["now"])


@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["name"])
def test_an_envelope_opens_to_the_message_of_the_vector(case):
    inside, octets = taken(case)
    assert octets.hex() == case["message"]
    assert inside.signed.id.hex() == case["id"]
    assert inside.rest[1].hex() == case["content"]


@pytest.mark.parametrize("case", VECTORS["good"], ids=lambda case: case["name"])
def test_a_receipt_is_of_its_message_by_its_recipient(case):
    receipt = envelope.read(bytes.fromhex(case["receipt"]), envelope.RECEIPT)
    receipt.require_by(agreement().members[bytes.fromhex(case["recipient"])].signing)
    assert receipt.rest[0].hex() == case["id"]


@pytest.mark.parametrize("case", VECTORS["bad"], ids=lambda case: case["name"])
def test_what_counts_for_nothing_is_told_by_its_name(case):
    with pytest.raises(NotTaken) as refused:
        taken(case)
    assert refused.value.fault == case["fault"]


@pytest.mark.parametrize("p256_agreement", [False, True])
@pytest.mark.parametrize("algorithm", [ED25519, ES256])
def test_what_is_sealed_is_opened_by_its_recipient_alone(algorithm, p256_agreement):
    ann, ben, eve = (Keys.generate(algorithm, p256_agreement=p256_agreement) for _ in range(3))
    address = Address(b"n" * 32, b"a" * 32, ann.thumbprint, ben.thumbprint, 1)
    signed = envelope.message(ann, address, 5, b"set 20")
    key = public_keys.decode(ben.agreement_public)
    sealed = envelope.read(envelope.seal(ann, address, signed, key), envelope.ENVELOPE)
    assert envelope.unseal(ben, sealed) == signed
    with pytest.raises(NotTaken, match="not-sealed-to-us"):
        envelope.unseal(eve, sealed)


def test_what_was_proven_an_hour_ago_is_gone_by_no_more():
    case = VECTORS["good"][0]
    own = bytes.fromhex(case["recipient"])
    keys = Keys(Keys.generate().signing, secret(case["recipient"]))
    an_hour_later = VECTORS["now"] + 3_600_001
    with pytest.raises(NotTaken, match="proof-too-old"):
        opened(bytes.fromhex(case["envelope"]), own, keys, agreement(), an_hour_later)


def test_a_journal_keeps_the_last_proof(tmp_path):
    journal = Journal(tmp_path / "talk.sqlite")
    assert journal.proof() is None
    journal.keep_proof(b"one")
    journal.keep_proof(b"two")
    journal.close()
    again = Journal(tmp_path / "talk.sqlite")
    assert again.proof() == b"two"
    again.close()


def test_a_journal_that_was_put_back_uses_no_number_twice(tmp_path):
    file = tmp_path / "talk.sqlite"
    journal = Journal(file)
    assert journal.next() == 1
    journal.sent(1, b"b", b"m", b"e")
    assert (journal.next(), journal.floor(), journal.unanswered()) == (2, 0, [1])
    journal.close()
    shutil.copytree(tmp_path, tmp_path / "backup")
    again = Journal(file)
    again.sent(again.next(), b"b", b"m", b"e")
    again.close()
    shutil.copy(tmp_path / "backup" / "talk.sqlite", file)
    for name in ("talk.sqlite.anchor", "talk.sqlite.place"):
        (tmp_path / name).unlink()
        shutil.copy2(tmp_path / "backup" / name, tmp_path / name)
    back = Journal(file)
    assert back.floor() > 1_700_000_000_000
    assert back.next() >= back.floor()
    back.close()
