"""A device keeps its keys in a file of its own, and counts its starts."""

import stat

import pytest

from birthmark_device import Device, KeyFileError, Refused
from birthmark_device.keys import ED25519, ES256


@pytest.mark.parametrize("p256_agreement", [False, True])
@pytest.mark.parametrize("algorithm", [ED25519, ES256])
def test_a_device_is_the_same_when_it_starts_again(tmp_path, algorithm, p256_agreement):
    made = Device.create(
        tmp_path / "lamp.pem", "of a test", algorithm, p256_agreement=p256_agreement
    )
    again = Device.open(tmp_path / "lamp.pem", "of a test")
    assert again.id == made.id
    assert again.keys.signing_public == made.keys.signing_public
    assert again.keys.agreement_public == made.keys.agreement_public
    assert (made.starts, again.starts) == (1, 2)


def test_its_file_is_for_its_owner_and_under_a_password(tmp_path):
    Device.create(tmp_path / "lamp.pem", "of a test")
    assert stat.S_IMODE((tmp_path / "lamp.pem").stat().st_mode) == 0o600
    assert b"BEGIN PRIVATE KEY" not in (tmp_path / "lamp.pem").read_bytes()
    with pytest.raises(KeyFileError, match="another password"):
        Device.open(tmp_path / "lamp.pem", "of another")
    with pytest.raises(KeyFileError, match="needs a password"):
        Device.create(tmp_path / "open.pem", "")


def test_a_file_is_never_written_over(tmp_path):
    made = Device.create(tmp_path / "lamp.pem", "of a test")
    with pytest.raises(KeyFileError):
        Device.create(tmp_path / "lamp.pem", "of a test")
    assert Device.open(tmp_path / "lamp.pem", "of a test").id == made.id


@pytest.mark.parametrize("octets", [b"", b"\x00" * 100, b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n"])
def test_what_is_no_key_file_is_refused(tmp_path, octets):
    (tmp_path / "lamp.pem").write_bytes(octets)
    with pytest.raises(KeyFileError, match="no key file"):
        Device.open(tmp_path / "lamp.pem", "of a test")


def test_a_gateway_that_is_not_there_is_said_so(tmp_path):
    device = Device.create(tmp_path / "lamp.pem", "of a test")
    with pytest.raises(Refused, match="cannot be reached"):
        device.connect("127.0.0.1", 9, tmp_path / "lamp.pem")
