"""What schemathesis has to know of a node beyond its OpenAPI document.

Three things: values that exist on the ledger, so that reads find something; statements, which are octets that no
schema describes; and a reader's key, so that requests can be signed (RFC 9421). The test that starts schemathesis
writes all of them to the JSON file that NODE_FACTS names.
"""

import base64
import collections
import json
import os
import time
from urllib.parse import quote, urlsplit

import requests
import schemathesis
from cryptography.hazmat.primitives.serialization import load_der_private_key
from hypothesis import strategies as st

with open(os.environ["NODE_FACTS"], encoding="utf-8") as file:
    FACTS = json.load(file)

STATEMENTS = [base64.b64decode(each) for each in FACTS["statements"]]


class SignedByReader(requests.auth.AuthBase):
    """Signs each request with the reader's key."""

    def __init__(self):
        self.key = load_der_private_key(base64.b64decode(FACTS["privateKey"]), password=None)

    def __call__(self, request):
        url = urlsplit(request.url)
        parameters = (
            '("@method" "@authority" "@path" "@query")'
            f';created={int(time.time())};nonce="{os.urandom(12).hex()}"'
            f';keyid="{FACTS["keyId"]}";alg="ed25519"'
        )
        base = (
            f'"@method": {request.method}\n"@authority": {url.netloc.lower()}\n"@path": {url.path}\n'
            f'"@query": ?{url.query}\n"@signature-params": {parameters}'
        )
        signature = base64.b64encode(self.key.sign(base.encode())).decode()
        request.headers["Signature-Input"] = "birthmark=" + parameters
        request.headers["Signature"] = f"birthmark=:{signature}:"
        return request


schemathesis.auth.set_from_requests(SignedByReader())


TURNS = collections.Counter()


def chosen(ctx):
    """By the name of a parameter one of the values that exist, each in its turn, or nothing in every eighth case."""
    operation = ctx.operation.label
    turn = TURNS[operation]
    TURNS[operation] += 1
    if turn % 8 == 7:
        return {}
    return {name: known[turn % len(known)] for name, known in FACTS["values"].items()}


@schemathesis.hook
def map_path_parameters(ctx, path_parameters):
    """Puts what exists on the ledger into paths."""
    known = chosen(ctx)
    for name in path_parameters or {}:
        if name in known:
            path_parameters[name] = quote(known[name], safe="")
    return path_parameters


@schemathesis.hook
def map_query(ctx, query):
    """Lets most prepared statements name a key that exists."""
    if query and "key" in query:
        query["key"] = chosen(ctx).get("kid", query["key"])
    return query


@st.composite
def altered(draw):
    """A statement with a few octets changed, cut or put in."""
    octets = bytearray(draw(st.sampled_from(STATEMENTS)))
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(octets) - 1))
        octets[at : at + draw(st.integers(0, 2))] = draw(st.binary(max_size=2))
    return bytes(octets)


def octets(context, value):
    """Sends octets as they are, and whatever else is drawn as its text."""
    return value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")


schemathesis.serializer("application/cose", "application/cbor-seq")(octets)
schemathesis.openapi.media_type("application/cose", st.one_of(altered(), st.binary()))
schemathesis.openapi.media_type(
    "application/cbor-seq", st.lists(altered(), max_size=4).map(b"".join)
)
