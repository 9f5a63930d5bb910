"""Percentiles in fractions, straight from their definitions, and what hangs on which value."""

from __future__ import annotations

from enum import IntEnum
from fractions import Fraction
from math import floor


class Method(IntEnum):
    """How a percentile is found."""

    NEAREST_RANK = 0
    FLOOR_RANK = 1
    CEILING_RANK = 2
    INTERPOLATED = 3
    R_1 = 4
    R_2 = 5
    R_3 = 6
    R_4 = 7
    R_5 = 8
    R_6 = 9
    R_7 = 10
    R_8 = 11
    R_9 = 12


_HALF = Fraction(1, 2)


def _offset(method: int, p: Fraction) -> Fraction:
    """What is added to ``np`` to find the position."""
    return {
        Method.NEAREST_RANK: _HALF,
        Method.R_3: -_HALF,
        Method.R_5: _HALF,
        Method.R_6: p,
        Method.R_7: 1 - p,
        Method.R_8: (p + 1) / 3,
        Method.R_9: p / 4 + Fraction(3, 8),
    }.get(Method(method), Fraction(0))


def _weight(method: int, rank: int, rest: Fraction) -> Fraction:
    """How far the percentile is on its way to the next value."""
    match Method(method):
        case Method.NEAREST_RANK | Method.FLOOR_RANK:
            return Fraction(0)
        case Method.CEILING_RANK | Method.R_1:
            return Fraction(rest > 0)
        case Method.R_2:
            return Fraction(1) if rest > 0 else _HALF
        case Method.R_3:
            return Fraction(rest > 0 or rank % 2 == 1)
    return rest


def percentile(method: int, p: Fraction, ascending: list[int]) -> Fraction:
    """The percentile of values in order, in their unit."""
    position = len(ascending) * p + _offset(method, p)
    rank = floor(position)
    weight = _weight(method, rank, position - rank)
    last = len(ascending) - 1
    low = ascending[min(max(rank - 1, 0), last)]
    high = ascending[min(max(rank, 0), last)]
    return low + weight * (high - low)


def rounded(figure: Fraction) -> int:
    """A whole number, half up."""
    return floor(figure + _HALF)


def without_each(method: int, p: Fraction, ascending: list[int]) -> list[Fraction]:
    """The percentile without the first, without the second, and so on."""
    if len(ascending) == 1:
        return []
    return [
        percentile(method, p, ascending[:left] + ascending[left + 1 :])
        for left in range(len(ascending))
    ]


def fewest(method: int, p: Fraction, limit: int, ascending: list[int]) -> int:
    """How many of the greatest, or else of the least, decide the side of the limit; 0 if none."""
    exceeds = percentile(method, p, ascending) > limit
    for left in range(1, len(ascending)):
        rest = ascending[:-left] if exceeds else ascending[left:]
        if (percentile(method, p, rest) > limit) != exceeds:
            return left
    return 0
