package birthmark.codec;

/**
 * Names as people type them: {@code SetBaseline}, {@code setBaseline} and {@code SET_BASELINE} are
 * all set-baseline.
 */
public final class Names {
  private Names() {}

  /** {@code name} in lower case with a hyphen between words. */
  public static String kebab(String name) {
    StringBuilder kebab = new StringBuilder();
    boolean shouting = name.indexOf('_') >= 0 || name.chars().noneMatch(c -> c >= 'a' && c <= 'z');
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      boolean upper = c >= 'A' && c <= 'Z';
      if (c == '_') {
        kebab.append('-');
      } else if (upper) {
        if (!shouting && i > 0) {
          kebab.append('-');
        }
        kebab.append((char) (c + ('a' - 'A')));
      } else {
        kebab.append(c);
      }
    }
    return kebab.toString();
  }
}
