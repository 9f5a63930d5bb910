"""Whoever has a valid certificate for another name learns nothing from a device."""

import datetime
import ipaddress
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.x509.oid import NameOID

from birthmark_device import Device, Refused
from birthmark_device.connection import Patience

SERVER = Path(__file__).with_name("man_in_the_middle.py")


def certificate(name, key, issuer, issuer_key, alternative=None):
    now = datetime.datetime.now(datetime.UTC)
    builder = (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, issuer)]))
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(hours=1))
        .not_valid_after(now + datetime.timedelta(hours=1))
        .add_extension(x509.BasicConstraints(ca=alternative is None, path_length=None), True)
    )
    if alternative is not None:
        builder = builder.add_extension(x509.SubjectAlternativeName([alternative]), False)
    return builder.sign(issuer_key, hashes.SHA256())


def heard_by(tmp_path, alternative):
    """How many octets of MQTT a server hears that an authority the device trusts certified."""
    authority, own = (generate_private_key(SECP256R1()) for _ in range(2))
    pem = serialization.Encoding.PEM
    trust, shown, key = (tmp_path / name for name in ("ca.pem", "shown.pem", "key.pem"))
    trust.write_bytes(certificate("ca", authority, "ca", authority).public_bytes(pem))
    shown.write_bytes(certificate("x", own, "ca", authority, alternative).public_bytes(pem))
    form, none = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    key.write_bytes(own.private_bytes(pem, form, none))
    device = Device.create(tmp_path / "lamp.pem", "of a test")
    command = [sys.executable, str(SERVER), str(shown), str(key)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        port = int(server.stdout.readline())
        with pytest.raises(Refused):
            device.connect("127.0.0.1", port, trust, Patience(answer=5))
        return int(server.stdout.readline())


def test_a_certificate_for_another_name_is_not_the_gateways(tmp_path):
    assert heard_by(tmp_path, x509.DNSName("gateway.example")) == 0


def test_one_for_its_own_name_would_be(tmp_path):
    assert heard_by(tmp_path, x509.IPAddress(ipaddress.ip_address("127.0.0.1"))) > 0
