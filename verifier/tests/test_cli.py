"""The command: what it says, and its exit status."""

import json

import pytest

from birthmark_verifier import cli
from ledger import Ledger
from vectors import load, octets


def test_a_log_that_follows_is_told_with_status_0(tmp_path, capsys):
    ledger = Ledger()
    ledger.block()
    file = tmp_path / "log"
    file.write_bytes(ledger.export())
    assert cli.main(["log", str(file), "--network", ledger.network.hex(), "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert said["verified"] is True
    assert said["stateRoot"] == ledger.machine.state.root.hex()


def test_what_does_not_hold_is_refused_with_status_1_and_its_reason(tmp_path, capsys):
    file = tmp_path / "log"
    file.write_bytes(Ledger().export())
    assert cli.main(["log", str(file), "--network", "00" * 32, "--json"]) == 1
    captured = capsys.readouterr()
    assert json.loads(captured.out)["reason"] == "NETWORK"
    assert captured.err.startswith("birthmark-verifier: not verified: ")


def test_a_bundle_tells_its_story(tmp_path, capsys):
    vectors = load("bundles/bundles")
    file = tmp_path / "thing.birthmark"
    file.write_bytes(octets(vectors["cases"][0]["bundle"]))
    assert cli.main(["verify", str(file), "--network", vectors["network"]]) == 0
    assert "things birth" in capsys.readouterr().out
    assert cli.main(["verify", str(file)]) == 1
    assert "which ledger you trust" in capsys.readouterr().err


def test_a_file_that_is_not_there_is_status_2(tmp_path, capsys):
    assert cli.main(["log", str(tmp_path / "none")]) == 2
    assert "Traceback" not in capsys.readouterr().err


def test_a_command_that_there_is_not_is_a_usage_error(capsys):
    with pytest.raises(SystemExit) as stopped:
        cli.main(["guess"])
    assert stopped.value.code == 2
    assert "usage" in capsys.readouterr().err
