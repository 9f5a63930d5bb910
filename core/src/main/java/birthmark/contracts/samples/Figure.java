package birthmark.contracts.samples;

import java.math.BigInteger;

/**
 * A percentile, exactly: all methods give a whole number of these parts.
 *
 * @param parts how many parts, of which a millionth has {@link #PER_MILLIONTH}
 */
public record Figure(BigInteger parts) implements Comparable<Figure> {
  /** The parts that a millionth has. */
  static final long PER_MILLIONTH = 24_000_000;

  private static final BigInteger WHOLE = BigInteger.valueOf(PER_MILLIONTH);

  /** The value {@code at}, and {@code weight} parts of the way to the value {@code next}. */
  static Figure between(long at, long next, long weight) {
    BigInteger way = BigInteger.valueOf(Math.subtractExact(next, at));
    return new Figure(
        BigInteger.valueOf(at).multiply(WHOLE).add(way.multiply(BigInteger.valueOf(weight))));
  }

  /** Rounded to six places, half up. */
  public Decimal rounded() {
    BigInteger half = BigInteger.valueOf(PER_MILLIONTH / 2);
    return Decimal.ofMillionths(parts.add(half).divide(WHOLE).longValueExact());
  }

  /** Whether the exact figure is above {@code limit}. */
  public boolean exceeds(Decimal limit) {
    return parts.compareTo(BigInteger.valueOf(limit.millionths()).multiply(WHOLE)) > 0;
  }

  @Override
  public int compareTo(Figure other) {
    return parts.compareTo(other.parts);
  }
}
