package birthmark.cose;

import birthmark.bytes.Bytes;
import java.util.Optional;

/**
 * An integer modulo 2^255 - 19, the field of Curve25519 (RFC 7748 §4.1), in machine words.
 *
 * <p>Five limbs of 51 bits, least significant first, each 0 to 2^51 - 1 but the lowest, which may
 * be up to 2^15 below or above that; every operation carries, so that all take and give limbs of
 * this kind. Time varies with the numbers: for public ones alone.
 */
final class FieldElement {
  static final FieldElement ONE = of(1);

  private static final int BITS = 51;
  private static final long MASK = (1L << BITS) - 1;
  private static final long LOWEST_OF_P = MASK - 18;
  // 2^255 is 19.
  private static final long FOLD = 19;
  // Of two factors shifted by 6 and 7, the high word of the product is the product over 2^51.
  private static final int LEFT = 6;
  private static final int RIGHT = 7;

  private static final FieldElement ROOT_OF_MINUS_ONE = of(2).quarticSymbol();

  private final long a0;
  private final long a1;
  private final long a2;
  private final long a3;
  private final long a4;

  /** Limbs of up to 62 bits and a sign, which are carried here. */
  private FieldElement(long r0, long r1, long r2, long r3, long r4) {
    long c1 = r1 + (r0 >> BITS);
    long c2 = r2 + (c1 >> BITS);
    long c3 = r3 + (c2 >> BITS);
    long c4 = r4 + (c3 >> BITS);
    this.a0 = (r0 & MASK) + (c4 >> BITS) * FOLD;
    this.a1 = c1 & MASK;
    this.a2 = c2 & MASK;
    this.a3 = c3 & MASK;
    this.a4 = c4 & MASK;
  }

  static FieldElement of(long small) {
    return new FieldElement(small, 0, 0, 0, 0);
  }

  /** The number that the lower 255 bits of 32 octets hold, least significant first. */
  static FieldElement littleEndian(Bytes octets) {
    long[] words = new long[4];
    for (int i = 0; i < 32; i++) {
      words[i >> 3] |= (long) octets.octet(i) << ((i & 7) << 3);
    }
    return new FieldElement(
        words[0] & MASK,
        ((words[0] >>> 51) | (words[1] << 13)) & MASK,
        ((words[1] >>> 38) | (words[2] << 26)) & MASK,
        ((words[2] >>> 25) | (words[3] << 39)) & MASK,
        (words[3] >>> 12) & MASK);
  }

  FieldElement plus(FieldElement b) {
    return new FieldElement(a0 + b.a0, a1 + b.a1, a2 + b.a2, a3 + b.a3, a4 + b.a4);
  }

  FieldElement minus(FieldElement b) {
    return new FieldElement(a0 - b.a0, a1 - b.a1, a2 - b.a2, a3 - b.a3, a4 - b.a4);
  }

  /** The product with a factor below 2^10. */
  FieldElement times(int small) {
    long factor = small;
    return new FieldElement(a0 * factor, a1 * factor, a2 * factor, a3 * factor, a4 * factor);
  }

  FieldElement times(FieldElement b) {
    long f1 = FOLD * b.a1;
    long f2 = FOLD * b.a2;
    long f3 = FOLD * b.a3;
    long f4 = FOLD * b.a4;
    long h0 = high(a0, b.a0) + high(a1, f4) + high(a2, f3) + high(a3, f2) + high(a4, f1);
    long h1 = high(a0, b.a1) + high(a1, b.a0) + high(a2, f4) + high(a3, f3) + high(a4, f2);
    long h2 = high(a0, b.a2) + high(a1, b.a1) + high(a2, b.a0) + high(a3, f4) + high(a4, f3);
    long h3 = high(a0, b.a3) + high(a1, b.a2) + high(a2, b.a1) + high(a3, b.a0) + high(a4, f4);
    long h4 = high(a0, b.a4) + high(a1, b.a3) + high(a2, b.a2) + high(a3, b.a1) + high(a4, b.a0);
    long l0 = a0 * b.a0 + a1 * f4 + a2 * f3 + a3 * f2 + a4 * f1 - (h0 << BITS);
    long l1 = a0 * b.a1 + a1 * b.a0 + a2 * f4 + a3 * f3 + a4 * f2 - (h1 << BITS);
    long l2 = a0 * b.a2 + a1 * b.a1 + a2 * b.a0 + a3 * f4 + a4 * f3 - (h2 << BITS);
    long l3 = a0 * b.a3 + a1 * b.a2 + a2 * b.a1 + a3 * b.a0 + a4 * f4 - (h3 << BITS);
    long l4 = a0 * b.a4 + a1 * b.a3 + a2 * b.a2 + a3 * b.a1 + a4 * b.a0 - (h4 << BITS);
    return new FieldElement(l0 + FOLD * h4, l1 + h0, l2 + h1, l3 + h2, l4 + h3);
  }

  /**
   * The product over 2^51, rounded down. The rest of a sum of products is below 2^54, so it is the
   * low words' sum less these, whatever of both is lost above 2^64.
   */
  private static long high(long a, long b) {
    return Math.multiplyHigh(a << LEFT, b << RIGHT);
  }

  FieldElement squared() {
    return squared(1);
  }

  /** Squared so many times; the limbs stay in registers. */
  FieldElement squared(int times) {
    long r0 = a0;
    long r1 = a1;
    long r2 = a2;
    long r3 = a3;
    long r4 = a4;
    for (int i = 0; i < times; i++) {
      long d0 = r0 << 1;
      long d1 = r1 << 1;
      long d2 = r2 << 1;
      long d3 = r3 << 1;
      long f3 = FOLD * r3;
      long f4 = FOLD * r4;
      long h0 = high(r0, r0) + high(d1, f4) + high(d2, f3);
      long h1 = high(d0, r1) + high(d2, f4) + high(r3, f3);
      long h2 = high(d0, r2) + high(r1, r1) + high(d3, f4);
      long h3 = high(d0, r3) + high(d1, r2) + high(r4, f4);
      long h4 = high(d0, r4) + high(d1, r3) + high(r2, r2);
      long c0 = r0 * r0 + d1 * f4 + d2 * f3 - (h0 << BITS) + FOLD * h4;
      long c1 = d0 * r1 + d2 * f4 + r3 * f3 - (h1 << BITS) + h0 + (c0 >> BITS);
      long c2 = d0 * r2 + r1 * r1 + d3 * f4 - (h2 << BITS) + h1 + (c1 >> BITS);
      long c3 = d0 * r3 + d1 * r2 + r4 * f4 - (h3 << BITS) + h2 + (c2 >> BITS);
      long c4 = d0 * r4 + d1 * r3 + r2 * r2 - (h4 << BITS) + h3 + (c3 >> BITS);
      r0 = (c0 & MASK) + (c4 >> BITS) * FOLD;
      r1 = c1 & MASK;
      r2 = c2 & MASK;
      r3 = c3 & MASK;
      r4 = c4 & MASK;
    }
    return new FieldElement(r0, r1, r2, r3, r4);
  }

  /** With limbs as they are, zero has two forms: every other would need a limb out of range. */
  boolean isZero() {
    return (a0 | a1 | a2 | a3 | a4) == 0 || (a0 == LOWEST_OF_P && (a1 & a2 & a3 & a4) == MASK);
  }

  boolean isSame(FieldElement b) {
    return minus(b).isZero();
  }

  /** A square root, if there is one (RFC 8032 §5.1.3, step 3). */
  Optional<FieldElement> root() {
    FieldElement candidate = times(power());
    if (candidate.squared().isSame(this)) {
      return Optional.of(candidate);
    }
    FieldElement other = candidate.times(ROOT_OF_MINUS_ONE);
    return other.squared().isSame(this) ? Optional.of(other) : Optional.empty();
  }

  /**
   * The power (p - 1) / 4, which of a number that is not zero is 1 just if it has a fourth root.
   */
  FieldElement quarticSymbol() {
    return times(power().squared());
  }

  /**
   * The power (p - 5) / 8, which is 2^252 - 3. The names say of which power of two it is one less.
   */
  private FieldElement power() {
    FieldElement two = squared();
    FieldElement nine = times(two.squared(2));
    FieldElement p5 = nine.times(nine.times(two).squared());
    FieldElement p10 = p5.squared(5).times(p5);
    FieldElement p20 = p10.squared(10).times(p10);
    FieldElement p40 = p20.squared(20).times(p20);
    FieldElement p50 = p40.squared(10).times(p10);
    FieldElement p100 = p50.squared(50).times(p50);
    FieldElement p200 = p100.squared(100).times(p100);
    FieldElement p250 = p200.squared(50).times(p50);
    return times(p250.squared(2));
  }
}
