package birthmark.gs1;

import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * A Global Trade Item Number: 8, 12, 13 or 14 digits, the last of which checks the others (GS1
 * General Specifications, section 7.9).
 *
 * @param digits as printed
 */
@About("A GTIN: 8, 12, 13 or 14 digits with a correct check digit.")
public record Gtin(@Length(min = 8, max = 14) String digits) {
  /** Digits in the longest form. */
  public static final int LENGTH = 14;

  /** Checks length, digits and check digit. */
  public Gtin {
    int length = digits.length();
    if ((length != 8 && length != 12 && length != 13 && length != LENGTH) || !Cset.digits(digits)) {
      throw new IllegalArgumentException(
          "a GTIN has 8, 12, 13 or 14 digits; '" + digits + "' is none");
    }
    char check = checkDigit(digits.substring(0, length - 1));
    if (check != digits.charAt(length - 1)) {
      throw new IllegalArgumentException(
          "the check digit of GTIN " + digits + " should be " + check + "; copy it again");
    }
  }

  /** The check digit that belongs behind {@code body}: weights 3 and 1 in turn from the right. */
  static char checkDigit(String body) {
    int sum = 0;
    for (int i = 0; i < body.length(); i++) {
      int weight = (body.length() - i) % 2 == 1 ? 3 : 1;
      sum += weight * (body.charAt(i) - '0');
    }
    return (char) ('0' + (10 - sum % 10) % 10);
  }

  /** The number in 14 digits, zeros in front: what two forms of one number share. */
  public String fourteen() {
    return "0".repeat(LENGTH - digits.length()) + digits;
  }

  /** Whether both name one product. */
  public boolean sameAs(Gtin other) {
    return fourteen().equals(other.fourteen());
  }

  @Override
  public String toString() {
    return digits;
  }
}
