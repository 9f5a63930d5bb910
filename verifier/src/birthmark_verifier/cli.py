"""The command line: what a file proves, said in words or in JSON, and an exit status."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from . import (
    answer,
    batch,
    bundle,
    bundle_form,
    changes,
    dossier,
    logger,
    mirrored,
    note,
    receipt,
    replay,
    sign1,
    statement,
    telling,
    tiles,
    transparent,
    trust,
)
from .contracts.registry import introduced
from .genesis import Genesis
from .logtree import check_consistency
from .refusal import Reason, Refused
from .replicas import Trusted, is_witnessed
from .telling import Said

PROVEN, REFUSED, USAGE = 0, 1, 2


class _StatementRefusal(Reason):
    """Why a proven entry is not the statement that it should be."""

    OTHER_NETWORK = "the statement is for another ledger"
    SIGNATURE = "the statement's own signature does not verify"


def _octets(text: str) -> bytes:
    octets = bytes.fromhex(text)
    if len(octets) != 32:
        raise argparse.ArgumentTypeError("a network id or root is 64 hexadecimal digits")
    return octets


def _witness(text: str) -> note.Key:
    try:
        key = note.decode_key(text)
    except note.NoteError as error:
        raise argparse.ArgumentTypeError(str(error)) from None
    if not key.cosigns:
        raise argparse.ArgumentTypeError("this is a log's key, not one that cosigns")
    return key


def _genesis(arguments: argparse.Namespace, folder: Path | None = None) -> bytes | None:
    path: Path | None = arguments.genesis or (folder / "genesis.cbor" if folder else None)
    return trust.read(path, trust.GENESIS_OCTETS_MAX) if path and path.is_file() else None


def _verify(arguments: argparse.Namespace) -> Said:
    proof: Path = arguments.proof
    folder = proof if proof.is_dir() else proof.parent
    octets = b"" if proof.is_dir() else trust.read(proof, answer.OCTETS_MAX)
    if octets.startswith(bundle_form.HEAD):
        if arguments.network is None:
            raise Refused(trust.TrustRefusal.NO_NETWORK)
        history = bundle.verify(arguments.network, octets)
        seen = is_witnessed(history.receipt.note, arguments.witness)
        return telling.of_bundle(history) | telling.of_signers(history.final or seen)
    founded = trust.trusted(arguments.network, _genesis(arguments, folder))
    trusted = _followed(founded, arguments, folder)
    if octets.startswith(answer.HEAD):
        answered = answer.verify(trusted, octets)
        return telling.of_answer(answered) | _signers(trusted, answered.receipt, arguments)
    if octets.startswith(answer.HEAD_OF_SEVERAL):
        several = answer.verify_several(trusted, octets)
        return telling.of_answers(several) | _signers(trusted, several[0].receipt, arguments)
    if transparent.parts(octets) is not None:
        registered = transparent.verify(trusted, octets)
        said = telling.of_registered(registered)
        return said | _signers(trusted, registered.receipt, arguments)
    about: Path = arguments.statement or folder / "statement.cose"
    entry = trust.read(about, sign1.OCTETS_MAX)
    said_by = proof / "receipt.cose" if proof.is_dir() else proof
    proven = trusted.verify(entry, trust.read(said_by, receipt.OCTETS_MAX))
    found = statement.decode(entry)
    if found.head.network not in (arguments.network, *founded.before):
        raise Refused(_StatementRefusal.OTHER_NETWORK, found.head.network.hex())
    key = introduced(found.transaction)
    if key is not None and not found.message.verifies(key):
        raise Refused(_StatementRefusal.SIGNATURE)
    return telling.of_statement(found, proven) | _signers(trusted, proven, arguments)


def _followed(founded: Genesis, arguments: argparse.Namespace, folder: Path) -> Trusted:
    path: Path = arguments.changes or folder / "changes.cbor"
    trusted = trust.founding(founded)
    if arguments.log is not None:
        mirror, _ = mirrored.trusted(arguments.network, arguments.log)
        trusted = replace(trusted, log=mirror.log)
    if arguments.changes is None and not path.is_file():
        return trusted
    octets = trust.read(path, changes.OCTETS_MAX)
    return trusted.follow(changes.decode(arguments.network, octets))


def _signers(trusted: Trusted, proven: receipt.Proven, arguments: argparse.Namespace) -> Said:
    seen = is_witnessed(proven.note, arguments.witness)
    return telling.of_signers(trusted.is_final(proven.note) or seen)


def _log(arguments: argparse.Namespace) -> Said:
    with arguments.file.open("rb") as file:
        found = replay.replay(file, arguments.network)
    return {
        "proven": "every block follows from the genesis by the rules; a replica signed the end",
        "ledger": found.origin,
        "network": found.network.hex(),
        "height": found.height,
        "size": found.size,
        "root": found.root.hex(),
        "stateRoot": found.state_root.hex(),
        "statements": found.statements,
        "refusals": found.refusals,
        "rows": found.rows,
    }


def _mirror(arguments: argparse.Namespace) -> Said:
    if arguments.network is None:
        found, signers = tiles.check(arguments.folder), None
    else:
        found, signers = mirrored.trusted(arguments.network, arguments.folder)
    said: Said = {
        "proven": "entries, tiles and checkpoint agree",
        "ledger": found.checkpoint.origin,
        "size": found.checkpoint.size,
        "root": found.checkpoint.root.hex(),
        "tiles": found.tiles,
    }
    if signers is not None:
        said["changes"] = len(signers.retired)
        said |= telling.of_signers(signers.is_final(found.note))
    if arguments.key:
        receipt.check_signed(found.note, note.decode_key(arguments.key))
        said["signed"] = arguments.key
    return said


def _consistency(arguments: argparse.Namespace) -> Said:
    path = [bytes.fromhex(each) for each in arguments.hash]
    first, second = arguments.first, arguments.second
    check_consistency(first, second, arguments.first_root, arguments.second_root, path)
    return {"proven": f"the log of {second} entries begins with the log of {first}"}


def _logger(arguments: argparse.Namespace) -> Said:
    return logger.check(trust.read(arguments.file, logger.OCTETS_MAX))


def _dossier(arguments: argparse.Namespace) -> Said:
    folder: Path = arguments.folder
    founded = trust.trusted(arguments.network, _genesis(arguments, folder))
    trusted = _followed(founded, arguments, folder)
    return dossier.check(trusted, arguments.network, folder)


def _batch(_: argparse.Namespace) -> Said:
    for line in batch.answers(sys.stdin):
        print(line, flush=True)
    return {}


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="birthmark-verifier",
        description="Checks what a Birthmark ledger says, offline, with none of its code.",
        epilog="Exit status: 0 proven, 1 refused, 2 the command cannot be carried out.",
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(name: str, does: Callable[[argparse.Namespace], Said], text: str) -> Adding:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(does=does)
        added.add_argument("--json", action="store_true", help="one JSON document")
        return added.add_argument

    def trusting(add: Adding) -> None:
        add("--genesis", type=Path, help="the ledger's genesis, where it is not beside the proof")
        add("--network", type=_octets, help="the network id of the ledger that you trust")
        add("--changes", type=Path, help="the changes of the replicas, where not beside the proof")
        add("--log", type=Path, help="a mirror, which shows what a replica that left signed for")

    add = command("verify", _verify, "check a receipt with its statement, an answer, a bundle")
    add(
        "proof",
        type=Path,
        help="a folder with both, a receipt, an answer, a bundle, a statement with receipts",
    )
    add("--statement", type=Path, help="the statement, where it is not beside the receipt")
    trusting(add)
    add(
        "--witness",
        type=_witness,
        action="append",
        default=[],
        help="a witness that you trust, as name+hash+base64; may be given again",
    )
    add = command("log", _log, "decide an exported log again, block for block")
    add("file", type=Path, help="what 'birthmark export' wrote")
    add("--network", type=_octets, help="the network id of the ledger that you trust")
    add = command("mirror", _mirror, "compare the tiles of a mirrored log")
    add("folder", type=Path, help="what 'birthmark ledger mirror' wrote")
    add("--network", type=_octets, help="the network id, by whose replicas it must be signed")
    add("--key", help="the log's key as name+hash+base64, which must have signed")
    add = command("logger", _logger, "check a file that a cold-chain logger signed")
    add("file", type=Path, help="the file as the device wrote it")
    add = command("dossier", _dossier, "check a plan's signatures and reckon its figures again")
    add("folder", type=Path, help="what 'birthmark bottle dossier' wrote")
    trusting(add)
    batch_parser = commands.add_parser("batch", help="answer questions in JSON, a line each")
    batch_parser.set_defaults(does=_batch, json=False)
    add = command("consistency", _consistency, "check that a log only grew")
    for name in ("first", "second"):
        add(name, type=int, help=f"the {name} size")
        add(f"{name}_root", type=_octets, help="its root")
    add("hash", nargs="*", help="the proof's hashes in order")
    return parser


Adding: TypeAlias = Callable[..., argparse.Action]


def main(words: Sequence[str] | None = None) -> int:
    """Carries out a command; the exit status."""
    arguments = _parser().parse_args(words)
    try:
        said = arguments.does(arguments)
    except Refused as refused:
        if arguments.json:
            print(
                json.dumps(
                    {"verified": False, "reason": refused.reason.name, "why": refused.sentence}
                )
            )
        print(f"birthmark-verifier: not verified: {refused.sentence}", file=sys.stderr)
        return REFUSED
    except (OSError, ValueError) as error:
        print(f"birthmark-verifier: {error}", file=sys.stderr)
        return USAGE
    if arguments.json:
        print(json.dumps({"verified": True, **said}))
    elif said:
        print("verified")
        for name, value in said.items():
            for each in value if isinstance(value, list) else [value]:
                print(f"  {name}: {each}")
    return PROVEN
