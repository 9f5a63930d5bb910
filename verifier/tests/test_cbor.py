"""Deterministic CBOR: one encoding is read, all others are refused (RFC 8949, section 4.2.1)."""

import pytest

from birthmark_verifier import cbor
from birthmark_verifier.cbor import CborError, Map, Tagged, Truth

READ = [
    ("00", 0),
    ("1903e8", 1000),
    ("1bffffffffffffffff", 2**64 - 1),
    ("3bffffffffffffffff", -(2**64)),
    ("43010203", b"\x01\x02\x03"),
    ("62c3bc", "\u00fc"),
    ("83010203", [1, 2, 3]),
    ("a201022003", Map(((1, 2), (-1, 3)))),
    ("d2f6", Tagged(18, None)),
    ("82f4f5", [Truth.FALSE, Truth.TRUE]),
    ("81" * 16 + "00", None),
]
REFUSED = {
    "nothing": "",
    "an octet behind": "0000",
    "a head that is not minimal": "1817",
    "a length that is not minimal": "5800",
    "an indefinite string": "5f4100ff",
    "an indefinite array": "9f00ff",
    "a key twice": "a201020103",
    "keys out of order": "a220030102",
    "text that is not UTF-8": "61ff",
    "half a surrogate pair": "63eda080",
    "a fraction": "f93c00",
    "undefined": "f7",
    "a simple value in two octets": "f814",
    "a reserved head": "1c",
    "a break": "ff",
    "an array that ends early": "8200",
    "a string that ends early": "4200",
    "an array of more items than there are octets": "9b7fffffffffffffff00",
    "nesting of 17": "81" * 17 + "00",
    "tags nested 17 deep": "c1" * 17 + "00",
}


@pytest.mark.parametrize(("octets", "item"), READ, ids=lambda value: str(value)[:20])
def test_the_one_encoding_is_read_and_written(octets, item):
    found = cbor.decode(bytes.fromhex(octets))
    assert item is None or found == item
    assert cbor.encode(found) == bytes.fromhex(octets)


@pytest.mark.parametrize("octets", REFUSED.values(), ids=REFUSED)
def test_every_other_encoding_is_refused(octets):
    with pytest.raises(CborError):
        cbor.decode(bytes.fromhex(octets))
