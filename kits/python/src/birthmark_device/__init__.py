"""A device of a Birthmark ledger: its keys, its evidence, and its connection to a gateway."""

from birthmark_device.connection import Connection, Message, Refused, Verdict
from birthmark_device.device import Device
from birthmark_device.keys import KeyFileError

__all__ = ["Connection", "Device", "KeyFileError", "Message", "Refused", "Verdict"]
