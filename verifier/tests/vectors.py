"""The project's golden octets, read from ``spec/vectors``."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHARED = ROOT.parent / "shared" / "data"


def load(name: str) -> Any:
    return json.loads((ROOT / "spec" / "vectors" / f"{name}.json").read_text())


def octets(text: str) -> bytes:
    return bytes.fromhex(text)
