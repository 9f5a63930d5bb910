package birthmark.json;

import java.util.Optional;

/** The form of JSON numbers (RFC 8259 §6) and what of them can be known exactly. */
final class NumberSyntax {
  /** The most characters in a number. */
  static final int MAX_LENGTH = 128;

  private NumberSyntax() {}

  /** The index after the number that starts at {@code from}, or -1 where none does. */
  static int end(CharSequence text, int from) {
    int i = from;
    if (at(text, i) == '-') {
      i++;
    }
    int digits = digits(text, i);
    if (digits == 0 || (digits > 1 && at(text, i) == '0')) {
      return -1;
    }
    i += digits;
    if (at(text, i) == '.') {
      int fraction = digits(text, i + 1);
      if (fraction == 0) {
        return -1;
      }
      i += 1 + fraction;
    }
    if (at(text, i) == 'e' || at(text, i) == 'E') {
      i++;
      if (at(text, i) == '+' || at(text, i) == '-') {
        i++;
      }
      int exponent = digits(text, i);
      if (exponent == 0) {
        return -1;
      }
      i += exponent;
    }
    return i;
  }

  private static int digits(CharSequence text, int from) {
    int i = from;
    while (at(text, i) >= '0' && at(text, i) <= '9') {
      i++;
    }
    return i - from;
  }

  private static char at(CharSequence text, int index) {
    return index < text.length() ? text.charAt(index) : 0;
  }

  /** The 64-bit integer that the number {@code literal} is equal to, if there is one. */
  static Optional<Long> exactLong(String literal) {
    boolean negative = literal.startsWith("-");
    int exponentAt = Math.max(literal.indexOf('e'), literal.indexOf('E'));
    String mantissa =
        literal.substring(negative ? 1 : 0, exponentAt < 0 ? literal.length() : exponentAt);
    int point = mantissa.indexOf('.');
    String whole = point < 0 ? mantissa : mantissa.substring(0, point);
    String fraction = point < 0 ? "" : mantissa.substring(point + 1);
    String digits = stripLeadingZeros(whole + fraction);
    String significant = stripTrailingZeros(digits);
    if (significant.isEmpty()) {
      return Optional.of(0L);
    }
    Optional<Integer> exponent =
        exponentAt < 0 ? Optional.of(0) : smallExponent(literal.substring(exponentAt + 1));
    if (exponent.isEmpty()) {
      return Optional.empty();
    }
    int zeros = exponent.get() - fraction.length() + digits.length() - significant.length();
    if (zeros < 0 || zeros + significant.length() > 19) {
      return Optional.empty();
    }
    String integer = (negative ? "-" : "") + significant + "0".repeat(zeros);
    try {
      return Optional.of(Long.parseLong(integer));
    } catch (NumberFormatException e) {
      // Nineteen digits above the range; any other form has been excluded.
      return Optional.empty();
    }
  }

  /**
   * An exponent with few digits; with more, no number of at most 128 characters but zero is a
   * 64-bit integer.
   */
  private static Optional<Integer> smallExponent(String text) {
    boolean negative = text.startsWith("-");
    String digits = stripLeadingZeros(negative || text.startsWith("+") ? text.substring(1) : text);
    if (digits.length() > 4) {
      return Optional.empty();
    }
    int value = digits.isEmpty() ? 0 : Integer.parseInt(digits);
    return Optional.of(negative ? -value : value);
  }

  private static String stripLeadingZeros(String digits) {
    int i = 0;
    while (i < digits.length() && digits.charAt(i) == '0') {
      i++;
    }
    return digits.substring(i);
  }

  private static String stripTrailingZeros(String digits) {
    int i = digits.length();
    while (i > 0 && digits.charAt(i - 1) == '0') {
      i--;
    }
    return digits.substring(0, i);
  }
}
