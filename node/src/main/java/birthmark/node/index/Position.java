package birthmark.node.index;

import java.util.Optional;

/**
 * Where a fact stands: the block and its place among the block's facts, written {@code
 * height.number}.
 *
 * @param height the block's height, less than 2^43
 * @param number 0 for the block's first fact, less than 2^20
 */
public record Position(long height, int number) implements Comparable<Position> {
  /** Before every fact. */
  public static final Position START = new Position(0, 0);

  /** How many bits number a fact within its block. */
  static final int NUMBER_BITS = 20;

  private static final long HEIGHT_END = 1L << (63 - NUMBER_BITS);
  private static final int DIGITS_MAX = 13;

  /** Checks the ranges. */
  public Position {
    if (height < 0 || height >= HEIGHT_END || number < 0 || number >= 1 << NUMBER_BITS) {
      throw new IllegalArgumentException("no fact stands at " + height + "." + number);
    }
  }

  /** The position that {@code text} such as {@code 12.0} names, if it names one. */
  public static Optional<Position> parse(String text) {
    int dot = text.indexOf('.');
    if (dot < 1
        || dot > DIGITS_MAX
        || text.length() - dot - 1 < 1
        || text.length() - dot - 1 > DIGITS_MAX
        || !text.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'))
        || text.lastIndexOf('.') != dot) {
      return Optional.empty();
    }
    long height = Long.parseLong(text.substring(0, dot));
    long number = Long.parseLong(text.substring(dot + 1));
    if (height >= HEIGHT_END || number >= 1 << NUMBER_BITS) {
      return Optional.empty();
    }
    return Optional.of(new Position(height, (int) number));
  }

  /** The last position that a fact of block {@code height} could have. */
  public static Position endOf(long height) {
    return new Position(height, (1 << NUMBER_BITS) - 1);
  }

  /** The one number that orders positions as they are ordered. */
  long row() {
    return (height << NUMBER_BITS) | number;
  }

  static Position ofRow(long row) {
    return new Position(row >>> NUMBER_BITS, (int) (row & ((1 << NUMBER_BITS) - 1)));
  }

  @Override
  public int compareTo(Position other) {
    return Long.compare(row(), other.row());
  }

  @Override
  public String toString() {
    return height + "." + number;
  }
}
