package birthmark.determinism;

/**
 * Something in a class file that decides whether it is deterministic.
 *
 * <p>{@code where} is for people: class, method, file and line. {@code caller} is the full name of
 * the top-level class it was found in.
 */
sealed interface Finding {
  String caller();

  String where();

  /**
   * A JDK method, constructor or field that is called, read, or passed on as a method reference.
   *
   * @param owner the full name of the class that it is called on, e.g. {@code java.util.TreeMap}
   * @param name its name; {@code <init>} for a constructor
   * @param parameters its parameters' simple names in parentheses; empty for a field
   */
  record Use(String owner, String name, String parameters, String caller, String where)
      implements Finding {
    /** The line that would allow this in determinism-allowed.txt. */
    String line() {
      return owner + "#" + name + parameters;
    }
  }

  /** What no line can allow. */
  record Forbidden(String why, String caller, String where) implements Finding {}
}
