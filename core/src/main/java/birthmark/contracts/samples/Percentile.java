package birthmark.contracts.samples;

import birthmark.codec.About;

/**
 * Which percentile, found by which method.
 *
 * @param fraction which, above 0 and at most 1: 0.9 is the 90th
 * @param method how it is found
 */
@About("Which percentile, and by which method it is found.")
public record Percentile(
    @About("Which, above 0 and at most 1: 0.9 is the 90th.") Decimal fraction,
    @About("How it is found.") PercentileMethod method) {
  /** The most values that a percentile is of. */
  public static final int VALUES_MAX = 1_000_000;

  // A position is counted in parts of a rank; the least common multiple of all methods' parts.
  private static final long RANK = Figure.PER_MILLIONTH;
  private static final long PER_FRACTION = RANK / Decimal.ONE;

  /** Checks the fraction. */
  public Percentile {
    if (fraction.millionths() < 1 || fraction.millionths() > Decimal.ONE) {
      throw new IllegalArgumentException("a percentile is above 0 and at most 1, such as 0.9");
    }
  }

  /**
   * The percentile of {@code values}, in their unit.
   *
   * @throws IllegalArgumentException if they are more than {@value #VALUES_MAX}
   */
  public Figure of(Ranked values) {
    int count = values.count();
    if (count < 1 || count > VALUES_MAX) {
      throw new IllegalArgumentException("a percentile is of 1 to " + VALUES_MAX + " values");
    }
    long position = position(count);
    if (position < RANK) {
      return Figure.between(values.at(1), values.at(1), 0);
    }
    int rank = Math.toIntExact(position / RANK);
    if (rank >= count) {
      return Figure.between(values.at(count), values.at(count), 0);
    }
    return Figure.between(values.at(rank), values.at(rank + 1), position % RANK);
  }

  /** Where the percentile of {@code count} values is: a rank and what is left to the next one. */
  long position(int count) {
    long p = fraction.millionths();
    long np = scaled(count, p, PER_FRACTION);
    return switch (method) {
      case NEAREST_RANK -> ranks(Math.floorDiv(Math.addExact(np, RANK / 2), RANK));
      case FLOOR_RANK -> ranks(np / RANK);
      case CEILING_RANK, R_1 -> ranks(Math.ceilDiv(np, RANK));
      case INTERPOLATED, R_4 -> np;
      case R_2 -> np % RANK == 0 ? Math.addExact(np, RANK / 2) : ranks(Math.ceilDiv(np, RANK));
      case R_3 -> nearestEven(np);
      case R_5 -> Math.addExact(np, RANK / 2);
      case R_6 -> scaled(count + 1, p, PER_FRACTION);
      case R_7 -> Math.addExact(scaled(count - 1, p, PER_FRACTION), RANK);
      case R_8 -> Math.addExact(scaled(3 * count + 1, p, PER_FRACTION / 3), RANK / 3);
      case R_9 -> Math.addExact(scaled(4 * count + 1, p, PER_FRACTION / 4), RANK / 8 * 3);
    };
  }

  private static long scaled(int count, long p, long parts) {
    return Math.multiplyExact(Math.multiplyExact((long) count, p), parts);
  }

  private static long ranks(long whole) {
    return Math.multiplyExact(whole, RANK);
  }

  private static long nearestEven(long np) {
    long below = Math.subtractExact(np, RANK / 2);
    long rank = Math.floorDiv(below, RANK);
    boolean tie = Math.floorMod(below, RANK) == 0;
    return ranks(tie && rank % 2 == 0 ? rank : Math.addExact(rank, 1L));
  }
}
