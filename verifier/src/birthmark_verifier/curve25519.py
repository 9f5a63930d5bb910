"""Whether 32 octets are a sound public key of Curve25519, by RFC 8032 or RFC 7748.

A key is sound if its octets are the one encoding of a point of the prime-order group other than
the neutral one. No library here offers that check. All numbers are public, so their time tells
nothing.
"""

from __future__ import annotations

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
_A = 486662


def _is_square(value: int) -> bool:
    return value % P == 0 or pow(value, (P - 1) // 2, P) == 1


def _on_curve(u: int) -> bool:
    """Whether some v has v^2 = u^3 + A u^2 + u (RFC 7748, section 4.1)."""
    return _is_square(u * (u * u + _A * u + 1))


def _is_prime_order(u: int) -> bool:
    """Whether L times the point with coordinate ``u`` is neutral: the ladder of RFC 7748, 5."""
    x2, z2, x3, z3 = 1, 0, u, 1
    for bit in bin(L)[2:]:
        if bit == "1":
            x2, x3, z2, z3 = x3, x2, z3, z2
        total, difference = (x2 + z2) % P, (x2 - z2) % P
        square, other = total * total % P, difference * difference % P
        cross = difference * (x3 + z3) % P
        across = total * (x3 - z3) % P
        x3, z3 = (cross + across) ** 2 % P, u * (cross - across) ** 2 % P
        step = (square - other) % P
        x2, z2 = square * other % P, step * (square + (_A - 2) // 4 * step) % P
        if bit == "1":
            x2, x3, z2, z3 = x3, x2, z3, z2
    return z2 == 0


def is_sound_ed25519(encoded: bytes) -> bool:
    """Whether ``encoded`` is a public key that may be registered to sign (RFC 8032, 5.1.3)."""
    bits = int.from_bytes(encoded, "little")
    y = bits & (1 << 255) - 1
    if len(encoded) != 32 or y >= P or y in (1, P - 1):
        return False  # not canonical, or of order 1 or 2; only those two have x = 0
    inverse = pow(1 - y, -1, P)
    d = -121665 * pow(121666, -1, P)
    x_is_there = _is_square((y * y - 1) * pow(d * y * y + 1, -1, P))
    return x_is_there and _is_prime_order((1 + y) * inverse % P)


def is_sound_x25519(encoded: bytes) -> bool:
    """Whether ``encoded`` is a public key that may be registered to agree (RFC 7748, section 5)."""
    u = int.from_bytes(encoded, "little")
    return len(encoded) == 32 and 0 < u < P and _on_curve(u) and _is_prime_order(u)
