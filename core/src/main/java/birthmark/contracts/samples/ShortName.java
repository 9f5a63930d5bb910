package birthmark.contracts.samples;

import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * A name that fits into a path: 1 to {@value #MAX} of a to z, 0 to 9 and the hyphen, a letter or
 * digit first.
 *
 * @param text the name
 */
@About("A name: 1 to 32 small letters, digits and hyphens with a letter or digit first.")
public record ShortName(@Length(min = 1, max = MAX) String text) {
  /** The most characters. */
  public static final int MAX = 32;

  /** Checks the characters. */
  public ShortName {
    boolean sound = !text.isEmpty() && text.length() <= MAX;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      sound &= (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (i > 0 && c == '-');
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "a name is 1 to 32 small letters, digits and hyphens with a letter or digit first, not '"
              + text
              + "'");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
