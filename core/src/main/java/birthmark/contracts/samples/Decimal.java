package birthmark.contracts.samples;

import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * A number that is not below zero, exactly: at most twelve digits before the point and six behind
 * it, in one form.
 *
 * @param text digits, and a point with one to six more of which the last is not 0, if there are any
 */
@About("A number such as 104 or 0.5: up to twelve digits, a point, up to six more.")
public record Decimal(@Length(min = 1, max = LENGTH_MAX) String text)
    implements Comparable<Decimal> {
  /** The most characters. */
  public static final int LENGTH_MAX = 19;

  /** The parts that a whole one has. */
  public static final long ONE = 1_000_000;

  /** The greatest number, in millionths. */
  public static final long MAX_MILLIONTHS = 999_999_999_999_999_999L;

  private static final int WHOLE_DIGITS_MAX = 12;
  private static final int DECIMALS_MAX = 6;

  /** Checks the form. */
  public Decimal {
    int point = text.indexOf('.');
    String whole = point < 0 ? text : text.substring(0, point);
    String rest = point < 0 ? "" : text.substring(point + 1);
    boolean sound =
        digits(whole)
            && digits(rest)
            && !whole.isEmpty()
            && whole.length() <= WHOLE_DIGITS_MAX
            && (whole.length() == 1 || whole.charAt(0) != '0')
            && rest.length() <= DECIMALS_MAX
            && (point < 0 || (!rest.isEmpty() && !rest.endsWith("0")));
    if (!sound) {
      throw new IllegalArgumentException(
          "'"
              + text
              + "' is no number as they are written here: up to twelve digits and, behind a point,"
              + " up to six more, the last not 0, such as 104 or 0.5; nothing is below 0");
    }
  }

  private static boolean digits(String text) {
    boolean all = true;
    for (int i = 0; i < text.length(); i++) {
      all &= text.charAt(i) >= '0' && text.charAt(i) <= '9';
    }
    return all;
  }

  /**
   * The number of {@code millionths}.
   *
   * @throws IllegalArgumentException unless 0 to {@link #MAX_MILLIONTHS}
   */
  public static Decimal ofMillionths(long millionths) {
    if (millionths < 0 || millionths > MAX_MILLIONTHS) {
      throw new IllegalArgumentException("a number is 0 to 999999999999.999999");
    }
    String whole = Long.toString(millionths / ONE);
    long rest = millionths % ONE;
    if (rest == 0) {
      return new Decimal(whole);
    }
    String decimals = Long.toString(Math.addExact(ONE, rest)).substring(1);
    int end = decimals.length();
    while (decimals.charAt(end - 1) == '0') {
      end--;
    }
    return new Decimal(whole + "." + decimals.substring(0, end));
  }

  /** The same in millionths, 0 to {@link #MAX_MILLIONTHS}. */
  public long millionths() {
    int point = text.indexOf('.');
    long value = 0;
    for (int i = 0; i < text.length(); i++) {
      if (i != point) {
        value = Math.addExact(Math.multiplyExact(value, 10L), (long) (text.charAt(i) - '0'));
      }
    }
    int decimals = point < 0 ? 0 : text.length() - point - 1;
    for (int i = decimals; i < DECIMALS_MAX; i++) {
      value = Math.multiplyExact(value, 10L);
    }
    return value;
  }

  @Override
  public int compareTo(Decimal other) {
    return Long.compare(millionths(), other.millionths());
  }

  @Override
  public String toString() {
    return text;
  }
}
