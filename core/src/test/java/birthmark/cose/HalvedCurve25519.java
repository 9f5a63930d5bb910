package birthmark.cose;

import birthmark.bytes.Bytes;
import java.math.BigInteger;
import java.util.Optional;

/**
 * The check of Curve25519 points by another way, in plain numbers: halving, and roots of
 * BigInteger.
 *
 * <p>The curve's group is cyclic of order 8 × L, so that a point is of the prime-order group if and
 * only if it can be halved three times. On v² = u³ + Au² + u, where (0, 0) alone has order 2, a
 * point can be halved if and only if its u is a square, and whichever half is taken can then be
 * halved again or not alike.
 */
final class HalvedCurve25519 {
  private static final BigInteger ONE = BigInteger.ONE;
  private static final BigInteger TWO = BigInteger.TWO;

  /** The field's prime, 2^255 - 19. */
  private static final BigInteger P = ONE.shiftLeft(255).subtract(BigInteger.valueOf(19));

  private static final BigInteger A = BigInteger.valueOf(486662);
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger SQRT_MINUS_ONE = TWO.modPow(P.subtract(ONE).shiftRight(2), P);
  private static final BigInteger ROOT_EXPONENT = P.add(BigInteger.valueOf(3)).shiftRight(3);
  private static final BigInteger HALF_ORDER = P.subtract(ONE).shiftRight(1);

  /** The square root of -(A + 2) by which the two forms differ in scale. */
  private static final BigInteger SCALE = root(A.add(TWO).negate().mod(P)).orElseThrow();

  private HalvedCurve25519() {}

  /** A point in the Montgomery form, other than the neutral one. */
  private record Point(BigInteger u, BigInteger v) {
    /** A point that gives this or its negative when doubled, if there is one. */
    Optional<Point> half() {
      return root(u).map(this::halfBy);
    }

    /**
     * With w² = u, s = v/w and t = 2(u + s), the half's u' satisfies u' + 1/u' = t, and t + A is a
     * square for one of the two signs of s. Its root r gives u' = u + s + wr and v' = u'r.
     */
    private Point halfBy(BigInteger w) {
      BigInteger s = mul(v, w.modInverse(P));
      Optional<BigInteger> r = root(TWO.multiply(u.add(s)).add(A).mod(P));
      if (r.isEmpty()) {
        s = s.negate();
        r = root(TWO.multiply(u.add(s)).add(A).mod(P));
      }
      BigInteger root = r.orElseThrow();
      BigInteger half = u.add(s).add(w.multiply(root)).mod(P);
      return new Point(half, mul(half, root));
    }

    /**
     * Whether its order divides 8: doubled three times, u alone and as a fraction, it becomes
     * neutral.
     */
    boolean isOfSmallOrder() {
      BigInteger x = u;
      BigInteger z = ONE;
      for (int i = 0; i < 3; i++) {
        BigInteger xx = mul(x, x);
        BigInteger zz = mul(z, z);
        BigInteger xz = mul(x, z);
        BigInteger difference = xx.subtract(zz);
        z = mul(xz.shiftLeft(2), xx.add(mul(A, xz)).add(zz));
        x = mul(difference, difference);
      }
      return z.signum() == 0;
    }

    Optional<KeyFault> fault() {
      if (isOfSmallOrder()) {
        return Optional.of(KeyFault.SMALL_ORDER);
      }
      boolean halvedThrice =
          half().flatMap(Point::half).filter(quarter -> isSquare(quarter.u)).isPresent();
      return halvedThrice ? Optional.empty() : Optional.of(KeyFault.NOT_PRIME_ORDER);
    }
  }

  /**
   * Why these 32 octets are not a point of Edwards25519 that is a public key; empty if they are.
   */
  static Optional<KeyFault> edwardsFault(Bytes encoded) {
    BigInteger bits = Edwards.number(encoded);
    boolean odd = bits.testBit(255);
    BigInteger y = bits.clearBit(255);
    if (y.compareTo(P) >= 0) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    Optional<BigInteger> root = edwardsX(y);
    if (root.isEmpty()) {
      return Optional.of(KeyFault.NOT_ON_CURVE);
    }
    BigInteger x = root.get();
    if (x.signum() == 0) {
      // The points of order 1 and 2; neither has a sign.
      return Optional.of(odd ? KeyFault.NOT_CANONICAL : KeyFault.SMALL_ORDER);
    }
    // A point and its negative have one order, so the sign of x does not matter.
    BigInteger inverse = mul(x, ONE.subtract(y)).modInverse(P);
    BigInteger u = mul(mul(ONE.add(y), x), inverse);
    BigInteger v = mul(mul(SCALE, ONE.add(y)), inverse);
    return new Point(u, v).fault();
  }

  /**
   * Why these 32 octets are not a u-coordinate of Curve25519 that is a public key; empty if they
   * are.
   */
  static Optional<KeyFault> montgomeryFault(Bytes encoded) {
    BigInteger u = Edwards.number(encoded);
    if (u.compareTo(P) >= 0) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    BigInteger square = mul(u, mul(u, u.add(A)).add(ONE));
    return root(square)
        .map(v -> new Point(u, v).fault())
        .orElse(Optional.of(KeyFault.NOT_ON_CURVE));
  }

  /** An x with -x² + y² = 1 + dx²y² (RFC 8032 §5.1.3), if there is one. */
  private static Optional<BigInteger> edwardsX(BigInteger y) {
    BigInteger square = mul(y, y);
    BigInteger denominator = mul(D, square).add(ONE);
    return root(mul(square.subtract(ONE), denominator.modInverse(P)));
  }

  private static boolean isSquare(BigInteger value) {
    return value.modPow(HALF_ORDER, P).equals(ONE);
  }

  /** A square root of {@code value}, if there is one. */
  private static Optional<BigInteger> root(BigInteger value) {
    BigInteger candidate = value.modPow(ROOT_EXPONENT, P);
    if (mul(candidate, candidate).equals(value)) {
      return Optional.of(candidate);
    }
    BigInteger other = mul(candidate, SQRT_MINUS_ONE);
    return mul(other, other).equals(value) ? Optional.of(other) : Optional.empty();
  }

  private static BigInteger mul(BigInteger a, BigInteger b) {
    return a.multiply(b).mod(P);
  }
}
