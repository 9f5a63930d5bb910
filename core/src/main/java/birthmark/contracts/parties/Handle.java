package birthmark.contracts.parties;

import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * An organisation's short name, unique on the ledger: 2 to 24 of a to z, 0 to 9 and hyphens, a
 * letter or digit at both ends.
 *
 * @param value the name
 */
@About("An organisation's short name: 2 to 24 of a to z, 0 to 9 and hyphens.")
public record Handle(@Length(min = 2, max = 24) String value) {
  /** Checks the characters. */
  public Handle {
    boolean sound = value.length() >= 2 && value.length() <= 24;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      boolean inner = i > 0 && i < value.length() - 1;
      sound &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (inner && c == '-');
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "a handle is 2 to 24 of a to z, 0 to 9 and hyphens, with no hyphen at either end, not '"
              + value
              + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
