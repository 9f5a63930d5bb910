"""Certificates of makers' authorities and devices (X.509, RFC 5280), as far as they are read here.

A reader of its own, so that it reads exactly what the section "Certificates" of the protocol page
says; the signatures in certificates are verified as all others are.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256

from . import keys
from .keys import PublicKey
from .records import MalformedError

OCTETS_MAX = 8_192
NAME_MAX = 1_024
AUTHORITIES_MAX = 4

_BOOLEAN, _INTEGER, _BITS, _OCTETS, _OID, _SEQUENCE, _SET = 1, 2, 3, 4, 6, 0x30, 0x31
_UTC_TIME, _GENERALIZED_TIME = 0x17, 0x18
_TEXTS = (0x0C, 0x13, 0x16)
_VENDOR = bytes.fromhex("2b0601040182a27c0201")
_PRODUCT = bytes.fromhex("2b0601040182a27c0202")
_CLIENT = bytes.fromhex("2b06010505070302")
_ANY = bytes.fromhex("551d2500")
_DIGITAL_SIGNATURE, _CERTIFICATES, _REVOCATION_LISTS = 0, 5, 6
_ALGORITHMS = {
    bytes.fromhex("300a06082a8648ce3d040302"): keys.ES256,
    bytes.fromhex("300506032b6570"): keys.ED25519,
    bytes.fromhex("300b0609608648016503040312"): keys.ML_DSA_65,
}
_KEYS = {
    bytes.fromhex("302a300506032b6570032100"): (keys.ED25519, 32),
    bytes.fromhex("3059301306072a8648ce3d020106082a8648ce3d03010703420004"): (keys.ES256, 64),
    bytes.fromhex("308207b2300b0609608648016503040312038207a100"): (keys.ML_DSA_65, 1952),
}


class Der:
    """Elements of DER, one after another: tags of one octet, lengths definite and minimal."""

    def __init__(self, octets: bytes) -> None:
        self._octets = octets
        self._at = 0

    @property
    def tag(self) -> int:
        """The tag of the next element; 0 at the end."""
        return self._octets[self._at] if self._at < len(self._octets) else 0

    @property
    def more(self) -> bool:
        """Whether an element follows."""
        return self._at < len(self._octets)

    def whole(self, tag: int) -> bytes:
        """The next element with tag and length. Raises MalformedError unless it has ``tag``."""
        return self._next(tag)[0]

    def content(self, tag: int) -> bytes:
        """The content of the next element. Raises MalformedError unless it has ``tag``."""
        return self._next(tag)[1]

    def enter(self, tag: int) -> Der:
        """The elements inside the next one."""
        return Der(self.content(tag))

    def end(self) -> None:
        """Raises MalformedError if anything follows."""
        if self.more:
            raise MalformedError("has an element too many")

    def _next(self, tag: int) -> tuple[bytes, bytes]:
        start, octets = self._at, self._octets
        if not self.more or octets[start] != tag or tag & 0x1F == 0x1F or len(octets) < start + 2:
            raise MalformedError(f"has no element of tag {tag}")
        first = octets[start + 1]
        count = 0 if first < 0x80 else first & 0x7F
        length = first
        if first >= 0x80:
            if not 1 <= count <= 2 or len(octets) < start + 2 + count:
                raise MalformedError("has a length that is not read here")
            length = int.from_bytes(octets[start + 2 : start + 2 + count])
            if length < (0x80 if count == 1 else 0x100):
                raise MalformedError("has a length that is not minimal")
        inside = start + 2 + count
        if len(octets) < inside + length:
            raise MalformedError("ends within an element")
        self._at = inside + length
        return octets[start : self._at], octets[inside : self._at]

    def flag(self) -> bool:
        """TRUE if it is next, else FALSE, which is not written."""
        if self.tag != _BOOLEAN:
            return False
        if self.content(_BOOLEAN) != b"\xff":
            raise MalformedError("writes a truth otherwise than as FF")
        return True

    def number(self, most: int) -> bytes:
        """A number from 0 of at most so many octets."""
        value = self.content(_INTEGER)
        starts = value[:1] != b"" and value[0] < 0x80
        minimal = starts and (len(value) == 1 or value[0] != 0 or value[1] >= 0x80)
        if not minimal or len(value) > most:
            raise MalformedError("has a number that is not read here")
        return value

    def bits(self) -> bytes:
        """A string of bits that is one of octets."""
        value = self.content(_BITS)
        if value[:1] != b"\0":
            raise MalformedError("has a string of bits that is not one of octets")
        return value[1:]


def _attributes(name: bytes) -> list[tuple[bytes, int, bytes]]:
    if len(name) > NAME_MAX:
        raise MalformedError("has a name that is too long")
    outer = Der(name)
    parts = outer.enter(_SEQUENCE)
    outer.end()
    found = []
    while parts.more:
        part = parts.enter(_SET)
        while True:
            attribute = part.enter(_SEQUENCE)
            kind, tag = attribute.content(_OID), attribute.tag
            found.append((kind, tag, attribute.content(tag)))
            attribute.end()
            if not part.more:
                break
    if len(found) > 32:
        raise MalformedError("has a name of too many parts")
    return found


def read_name(name: bytes) -> bytes:
    """A name's octets. Raises MalformedError if they are none."""
    _attributes(name)
    return name


def _four_digits(name: bytes, wanted: bytes) -> str | None:
    found = [(tag, value) for kind, tag, value in _attributes(name) if kind == wanted]
    if not found:
        return None
    tag, value = found[0]
    digits = value.decode("ascii", "replace")
    is_four = len(digits) == 4 and all(digit in "0123456789ABCDEF" for digit in digits)
    if len(found) > 1 or tag not in _TEXTS or not is_four:
        raise MalformedError("has a vendor or product twice, or not as four digits")
    return digits


@dataclass
class Extensions:
    """What a certificate's extensions say."""

    authority: bool = False
    authority_critical: bool = False
    path_length: int | None = None
    usage: frozenset[int] | None = None
    usage_critical: bool = False
    purposes: list[bytes] | None = None
    subject_key: bytes | None = None
    issuer_key: bytes | None = None

    def constraints(self, value: Der, critical: bool) -> None:
        """Basic constraints."""
        inside = value.enter(_SEQUENCE)
        self.authority, self.authority_critical = inside.flag(), critical
        if inside.tag == _INTEGER:
            self.path_length = inside.number(1)[0]
        inside.end()
        if self.path_length is not None and not self.authority:
            raise MalformedError("limits the authorities below it and is none")

    def key_usage(self, value: Der, critical: bool) -> None:
        """Key usage, by the numbers of its bits."""
        bits = value.content(_BITS)
        if not 2 <= len(bits) <= 3 or bits[0] > 7 or bits[-1] & ((1 << bits[0]) - 1):
            raise MalformedError("has a key usage that is not one to nine bits")
        count = 8 * (len(bits) - 1)
        pattern = int.from_bytes(bits[1:])
        self.usage = frozenset(bit for bit in range(count) if pattern >> (count - 1 - bit) & 1)
        self.usage_critical = critical

    def key_purposes(self, value: Der, _: bool) -> None:
        """Extended key usage."""
        inside = value.enter(_SEQUENCE)
        self.purposes = [inside.content(_OID)]
        while inside.more:
            self.purposes.append(inside.content(_OID))

    def key_id(self, value: Der, _: bool) -> None:
        """Subject key identifier."""
        self.subject_key = _key_id(value.content(_OCTETS))

    def authority_key_id(self, value: Der, _: bool) -> None:
        """Authority key identifier, of which the name and number of the issuer are passed over."""
        inside = value.enter(_SEQUENCE)
        if inside.tag == 0x80:
            self.issuer_key = _key_id(inside.content(0x80))


def _key_id(octets: bytes) -> bytes:
    if not 1 <= len(octets) <= 64:
        raise MalformedError("has a key identifier that is empty or too long")
    return octets


_READERS: dict[bytes, Callable[[Extensions, Der, bool], None]] = {
    bytes.fromhex("551d13"): Extensions.constraints,
    bytes.fromhex("551d0f"): Extensions.key_usage,
    bytes.fromhex("551d25"): Extensions.key_purposes,
    bytes.fromhex("551d0e"): Extensions.key_id,
    bytes.fromhex("551d23"): Extensions.authority_key_id,
}
_HARMLESS = (bytes.fromhex("551d11"), bytes.fromhex("551d20"))


def _extensions(outer: Der) -> Extensions:
    found = Extensions()
    seen: set[bytes] = set()
    inside = outer.enter(_SEQUENCE)
    outer.end()
    while True:
        extension = inside.enter(_SEQUENCE)
        kind = extension.content(_OID)
        critical, octets = extension.flag(), extension.content(_OCTETS)
        extension.end()
        if kind in seen or len(seen) == 32:
            raise MalformedError("has an extension twice, or too many")
        seen.add(kind)
        reader = _READERS.get(kind)
        if reader is not None:
            value = Der(octets)
            reader(found, value, critical)
            value.end()
        elif critical and kind not in _HARMLESS:
            raise MalformedError("has a critical extension that is not known")
        if not inside.more:
            return found


def _moment(inside: Der) -> int:
    is_short = inside.tag == _UTC_TIME
    written = inside.content(_UTC_TIME if is_short else _GENERALIZED_TIME).decode("latin-1")
    digits = written[:-1]
    count = 12 if is_short else 14
    is_form = len(digits) == count and digits.isascii() and digits.isdigit()
    if not is_form or written[-1] != "Z":
        raise MalformedError("has a moment that is not written as it must be")
    if is_short:
        digits = ("20" if digits < "5" else "19") + digits
    year = int(digits[:4])
    parts = [int(digits[at : at + 2]) for at in range(4, 14, 2)]
    try:
        if year < 1970:
            raise MalformedError("has a moment before 1970")
        moment = datetime(year, *parts, tzinfo=UTC)  # type: ignore[misc,arg-type]
    except ValueError:
        raise MalformedError("has a moment that there is none of") from None
    since = moment - datetime(1970, 1, 1, tzinfo=UTC)
    return (since.days * 86_400 + since.seconds) * 1000


def _key(info: bytes) -> PublicKey:
    for prefix, (algorithm, length) in _KEYS.items():
        if info.startswith(prefix) and len(info) == len(prefix) + length:
            return keys.of_parts(algorithm, info[len(prefix) :])
    raise MalformedError("has a key of another kind")


def _signature(algorithm: int, octets: bytes) -> bytes:
    if algorithm != keys.ES256:
        return octets
    outer = Der(octets)
    inside = outer.enter(_SEQUENCE)
    outer.end()
    numbers = [int.from_bytes(inside.number(33)) for _ in range(2)]
    inside.end()
    if max(numbers) >= 2**256:
        raise MalformedError("has a signature with a number above 2^256")
    return b"".join(number.to_bytes(32) for number in numbers)


@dataclass(frozen=True)
class Certificate:
    """A certificate whose signature is not verified yet."""

    octets: bytes
    signed: bytes
    algorithm: int
    signature: bytes
    issuer: bytes
    subject: bytes
    not_before: int
    not_after: int
    key: PublicKey
    extensions: Extensions
    vendor: str | None = field(default=None)
    product: str | None = field(default=None)

    @property
    def digest(self) -> bytes:
        """Its name on the ledger."""
        return sha256(self.octets).digest()

    def uses(self, bit: int) -> bool:
        """Whether its key usage says so; not where there is none."""
        return bit in (self.extensions.usage or ())

    @property
    def is_within_usage(self) -> bool:
        """Whether its key may sign certificates."""
        return self.extensions.usage is None or self.uses(_CERTIFICATES)

    @property
    def says_what_a_root_says(self) -> bool:
        """Whether it is issued by itself and says what a root must."""
        says = self.extensions
        return (
            self.issuer == self.subject
            and len(self.subject) > 2
            and says.subject_key is not None
            and says.issuer_key in (None, says.subject_key)
            and says.authority_critical
            and says.usage_critical
            and self.uses(_CERTIFICATES)
            and self.uses(_REVOCATION_LISTS)
        )

    @property
    def is_for_signatures(self) -> bool:
        """Whether its key may sign what a device signs."""
        return self.extensions.usage is None or self.uses(_DIGITAL_SIGNATURE)

    @property
    def is_for_clients(self) -> bool:
        """Whether it may be a client's."""
        purposes = self.extensions.purposes
        return purposes is None or _CLIENT in purposes or _ANY in purposes


def parse(octets: bytes) -> Certificate:
    """The certificate in DER. Raises MalformedError if it is none that is read here."""
    if len(octets) > OCTETS_MAX:
        raise MalformedError("has too many octets")
    outer = Der(octets)
    whole = outer.enter(_SEQUENCE)
    outer.end()
    signed, identifier = whole.whole(_SEQUENCE), whole.whole(_SEQUENCE)
    signature = whole.bits()
    whole.end()
    inside = Der(signed).enter(_SEQUENCE)
    version = inside.enter(0xA0)
    if version.number(1) != b"\x02":
        raise MalformedError("is not of version 3")
    version.end()
    inside.number(20)
    algorithm = _ALGORITHMS.get(identifier)
    if inside.whole(_SEQUENCE) != identifier or algorithm is None:
        raise MalformedError("is signed by another algorithm")
    issuer = read_name(inside.whole(_SEQUENCE))
    validity = inside.enter(_SEQUENCE)
    not_before, not_after = _moment(validity), _moment(validity)
    validity.end()
    subject = read_name(inside.whole(_SEQUENCE))
    info = inside.whole(_SEQUENCE)
    extensions = _extensions(inside.enter(0xA3)) if inside.more else Extensions()
    inside.end()
    return Certificate(
        octets,
        signed,
        algorithm,
        _signature(algorithm, signature),
        issuer,
        subject,
        not_before,
        not_after,
        _key(info),
        extensions,
        _four_digits(subject, _VENDOR),
        _four_digits(subject, _PRODUCT),
    )
