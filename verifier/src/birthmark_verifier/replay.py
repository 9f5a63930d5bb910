"""An exported log decided again from its genesis: every verdict, every seal, every state root."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from . import changes, genesis, note, receipt, seal, statement
from .contracts import replica_set
from .contracts.registry import entry_of
from .logfile import LogFile, LogRefusal
from .machine import Decision, Machine
from .refusal import Refused
from .replicas import ReplicaSet, Trusted
from .seal import Seal
from .statement import Statement


@dataclass(frozen=True)
class Replayed:
    """A log that follows from its genesis by the rules, and what it came to."""

    network: bytes
    origin: str
    height: int
    size: int
    root: bytes
    state_root: bytes
    statements: int
    refusals: int
    rows: int


def replay(file: BinaryIO, network: bytes | None = None) -> Replayed:
    """Decides an exported log again. Raises Refused at the first thing that does not follow.

    ``network`` is the ledger that the reader trusts; without one the log is only shown to follow
    from the genesis that it has.
    """
    log = LogFile(file)
    entries = iter(log)
    first = next(entries)
    founded = genesis.decode(first)
    if log.checkpoint.size != log.size:
        raise Refused(LogRefusal.SIZE, f"{log.checkpoint.size} and {log.size}")
    if log.checkpoint.origin != founded.name:
        raise Refused(LogRefusal.NOT_SIGNED, f"its origin is {log.checkpoint.origin}")
    machine = Machine(first, founded)
    counts = _Counts()
    end: Seal | None = None
    for block in _blocks(entries):
        end = _decide(machine, block, is_first=end is None)
        counts.statements += len(block.statements)
        counts.refusals += len(end.refusals)
    if end is None or machine.log.root != log.checkpoint.root:
        raise Refused(LogRefusal.ROOT)
    if network is not None and machine.network != network:
        raise Refused(LogRefusal.NETWORK, machine.network.hex())
    _require_signed(log, machine)
    _require_changes(log, machine)
    return Replayed(
        machine.network,
        founded.name,
        end.height,
        machine.log.size,
        machine.log.root,
        end.state_root,
        counts.statements,
        counts.refusals,
        len(machine.state),
    )


@dataclass
class _Counts:
    statements: int = 0
    refusals: int = 0


@dataclass(frozen=True)
class _Block:
    statements: list[Statement]
    seal: Seal
    entry: bytes
    successor: bytes | None


def _blocks(entries: Iterator[bytes]) -> Iterator[_Block]:
    statements: list[Statement] = []
    successor: bytes | None = None
    for entry in entries:
        if seal.is_seal(entry):
            yield _Block(statements, seal.decode(entry), entry, successor)
            statements, successor = [], None
            continue
        if genesis.is_successor(entry) and not statements and successor is None:
            successor = entry
            continue
        if successor is not None:
            raise Refused(LogRefusal.FORM, "a statement behind a genesis")
        try:
            statements.append(statement.decode(entry))
        except Refused as refused:
            raise Refused(LogRefusal.FORM, refused.sentence) from None
        registered = entry_of(statements[-1].transaction)
        if registered is not None and next(entries, None) != registered:
            raise Refused(LogRefusal.REGISTERED, statements[-1].message.id.hex())
    if statements or successor is not None:
        raise Refused(LogRefusal.FORM, "the log ends within a block")


def _require_signed(log: LogFile, machine: Machine) -> None:
    """A replica of the genesis, or of those that the log's own end has."""
    now = [each.checkpoint for _, found in replica_set.rows(machine.state) for each in found]
    founded = machine.genesis
    for key in now + [signer for signer, _ in founded.signers]:
        checkpoint_key = note.log_key(founded.name, key)
        try:
            if checkpoint_key is not None:
                return receipt.check_signed(log.note, checkpoint_key)
        except Refused:
            continue
    raise Refused(LogRefusal.NOT_SIGNED)


def _require_changes(log: LogFile, machine: Machine) -> None:
    """What the file has of its replicas' changes follows from the genesis, and is of this log."""
    if log.changes is None:
        return
    listed = changes.decode(machine.network, log.changes)
    founded = machine.genesis
    Trusted(ReplicaSet(founded.name, tuple(founded.signers))).follow(listed)
    for change in listed:
        if machine.entries[change.index : change.index + 1] != [change.seal]:
            raise Refused(LogRefusal.CHANGES, f"entry {change.index}")


def _decide(machine: Machine, block: _Block, is_first: bool) -> Seal:
    """The seal that a block leads to, which is the one it has."""
    listed = block.seal
    where = f"block {listed.height}"
    if is_first:
        if block.statements or block.successor or listed.height != 0:
            raise Refused(LogRefusal.BLOCK, "the second entry is not the seal of block 0")
    else:
        if listed.height != machine.height + 1 or listed.time < machine.time:
            raise Refused(LogRefusal.BLOCK, f"{where} after block {machine.height}")
        if block.successor is None:
            machine.begin(listed.height, listed.time)
        else:
            founded = genesis.successor(block.successor)
            machine.resume(block.successor, founded, listed.height, listed.time)
        _hear(machine, block)
    found = machine.seal()
    if found.encode() != block.entry:
        raise Refused(LogRefusal.SEAL, f"{where}: {_difference(found, listed)}")
    return found


def _hear(machine: Machine, block: _Block) -> None:
    """Decides the accepted statements and counts the refusals where the seal says they stood."""
    where = f"block {block.seal.height}"
    pending = list(reversed(block.seal.refusals))

    def count_up_to(accepted: int) -> None:
        while pending and pending[-1].after <= accepted:
            refusal = pending.pop()
            if not machine.count(refusal):
                detail = f"{where}: number {refusal.sequence} of {refusal.key_id.hex()}"
                raise Refused(LogRefusal.REFUSAL, detail)

    for index, each in enumerate(block.statements):
        count_up_to(index)
        decision = machine.decide(each)
        if decision is not Decision.ACCEPTED:
            detail = f"{where}, statement {index}: {machine.last_refusal}"
            raise Refused(LogRefusal.NOT_ACCEPTED, detail)
    count_up_to(len(block.statements))
    if pending:
        raise Refused(LogRefusal.REFUSAL, f"{where}: after more statements than it has")


def _difference(found: Seal, listed: Seal) -> str:
    fields = [
        name
        for name in ("state_root", "outcomes_root", "refusals", "rules", "replicas")
        if getattr(found, name) != getattr(listed, name)
    ]
    return ", ".join(fields).replace("_", " ") + " differs"
