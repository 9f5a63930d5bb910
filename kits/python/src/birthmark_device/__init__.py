"""A device of a Birthmark ledger: its keys, its evidence, and its connection to a gateway."""

from birthmark_device.connection import Connection, Message, Verdict
from birthmark_device.device import Device
from birthmark_device.keys import KeyFileError
from birthmark_device.refused import NotTaken, Refused

__all__ = ["Connection", "Device", "KeyFileError", "Message", "NotTaken", "Refused", "Verdict"]
