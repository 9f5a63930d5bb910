"""Witnesses that a reader names: what they cosigned is final for it."""

import base64

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from birthmark_verifier import cli, note
from birthmark_verifier.replicas import is_witnessed

TEXT = "ledger.example\n3\n" + base64.b64encode(bytes(32)).decode() + "\n"
SECRET = Ed25519PrivateKey.from_private_bytes(bytes(32))
POINT = SECRET.public_key().public_bytes_raw()
WITNESS = note.Key("witness.example", 4, POINT)


def cosigned(text, key=WITNESS, seconds=1_795_000_000):
    signature = SECRET.sign(f"cosignature/v1\ntime {seconds}\n{text}".encode())
    octets = key.key_hash + seconds.to_bytes(8) + signature
    line = f"\u2014 {key.name} {base64.b64encode(octets).decode()}\n"
    return note.decode((TEXT + "\n" + line).encode())


def encoded(key):
    typed = base64.b64encode(bytes([key.kind]) + key.point).decode()
    return f"{key.name}+{key.key_hash.hex()}+{typed}"


def test_what_a_named_witness_cosigned_is_final_and_nothing_else():
    assert is_witnessed(cosigned(TEXT), [WITNESS])
    assert not is_witnessed(cosigned(TEXT), [])
    assert not is_witnessed(cosigned(TEXT), [note.Key("other.example", 4, POINT)])
    assert not is_witnessed(cosigned("ledger.example\n4\n"), [WITNESS])


def test_a_key_that_does_not_cosign_makes_nothing_final():
    log = note.Key("ledger.example", 1, POINT)
    octets = log.key_hash + SECRET.sign(TEXT.encode())
    line = f"\u2014 {log.name} {base64.b64encode(octets).decode()}\n"
    signed = note.decode((TEXT + "\n" + line).encode())
    assert not is_witnessed(signed, [log])


def test_the_command_takes_keys_of_witnesses_only(tmp_path, capsys):
    file = str(tmp_path / "none")
    assert cli.main(["verify", file, "--witness", encoded(WITNESS)]) == 2
    with pytest.raises(SystemExit):
        cli.main(["verify", file, "--witness", encoded(note.Key("ledger.example", 1, POINT))])
    assert "not one that cosigns" in capsys.readouterr().err
