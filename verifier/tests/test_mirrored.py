"""Mirrors of the ledger that is trusted, and receipts of replicas that left held against one."""

import pytest

from birthmark_verifier import changes, keys, logtree, mirrored, note
from birthmark_verifier.receipt import ReceiptRefusal
from birthmark_verifier.refusal import Refused
from birthmark_verifier.replicas import ReplicaSet, Trusted
from birthmark_verifier.tiles import Leaves
from birthmark_verifier.trust import TrustRefusal
from ledger import ORIGIN, Ledger
from vectors import load, octets

VECTORS = load("replicas/changes")


def test_a_mirror_is_believed_by_the_replicas_of_its_own_genesis(tmp_path):
    ledger = Ledger()
    ledger.block()
    found, signers = mirrored.trusted(ledger.network, ledger.mirror(tmp_path))
    assert found.checkpoint.size == len(ledger.machine.entries)
    assert [key.thumbprint for key, _ in signers.current.signers] == [ledger.root.key.thumbprint]
    with pytest.raises(Refused) as refused:
        mirrored.trusted(bytes(32), tmp_path)
    assert refused.value.reason is TrustRefusal.OTHER_NETWORK


def test_a_mirror_that_nobody_signed_who_counts_is_refused(tmp_path):
    ledger = Ledger()
    ledger.block()
    forged = ledger.signed([*ledger.machine.entries, b"more"])
    ledger.mirror(tmp_path, [*ledger.machine.entries, b"more"])
    (tmp_path / "checkpoint").write_text(forged.replace(f"\u2014 {ORIGIN}", "\u2014 else.example"))
    with pytest.raises(Refused) as refused:
        mirrored.trusted(ledger.network, tmp_path)
    assert refused.value.reason is mirrored.MirroredRefusal.UNSIGNED


def test_a_log_begins_with_what_it_was_and_with_nothing_else(tmp_path):
    ledger = Ledger()
    ledger.block()
    found, _ = mirrored.trusted(ledger.network, ledger.mirror(tmp_path))
    size = found.checkpoint.size
    early = logtree.root_of(found.log.hashes[:2])
    assert found.log.begins_with(note.Checkpoint(ORIGIN, 2, early))
    assert found.log.begins_with(found.checkpoint)
    assert not found.log.begins_with(note.Checkpoint(ORIGIN, 1, early))
    assert not found.log.begins_with(note.Checkpoint(ORIGIN, size + 1, found.checkpoint.root))


def test_a_receipt_of_a_replica_that_left_holds_where_the_log_shows_it():
    case = next(each for each in VECTORS["cases"] if each.get("refused") == "SIGNER_HAS_LEFT")
    log = [octets(entry) for entry in VECTORS["log"]]
    leaves = tuple(map(logtree.leaf, log))
    first = tuple((keys.decode(octets(key)), 1) for key in VECTORS["replicas"])
    followed = changes.decode(octets(VECTORS["network"]), octets(case["changes"]))

    def proven(known):
        founding = ReplicaSet(VECTORS["origin"], first)
        trusted = Trusted(founding, log=Leaves(known)).follow(followed)
        return trusted.verify(octets(VECTORS["entry"]), octets(case["receipt"]))

    assert proven(leaves).index < len(log)
    for other in ((), leaves[:1], leaves[::-1]):
        with pytest.raises(Refused) as refused:
            proven(other)
        assert refused.value.reason is ReceiptRefusal.SIGNER_HAS_LEFT
