package birthmark.contracts.samples;

import birthmark.codec.About;
import birthmark.codec.Length;
import java.math.BigInteger;

/**
 * A number, exactly, that may be below zero: a {@link Decimal}, or {@code -} and one that is not 0.
 *
 * @param text the number
 */
@About("A number such as 4.5 or -7.2: up to twelve digits, a point, up to six more.")
public record SignedDecimal(@Length(min = 1, max = LENGTH_MAX) String text)
    implements Comparable<SignedDecimal> {
  /** The most characters. */
  public static final int LENGTH_MAX = Decimal.LENGTH_MAX + 1;

  /** Checks the form. */
  public SignedDecimal {
    if (magnitude(text).millionths() == 0 && text.startsWith("-")) {
      throw new IllegalArgumentException("0 has no sign");
    }
  }

  private static Decimal magnitude(String text) {
    return new Decimal(text.startsWith("-") ? text.substring(1) : text);
  }

  /**
   * The number of {@code millionths}.
   *
   * @throws IllegalArgumentException if it is further from 0 than {@link Decimal#MAX_MILLIONTHS}
   */
  public static SignedDecimal ofMillionths(long millionths) {
    String sign = millionths < 0 ? "-" : "";
    return new SignedDecimal(sign + Decimal.ofMillionths(Math.absExact(millionths)));
  }

  /** The mean of {@code count} numbers, to six places half up: a half goes towards the greater. */
  public static SignedDecimal mean(SignedDecimal sum, long count) {
    long doubled = Math.multiplyExact(2L, sum.millionths());
    return ofMillionths(
        Math.floorDiv(Math.addExact(doubled, count), Math.multiplyExact(2L, count)));
  }

  /** The same in millionths. */
  public long millionths() {
    long magnitude = magnitude(text).millionths();
    return text.startsWith("-") ? Math.negateExact(magnitude) : magnitude;
  }

  /** {@code count} times this, in millionths. */
  BigInteger times(long count) {
    return BigInteger.valueOf(millionths()).multiply(BigInteger.valueOf(count));
  }

  @Override
  public int compareTo(SignedDecimal other) {
    return Long.compare(millionths(), other.millionths());
  }

  @Override
  public String toString() {
    return text;
  }
}
