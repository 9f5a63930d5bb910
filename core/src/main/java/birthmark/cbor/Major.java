package birthmark.cbor;

/** The major types of RFC 8949 §3.1. */
public final class Major {
  /** A non-negative integer. */
  public static final int UNSIGNED = 0;

  /** A negative integer. */
  public static final int NEGATIVE = 1;

  /** A byte string. */
  public static final int BYTES = 2;

  /** A text string. */
  public static final int TEXT = 3;

  /** An array. */
  public static final int ARRAY = 4;

  /** A map. */
  public static final int MAP = 5;

  /** A tag in front of an item. */
  public static final int TAG = 6;

  /** A simple value, a float or a break. */
  public static final int SIMPLE = 7;

  private Major() {}

  /** A major type by name with its article. */
  static String named(int major) {
    return switch (major) {
      case UNSIGNED -> "an unsigned integer";
      case NEGATIVE -> "a negative integer";
      case BYTES -> "a byte string";
      case TEXT -> "a text string";
      case ARRAY -> "an array";
      case MAP -> "a map";
      case TAG -> "a tag";
      default -> "a simple value or float";
    };
  }
}
