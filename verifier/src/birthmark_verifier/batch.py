"""Many questions in one process: a JSON object a line in, its answer a line out.

For tests that compare this verifier with another one. Octets are in hexadecimal.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from io import BytesIO
from typing import Any, TypeAlias

from . import (
    answer,
    bundle,
    changes,
    genesis,
    keys,
    logtree,
    note,
    receipt,
    replay,
    statement,
    tiles,
    trust,
)
from .machine import Decision, Machine
from .reads import Derived
from .refusal import Refused
from .replicas import ReplicaSet, Trusted

Question: TypeAlias = dict[str, Any]
Answer: TypeAlias = dict[str, Any]


class Batch:
    """Answers questions; of those about blocks each follows from the ones before."""

    def __init__(self) -> None:
        self._machine: Machine | None = None
        self._kinds: dict[str, Callable[[Question], Answer]] = {
            "statement": self._statement,
            "genesis": self._genesis,
            "block": self._block,
            "receipt": self._receipt,
            "log": self._log,
            "answer": self._answer,
            "answers": self._answers,
            "bundle": self._bundle,
            "changes": self._changes,
        }

    def answer(self, question: Question) -> Answer:
        """The answer, or ``refused`` with the reason's name."""
        try:
            return self._kinds[question["ask"]](question)
        except Refused as refused:
            return {"refused": refused.reason.name, "why": refused.sentence}

    def _statement(self, question: Question) -> Answer:
        return {"id": statement.decode(bytes.fromhex(question["octets"])).message.id.hex()}

    def _genesis(self, question: Question) -> Answer:
        entry = bytes.fromhex(question["octets"])
        self._machine = Machine(entry, genesis.decode(entry))
        return {"seal": self._machine.seal().encode().hex()}

    def _block(self, question: Question) -> Answer:
        machine = self._machine
        if machine is None:
            raise ValueError("a block before a genesis")
        machine.begin(question["height"], question["time"])
        decisions = []
        for octets in question["statements"]:
            decision = machine.decide(statement.decode(bytes.fromhex(octets)))
            why = "" if decision is Decision.ACCEPTED else f" {machine.last_refusal}"
            decisions.append(decision.name + why)
        if machine.left_a_trace or question["heartbeat"]:
            return {"decisions": decisions, "seal": machine.seal().encode().hex()}
        machine.drop()
        return {"decisions": decisions, "seal": None}

    def _receipt(self, question: Question) -> Answer:
        anchor = receipt.Anchor(
            question["origin"],
            note.decode_key(question["checkpointKey"]),
            keys.decode(bytes.fromhex(question["receiptKey"])),
        )
        entry, octets = bytes.fromhex(question["entry"]), bytes.fromhex(question["receipt"])
        proven = receipt.verify(anchor, entry, octets)
        return {"index": proven.index, "issuer": proven.issuer, "subject": proven.subject}

    def _log(self, question: Question) -> Answer:
        found = replay.replay(BytesIO(bytes.fromhex(question["octets"])))
        return {"root": found.root.hex(), "stateRoot": found.state_root.hex()}

    def _bundle(self, question: Question) -> Answer:
        network, octets = bytes.fromhex(question["network"]), bytes.fromhex(question["octets"])
        told = bundle.verify(network, octets)
        hidden = sum(1 for message in told.messages if message is None)
        return {"entries": len(told.entries), "hidden": hidden, "answers": len(told.answers)}

    def _changes(self, question: Question) -> Answer:
        octets = {
            name: bytes.fromhex(question[name])
            for name in ("network", "changes", "entry", "receipt")
        }
        first = tuple((keys.decode(bytes.fromhex(key)), 1) for key in question["replicas"])
        log = tiles.Leaves(tuple(logtree.leaf(bytes.fromhex(each)) for each in question["log"]))
        founding = Trusted(ReplicaSet(question["origin"], first), log=log)
        trusted = founding.follow(changes.decode(octets["network"], octets["changes"]))
        proven = trusted.verify(octets["entry"], octets["receipt"])
        return {
            "changes": len(trusted.retired),
            "size": proven.checkpoint.size,
            "final": trusted.is_final(proven.note),
        }

    def _answer(self, question: Question) -> Answer:
        founded = genesis.decode(bytes.fromhex(question["genesis"]))
        trusted = trust.founding(founded)
        return _told_answer(answer.verify(trusted, bytes.fromhex(question["octets"])).answer)

    def _answers(self, question: Question) -> Answer:
        founded = genesis.decode(bytes.fromhex(question["genesis"]))
        trusted = trust.founding(founded)
        found = answer.verify_several(trusted, bytes.fromhex(question["octets"]))
        return {"answers": [_told_answer(each.answer) for each in found]}


def _told_answer(found: answer.Found | answer.Page) -> Answer:
    if isinstance(found, answer.Found):
        return {"found": _told(found.value)}
    page = [[key.hex(), _told(value)] for key, value in found.records]
    return {"page": page, "withheld": found.withheld, "next": _told(found.more_behind)}


def _told(value: bytes | Derived | None) -> str | Derived | None:
    return value.hex() if isinstance(value, bytes) else value


def answers(lines: Iterable[str]) -> Iterator[str]:
    """The answer to each line."""
    batch = Batch()
    for line in lines:
        yield json.dumps(batch.answer(json.loads(line)))
