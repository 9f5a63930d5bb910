package birthmark.contracts.firmware;

import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * A release's version, unique within its model: 1 to {@value #MAX} of A to Z, a to z, 0 to 9 and
 * {@code . _ + -}, a letter or digit first. Versions have no order of their own: releases are
 * ordered as they were published.
 *
 * @param text the version
 */
@About("A version: 1 to 32 letters, digits and . _ + - with a letter or digit first.")
public record Version(@Length(min = 1, max = MAX) String text) {
  /** The most characters. */
  public static final int MAX = 32;

  /** Checks the characters. */
  public Version {
    boolean sound = !text.isEmpty() && text.length() <= MAX;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean plain = (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
      sound &= plain || (i > 0 && (c == '.' || c == '_' || c == '+' || c == '-'));
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "a version is 1 to "
              + MAX
              + " letters, digits and . _ + - with a letter or digit first, not '"
              + text
              + "'");
    }
  }

  @Override
  public String toString() {
    return text;
  }
}
