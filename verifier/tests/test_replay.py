"""An exported log is decided again, and refused where it does not follow."""

from io import BytesIO

import pytest

from birthmark_verifier import cbor, changes, replay
from birthmark_verifier.contracts.common import PARTIES, THINGS
from birthmark_verifier.machine import Decision
from birthmark_verifier.refusal import Refused
from ledger import Ledger, Signer

A, R, I = Decision.ACCEPTED, Decision.REFUSED, Decision.IGNORED  # noqa: E741


@pytest.fixture
def ledger() -> Ledger:
    made = Ledger()
    acme = Signer("acme")
    register = acme.statement(made.network, PARTIES, 1, acme.key.encoded, "acme", "Acme")
    stranger = Signer("stranger").statement(made.network, PARTIES, 3, bytes(32), 0)
    assert made.block(register, register, stranger) == [A, I, I]
    granted = made.root.statement(made.network, PARTIES, 3, acme.key.thumbprint, 0)
    again = made.root.statement(made.network, PARTIES, 3, acme.key.thumbprint, 0)
    model = acme.statement(made.network, THINGS, 1, "acme:cam", "Cam", False, 0, None)
    assert made.block(granted, again, model) == [A, R, A]
    assert made.block() == []
    return made


def refusal(octets: bytes, network: bytes | None = None) -> str:
    with pytest.raises(Refused) as refused:
        replay.replay(BytesIO(octets), network)
    assert refused.value.sentence
    return refused.value.reason.name


def test_a_log_leads_to_its_own_seals(ledger):
    found = replay.replay(BytesIO(ledger.export()), ledger.network)
    assert (found.height, found.statements, found.refusals) == (3, 3, 1)
    assert found.state_root == ledger.machine.state.root


def test_what_a_file_says_of_changed_replicas_must_follow(ledger):
    def having(network: bytes, *listed) -> bytes:
        return ledger.export(None, cbor.encode(cbor.Tagged(changes.TAG, [1, network, [*listed]])))

    assert replay.replay(BytesIO(having(ledger.network)), ledger.network).height == 3
    assert refusal(having(bytes(32))) == "OTHER_NETWORK"
    assert refusal(ledger.export(None, b"\x80")) == "MALFORMED"
    change = [ledger.machine.entries[-1], 0, [], ledger.signed(ledger.machine.entries).encode(), []]
    assert refusal(having(ledger.network, change)) == "TOO_FEW_SIGNERS"


def test_a_log_of_another_network_cut_or_longer_is_refused(ledger):
    octets = ledger.export()
    assert refusal(octets, bytes(32)) == "NETWORK"
    assert refusal(octets[:-1]) == "CUT"
    assert refusal(octets + b"\0") == "CUT"
    assert refusal(b"x" + octets) == "NOT_A_LOG"


def test_a_log_whose_checkpoint_is_another_is_refused(ledger):
    octets = ledger.export()
    size = f"\n{len(ledger.machine.entries)}\n".encode()
    assert refusal(octets.replace(size, b"\n7\n" if size != b"\n7\n" else b"\n6\n")) == "SIZE"
    assert refusal(octets.replace(b"ledger.example\n", b"ledger.examplf\n")) == "NOT_SIGNED"


def test_a_statement_left_out_added_or_moved_is_refused(ledger):
    entries = ledger.machine.entries
    assert len(entries) == 8
    without = [entry for at, entry in enumerate(entries) if at != 4]
    assert refusal(ledger.export(without)) in {"NOT_ACCEPTED", "SEAL"}
    twice = entries[:3] + entries[2:]
    assert refusal(ledger.export(twice)) == "NOT_ACCEPTED"
    moved = [*entries[:4], entries[5], entries[4], *entries[6:]]
    assert refusal(ledger.export(moved)) in {"NOT_ACCEPTED", "SEAL"}
    assert refusal(ledger.export(entries[:-1] + entries[2:3])) == "FORM"
    assert refusal(ledger.export(entries[:-1] + entries[-2:-1])) == "BLOCK"


def test_no_octet_of_a_seal_can_be_changed(ledger):
    entries = ledger.machine.entries
    for at in range(0, len(entries[6]), 7):
        changed = bytearray(entries[6])
        changed[at] ^= 1
        tampered = [*entries[:6], bytes(changed), *entries[7:]]
        assert refusal(ledger.export(tampered))
