"""The command ``birthmark-device``: makes devices and has them attest."""

from __future__ import annotations

import argparse
import json
import os
import sys
from pathlib import Path

from birthmark_device.device import Device
from birthmark_device.forward import forward
from birthmark_device.keys import ED25519, ES256, KeyFileError
from birthmark_device.refused import Refused


def main() -> int:
    """The exit status: 0, 1 where it was refused, 2 where the command cannot be carried out."""
    try:
        return _run(_parser().parse_args())
    except (Refused, KeyFileError) as problem:
        print(f"birthmark-device: {problem}", file=sys.stderr)
        return 1 if isinstance(problem, Refused) else 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="birthmark-device", description=__doc__)
    parser.add_argument(
        "--password-file", type=Path, help="holds the key file's password (else BIRTHMARK_PASSWORD)"
    )
    commands = parser.add_subparsers(dest="command", required=True)
    new = commands.add_parser("new", help="make a device, its keys in FILE")
    new.add_argument("file", type=Path, metavar="FILE")
    new.add_argument("--p256", action="store_true", help="sign by P-256, not by Ed25519")
    new.add_argument("--p256-agreement", action="store_true", help="agree by P-256, not by X25519")
    claim = commands.add_parser("claim", help="print the options of 'birthmark thing birth'")
    claim.add_argument("file", type=Path, metavar="FILE")
    claim.add_argument("--network", type=bytes.fromhex, required=True, help="the ledger's id")
    claim.add_argument("--model", required=True)
    claim.add_argument("--batch", required=True)
    claim.add_argument("--made-at", required=True)
    attest = commands.add_parser("attest", help="connect, attest and print the verdict")
    attest.add_argument("file", type=Path, metavar="FILE")
    attest.add_argument("--gateway", required=True, metavar="HOST:PORT")
    attest.add_argument("--trust", type=Path, required=True, help="the gateway's server.pem")
    attest.add_argument("--image", type=Path, required=True)
    attest.add_argument("--version", required=True)
    attest.add_argument("--settings", type=Path)
    password = commands.add_parser(
        "password", help="print a new password for a site's own broker, good once"
    )
    password.add_argument("file", type=Path, metavar="FILE")
    password.add_argument("--broker", required=True, help="what the site calls it")
    forwarder = commands.add_parser(
        "forward", help="let programs without a certificate of this machine be this device"
    )
    forwarder.add_argument("file", type=Path, metavar="FILE")
    forwarder.add_argument("--gateway", required=True, metavar="HOST:PORT")
    forwarder.add_argument("--trust", type=Path, required=True, help="the gateway's server.pem")
    forwarder.add_argument("--listen", type=int, default=1883, metavar="PORT")
    return parser


def _run(given: argparse.Namespace) -> int:
    password = _password(given.password_file)
    if given.command == "new":
        algorithm = ES256 if given.p256 else ED25519
        made = Device.create(given.file, password, algorithm, p256_agreement=given.p256_agreement)
        print(made.id)
        return 0
    if given.command == "forward":
        forward(given.file, password, _address(given.gateway), given.trust, given.listen)
        return 0
    device = Device.open(given.file, password)
    if given.command == "claim":
        claim = device.claim(given.network, given.model, given.batch, given.made_at)
        print(*claim.options())
        return 0
    if given.command == "password":
        print(device.password(given.broker))
        return 0
    host, port = _address(given.gateway)
    settings = given.settings.read_bytes() if given.settings else None
    says = device.evidence(given.image.read_bytes(), given.version, settings)
    with device.connect(host, port, given.trust) as gateway:
        verdict = gateway.attest(says)
    print(json.dumps(verdict.json, indent=2))
    return 0 if verdict.admitted else 1


def _address(text: str) -> tuple[str, int]:
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise KeyFileError("--gateway needs HOST:PORT")
    return host, int(port)


def _password(file: Path | None) -> str:
    try:
        lines = file.read_text().splitlines() if file else []
    except OSError as problem:
        raise KeyFileError(f"{file} cannot be read: {problem.strerror}") from None
    return lines[0] if lines else os.environ.get("BIRTHMARK_PASSWORD", "")
