"""A small ledger with keys of its own, and the log that a node would export of it."""

from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from birthmark_verifier import cbor, genesis, keys, logtree, note, sign1, statement, tiles
from birthmark_verifier.cbor import Map, Tagged
from birthmark_verifier.machine import Decision, Machine

START = 1_767_225_600_000
ORIGIN = "ledger.example"


class Signer:
    """A key that signs statements with numbers of its own."""

    def __init__(self, name: str) -> None:
        self.private = Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())
        self.key = keys.ed25519(self.private.public_key().public_bytes_raw())
        self.sequence = 0

    def statement(self, network: bytes, contract: int, tag: int, *body) -> bytes:
        self.sequence += 1
        expiry = START + 3_600_000
        payload = cbor.encode([network, contract, tag, self.sequence, expiry, list(body)])
        signature = self.private.sign(sign1.to_be_signed(self.key, sign1.STATEMENT, payload))
        header = Map(((1, -19), (3, sign1.STATEMENT), (4, self.key.thumbprint)))
        message = [cbor.encode(header), Map(()), payload, signature]
        return cbor.encode(Tagged(18, message))


class Ledger:
    """A ledger of one founder, who is replica and maker."""

    def __init__(self) -> None:
        self.root = Signer("root")
        founder = ["root", "Root", [self.root.key.encoded], [0, 6]]
        replica = ["root", self.root.key.encoded, None, 1, None]
        entry = cbor.encode([1, ORIGIN, START, [founder], [replica], 1, 10])
        self.machine = Machine(entry, genesis.decode(entry))
        self.machine.seal()
        self.network = genesis.network_of(entry)

    def block(self, *statements: bytes) -> list[Decision]:
        self.machine.begin(self.machine.height + 1, self.machine.time + 1_000)
        decisions = [self.machine.decide(statement.decode(each)) for each in statements]
        self.machine.seal()
        return decisions

    def signed(self, entries: list[bytes]) -> str:
        """The checkpoint over these entries."""
        root = logtree.root_of(map(logtree.leaf, entries))
        text = f"{ORIGIN}\n{len(entries)}\n{note.base64.b64encode(root).decode()}\n"
        key = note.log_key(ORIGIN, self.root.key)
        line = note.base64.b64encode(key.key_hash + self.root.private.sign(text.encode()))
        return f"{text}\n\u2014 {ORIGIN} {line.decode()}\n"

    def export(self, entries: list[bytes] | None = None, *changes: bytes) -> bytes:
        entries = self.machine.entries if entries is None else entries
        header = cbor.encode([len(entries), self.signed(entries), *changes])
        parts = [header, *entries]
        return b"birthmark log 1\n" + b"".join(len(part).to_bytes(4) + part for part in parts)

    def mirror(self, folder: Path, entries: list[bytes] | None = None) -> Path:
        """Writes what a mirror of at most 255 entries has."""
        entries = self.machine.entries if entries is None else entries
        files = {
            "checkpoint": self.signed(entries).encode(),
            tiles.path("entries", 0, len(entries)): b"".join(
                len(entry).to_bytes(2) + entry for entry in entries
            ),
            tiles.path("0", 0, len(entries)): b"".join(map(logtree.leaf, entries)),
        }
        for name, octets in files.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_bytes(octets)
        return folder
