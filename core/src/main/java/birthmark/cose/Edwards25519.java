package birthmark.cose;

import birthmark.bytes.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/**
 * Checks of Edwards25519 points that are public keys or parts of signatures (RFC 8032 §5.1).
 *
 * <p>The JDK has no such check. Everything here is public, so plain arithmetic of varying time
 * gives nothing away.
 */
final class Edwards25519 {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger TWO = BigInteger.TWO;

  /** The field's prime, 2^255 - 19. */
  static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  /** The order of the prime-order group. */
  static final BigInteger L =
      ONE.shiftLeft(252).add(new BigInteger("27742317777372353535851937790883648493"));

  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger SQRT_MINUS_ONE = TWO.modPow(P.subtract(ONE).shiftRight(2), P);
  private static final BigInteger ROOT_EXPONENT = P.add(BigInteger.valueOf(3)).shiftRight(3);

  private Edwards25519() {}

  /** A point in extended homogeneous coordinates (RFC 8032 §5.1.4). */
  record Point(BigInteger x, BigInteger y, BigInteger z, BigInteger t) {
    static final Point NEUTRAL = affine(BigInteger.ZERO, ONE);

    static Point affine(BigInteger x, BigInteger y) {
      return new Point(x, y, ONE, mul(x, y));
    }

    Point plus(Point q) {
      BigInteger a = mul(y.subtract(x), q.y.subtract(q.x));
      BigInteger b = mul(y.add(x), q.y.add(q.x));
      BigInteger c = mul(mul(t, q.t), D.shiftLeft(1));
      BigInteger d = mul(z, q.z).shiftLeft(1);
      return product(b.subtract(a), d.subtract(c), d.add(c), b.add(a));
    }

    Point twice() {
      BigInteger a = mul(x, x);
      BigInteger b = mul(y, y);
      BigInteger h = a.add(b);
      BigInteger sum = x.add(y);
      BigInteger e = h.subtract(mul(sum, sum));
      BigInteger g = a.subtract(b);
      BigInteger f = mul(z, z).shiftLeft(1).add(g);
      return product(e, f, g, h);
    }

    private static Point product(BigInteger e, BigInteger f, BigInteger g, BigInteger h) {
      return new Point(mul(e, f), mul(g, h), mul(f, g), mul(e, h));
    }

    Point times(BigInteger scalar) {
      Point sum = NEUTRAL;
      for (int i = scalar.bitLength() - 1; i >= 0; i--) {
        sum = sum.twice();
        if (scalar.testBit(i)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }

    boolean isNeutral() {
      return x.signum() == 0 && y.equals(z);
    }
  }

  private static BigInteger mul(BigInteger a, BigInteger b) {
    return a.multiply(b).mod(P);
  }

  /** The number that 32 octets hold, least significant first. */
  static BigInteger littleEndian(Bytes octets, int from, int to) {
    byte[] reversed = new byte[to - from];
    for (int i = from; i < to; i++) {
      reversed[to - 1 - i] = (byte) octets.octet(i);
    }
    return new BigInteger(1, reversed);
  }

  /** Why these 32 octets are not a public key's point; empty if they are. */
  static Optional<KeyFault> faultOf(Bytes encoded) {
    BigInteger bits = littleEndian(encoded, 0, 32);
    boolean odd = bits.testBit(255);
    BigInteger y = bits.clearBit(255);
    if (y.compareTo(P) >= 0) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    Optional<BigInteger> root = xOf(y);
    if (root.isEmpty()) {
      return Optional.of(KeyFault.NOT_ON_CURVE);
    }
    BigInteger x = root.get();
    if (x.signum() == 0 && odd) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    return orderFault(Point.affine(x.testBit(0) == odd ? x : P.subtract(x), y));
  }

  /** Why this u-coordinate of Curve25519 is not a public key for agreement; empty if it is. */
  static Optional<KeyFault> faultOfMontgomery(Bytes encoded) {
    BigInteger u = littleEndian(encoded, 0, 32);
    if (u.compareTo(P) >= 0) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    if (u.equals(P.subtract(ONE))) {
      // The birational map of RFC 7748 §4.1 has no image for u = -1, a point of order 4 on the
      // twist.
      return Optional.of(KeyFault.SMALL_ORDER);
    }
    BigInteger y = mul(u.subtract(ONE), u.add(ONE).modInverse(P));
    return xOf(y)
        .map(x -> orderFault(Point.affine(x, y)))
        .orElse(Optional.of(KeyFault.NOT_ON_CURVE));
  }

  private static Optional<KeyFault> orderFault(Point point) {
    if (point.twice().twice().twice().isNeutral()) {
      return Optional.of(KeyFault.SMALL_ORDER);
    }
    return point.times(L).isNeutral() ? Optional.empty() : Optional.of(KeyFault.NOT_PRIME_ORDER);
  }

  /** An x with -x² + y² = 1 + d x² y² (RFC 8032 §5.1.3), if there is one. */
  private static Optional<BigInteger> xOf(BigInteger y) {
    BigInteger square = mul(y, y);
    BigInteger u = square.subtract(ONE);
    BigInteger v = mul(D, square).add(ONE);
    BigInteger ratio = mul(u, v.modInverse(P));
    BigInteger x = ratio.modPow(ROOT_EXPONENT, P);
    if (mul(x, x).equals(ratio)) {
      return Optional.of(x);
    }
    x = mul(x, SQRT_MINUS_ONE);
    return mul(x, x).equals(ratio) ? Optional.of(x) : Optional.empty();
  }
}
