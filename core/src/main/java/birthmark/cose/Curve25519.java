package birthmark.cose;

import birthmark.bytes.Bytes;
import java.util.Optional;

/**
 * Checks of Curve25519 points that are public keys, in the Edwards form that signs (RFC 8032 §5.1)
 * and the Montgomery form that agrees (RFC 7748 §4.1).
 *
 * <p>The JDK has no such check. Everything here is public, so that arithmetic of varying time gives
 * nothing away.
 *
 * <p>The curve v² = u³ + Au² + u has a cyclic group of order 8L, so that a point P other than those
 * of small order is of the prime-order group if and only if it is eight times another. The curve
 * doubles by way of the isogenous curve Y² = X(X - E)(X - E + 4), E = A + 2: P is the image of a
 * point Q with X = 2u + A + 2s, s² = u² + Au + 1, and Y² = 4X²u, and P is eight times another if
 * and only if Q, or Q plus (0, 0), which has P for its image as well, is four times another.
 * Whether it is tells the Tate pairing with a point T of order 4: it is if f(Q) is a fourth power,
 * f being the function with a zero of order 4 at T (Koshelev, "Subgroup membership testing on
 * elliptic curves via the Tate pairing", 2022). T is the one with 2T = (E, 0) whose pairing with
 * (0, 0) is trivial, so that it is all one which of the two Q is taken; nor do signs matter, since
 * a point and its negative have one order.
 */
final class Curve25519 {
  private static final int LENGTH = 32;
  private static final int SIGN = 0x80;

  /** The field's prime, 2^255 - 19, least significant octet first. */
  private static final Bytes P =
      Bytes.fromHex("edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f");

  /** The order L of the prime-order group, 2^252 + 27742317777372353535851937790883648493. */
  private static final Bytes L =
      Bytes.fromHex("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010");

  private static final FieldElement A = FieldElement.of(486662);
  private static final FieldElement E = FieldElement.of(486664);

  /** The slope of the line from (E, 0) that touches the isogenous curve at T. */
  private static final FieldElement SLOPE = slope();

  private Curve25519() {}

  /**
   * T is a point with X = E ± 2g, g² = E, where the line has slope g + 2. The pairing with (0, 0)
   * is the quartic symbol of -(g(g + 2))², and -1 is the square of what has no root itself: it is
   * trivial for the g of which g(g + 2) has no root either. There is one, since the products for g
   * and -g multiply to -E(4 - E), which has none.
   */
  private static FieldElement slope() {
    FieldElement g = E.root().orElseThrow();
    FieldElement slope = g.plus(FieldElement.of(2));
    return slope.times(g).root().isEmpty() ? slope : FieldElement.of(2).minus(g);
  }

  /** Whether 32 octets from {@code from} on hold a scalar below L, least significant first. */
  static boolean isReducedScalar(Bytes octets, int from) {
    return isBelow(L, octets, from, octets.octet(from + LENGTH - 1));
  }

  /**
   * Whether 32 octets from {@code from} on hold a coordinate below the prime and, in the highest
   * bit, a sign.
   */
  static boolean isReducedWithSign(Bytes octets, int from) {
    return isBelow(P, octets, from, octets.octet(from + LENGTH - 1) & ~SIGN);
  }

  private static boolean isBelow(Bytes bound, Bytes octets, int from, int highest) {
    int difference = highest - bound.octet(LENGTH - 1);
    for (int i = LENGTH - 2; i >= 0 && difference == 0; i--) {
      difference = octets.octet(from + i) - bound.octet(i);
    }
    return difference < 0;
  }

  /**
   * Why these 32 octets are not a point of Edwards25519 that is a public key; empty if they are.
   */
  static Optional<KeyFault> edwardsFault(Bytes encoded) {
    if (!isReducedWithSign(encoded, 0)) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    FieldElement y = FieldElement.littleEndian(encoded);
    // The points of order 1 and 2 have no sign: their x is zero.
    boolean signed = (encoded.octet(LENGTH - 1) & SIGN) != 0;
    if (signed && y.squared().isSame(FieldElement.ONE)) {
      return Optional.of(KeyFault.NOT_CANONICAL);
    }
    return fault(FieldElement.ONE.plus(y), FieldElement.ONE.minus(y));
  }

  /**
   * Why these 32 octets are not a u-coordinate of Curve25519 that is a public key; empty if they
   * are.
   */
  static Optional<KeyFault> montgomeryFault(Bytes encoded) {
    return isBelow(P, encoded, 0, encoded.octet(LENGTH - 1))
        ? fault(FieldElement.littleEndian(encoded), FieldElement.ONE)
        : Optional.of(KeyFault.NOT_CANONICAL);
  }

  /** Why the points with u = n/d are no public keys. */
  private static Optional<KeyFault> fault(FieldElement n, FieldElement d) {
    FieldElement nd = n.times(d);
    // u and u² + Au + 1, whose product is v², times d².
    Optional<FieldElement> w = nd.root();
    Optional<FieldElement> s = n.squared().plus(A.times(nd)).plus(d.squared()).root();
    if (w.isPresent() != s.isPresent()) {
      return Optional.of(KeyFault.NOT_ON_CURVE);
    }
    if (isOfSmallOrder(n, d)) {
      return Optional.of(KeyFault.SMALL_ORDER);
    }
    // Where there are no roots there is no Q: the point is not even twice another.
    return w.isPresent() && s.isPresent() && isFourfold(n, d, w.get(), s.get())
        ? Optional.empty()
        : Optional.of(KeyFault.NOT_PRIME_ORDER);
  }

  /**
   * Whether the order divides 8: doubled three times, u alone and as a fraction, it becomes
   * neutral.
   */
  private static boolean isOfSmallOrder(FieldElement n, FieldElement d) {
    FieldElement x = n;
    FieldElement z = d;
    for (int i = 0; i < 3; i++) {
      FieldElement xx = x.squared();
      FieldElement zz = z.squared();
      FieldElement xz = x.times(z);
      z = xz.times(4).times(xx.plus(A.times(xz)).plus(zz));
      x = xx.minus(zz).squared();
    }
    return z.isZero();
  }

  /**
   * Whether Q is four times another point or differs by (0, 0) from one. With X = x/d and Y =
   * 2xw/d², f(Q) = (Y - slope (X - E))² / (X - E), here times a fourth power.
   */
  private static boolean isFourfold(
      FieldElement n, FieldElement d, FieldElement w, FieldElement s) {
    FieldElement x = n.plus(s).times(2).plus(A.times(d));
    FieldElement beside = x.minus(E.times(d));
    FieldElement line = x.times(w).times(2).minus(SLOPE.times(d).times(beside));
    FieldElement f = line.squared().times(beside.squared()).times(beside).times(d);
    return f.quarticSymbol().isSame(FieldElement.ONE);
  }
}
