"""Which numbers of a key were counted (after RFC 4303, 3.4.3), and the key's use of its quota."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from .contracts.common import HASH, LEDGER
from .history import Trail
from .records import Maybe, Octets, Record, Uint
from .state import Table

PLACES = 1_024
JUMP_MAX = 1 << 20


@dataclass(frozen=True)
class Window:
    """A row of ``windows``."""

    highest: Uint
    gaps: Annotated[bytes, Octets(0, PLACES // 8)]
    minute: Uint
    used: Uint
    trail: Annotated[Trail | None, Maybe(Record(Trail))]

    def is_open(self, sequence: int) -> bool:
        """Whether a number may be counted: not counted, not behind, not too far ahead."""
        back = self.highest - sequence
        if back < 0:
            return -back <= JUMP_MAX
        return back < PLACES and int.from_bytes(self.gaps, "little") >> back & 1 == 1

    def is_spent(self, quota: int, minute: int) -> bool:
        """Whether the key has used up its quota in this minute."""
        return self.minute == minute and self.used >= quota

    def count(self, sequence: int, minute: int) -> Window:
        """The window after an open number was counted in this minute."""
        used = self.used + 1 if minute == self.minute else 1
        gaps = int.from_bytes(self.gaps, "little")
        highest = max(self.highest, sequence)
        ahead = highest - self.highest
        if ahead:
            # The numbers jumped over are gaps; there is no number below 1.
            within = (1 << min(PLACES, highest)) - 1
            gaps = ((gaps << ahead) | (1 << ahead) - 2) & within if ahead < PLACES else within - 1
        else:
            gaps &= ~(1 << highest - sequence)
        octets = gaps.to_bytes((gaps.bit_length() + 7) // 8, "little")
        return Window(highest, octets, minute, used, self.trail)


NEW = Window(0, b"", 0, 0, None)
WINDOWS: Table[Window] = Table(LEDGER, 3, (HASH,), Record(Window))
