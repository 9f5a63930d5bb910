"""Transactions, facts and rows of every contract, read and written as the golden octets say."""

import pytest

from birthmark_verifier import cbor
from birthmark_verifier.contracts import (
    admission_rows,
    authorities,
    content,
    firmware,
    governance_rows,
    messages,
    parties,
    registrations,
    registry,
    sample_rows,
    thing_rows,
    things,
    watches,
)
from birthmark_verifier.records import Record, read_body, write_body
from birthmark_verifier.state import Table
from vectors import load, octets

MODULES = {
    "governance": governance_rows,
    "parties": parties,
    "things": thing_rows,
    "firmware": firmware,
    "admission": admission_rows,
    "registrations": registrations,
    "samples": sample_rows,
    "messages": messages,
    "content": content,
    "authorities": authorities,
}


def tables(name):
    number = {name: number for number, name in NUMBERS.items()}[name]
    declared = [*vars(MODULES[name]).values(), *vars(watches).values()]
    mine = [each for each in declared if isinstance(each, Table)]
    return {each.number: each for each in mine if each.contract == number}


NUMBERS = {number: contract.name for number, contract in registry.CONTRACTS.items()}


@pytest.mark.parametrize("name", MODULES)
def test_transactions_and_rows_have_the_golden_octets(name):
    golden = load(f"contracts/{name}")
    contract = registry.CONTRACTS[golden["contract"]]
    assert contract.name == golden["path"] == name
    for each in golden["transactions"]:
        encoded = octets(each["cbor"])
        declared = contract.transactions[each["tag"]]
        named = registry.transaction_name(golden["contract"], each["tag"])
        assert named == f"{name}/{each['name']}"
        transaction = read_body(declared, cbor.decode(encoded))
        assert cbor.encode(write_body(transaction)) == encoded
    assert [each["tag"] for each in golden["transactions"]] == list(contract.transactions)
    found = tables(name)
    for each in golden["rows"]:
        table = found[each["table"]]
        encoded = octets(each["valueOctets"])
        assert table.write(table.read(encoded)) == encoded
        assert octets(each["keyOctets"]).startswith(table.prefix)
    assert sorted(found) == [each["table"] for each in golden["rows"]]


@pytest.mark.parametrize("name", MODULES)
def test_refusals_have_the_golden_numbers(name):
    golden = load(f"contracts/{name}")
    refusals = registry.CONTRACTS[golden["contract"]].refusals
    names = [refusal.name.lower().replace("_", "-") for refusal in refusals]
    assert names == golden["refusals"]


def test_a_record_of_one_component_is_that_component():
    shape = Record(things.Accept)
    assert shape.write(things.Accept(bytes(32))) == bytes(32)
    assert shape.read(bytes(32)) == things.Accept(bytes(32))
