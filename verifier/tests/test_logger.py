"""Files of real loggers, where they are at hand."""

import json
from pathlib import Path

import pytest

from birthmark_verifier import cli

FOLDER = Path(__file__).parents[3] / "shared/data/14-telemetry/cold-chain-berlinger"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared data is not here")


def told(capsys, name):
    status = cli.main(["logger", str(FOLDER / name), "--json"])
    return status, json.loads(capsys.readouterr().out)


def test_each_file_is_what_is_expected_of_it(capsys):
    expected = json.loads((FOLDER / "EXPECTED.json").read_text())
    for name, wanted in expected.items():
        if name.startswith("_"):
            continue
        status, said = told(capsys, name)
        assert (status == 0) == wanted["signature_valid"]
        if status:
            assert said["reason"] == "SIGNATURE"
            continue
        assert said["file"] == wanted["sha256"]
        assert said["serial"] == wanted["serial"]
        assert said["readings"] == wanted["log_rows"]
        if said["readings"]:
            assert said["mean"] == "6.580663"
            assert said["outside"] == wanted["n_x"]
            assert float(said["lowest"]) == wanted["log_min"]
            assert float(said["highest"]) == wanted["log_max"]


def test_what_is_no_file_of_a_logger_is_refused(capsys, tmp_path):
    file = tmp_path / "x"
    file.write_bytes(b"Device: x\n")
    assert cli.main(["logger", str(file), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["reason"] == "NO_FILE"
