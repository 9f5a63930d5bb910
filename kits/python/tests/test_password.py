"""A password shows which device connects, to which broker, and until when."""

import base64

import pytest

from birthmark_device import Device
from birthmark_device.keys import ED25519, ES256
from birthmark_device.password import password


@pytest.mark.parametrize("algorithm", [ED25519, ES256])
def test_a_password_is_a_signed_token_of_its_own_each_time(tmp_path, algorithm):
    device = Device.create(tmp_path / "lamp.pem", "of a test", algorithm)
    first = password(device.keys, device.thing, "site", 1_800_000_000)
    again = password(device.keys, device.thing, "site", 1_800_000_000)
    assert first != again
    octets = base64.urlsafe_b64decode(first + "=" * (-len(first) % 4))
    assert octets.startswith(b"\xd2\x84")
    assert b"application/cwt" in octets
    assert device.id.encode() in octets
    assert b"\x64site" in octets
    assert device.keys.signing_public in octets
