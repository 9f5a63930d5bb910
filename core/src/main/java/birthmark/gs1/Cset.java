package birthmark.gs1;

/** The characters that GS1 admits (General Specifications, section 7.11). */
final class Cset {
  private static final String SYMBOLS = "!\"%&'()*+,-./:;<=>?_";

  private Cset() {}

  /** Whether {@code text} is digits alone. */
  static boolean digits(String text) {
    return text.chars().allMatch(c -> c >= '0' && c <= '9');
  }

  /** Whether {@code text} is 1 to {@code max} characters of set 82. */
  static boolean text(String text, int max) {
    return !text.isEmpty()
        && text.length() <= max
        && text.chars()
            .allMatch(
                c ->
                    (c >= '0' && c <= '9')
                        || (c >= 'A' && c <= 'Z')
                        || (c >= 'a' && c <= 'z')
                        || SYMBOLS.indexOf(c) >= 0);
  }
}
