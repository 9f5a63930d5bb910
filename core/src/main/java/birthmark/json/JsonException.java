package birthmark.json;

/**
 * A refusal of text that is not the JSON asked for: why, and where.
 *
 * <p>It carries no stack trace, so that refusing hostile input stays cheap.
 */
public final class JsonException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why text is refused. */
  public enum Reason {
    /** Text that does not follow the grammar (RFC 8259 §2). */
    SYNTAX("this is not JSON"),
    /** Text that ends inside a value. */
    TRUNCATED("the text ends before the value does"),
    /** Text after the value. */
    TRAILING("there is text after the value"),
    /** A member name that an object has already (RFC 7493 §2.3). */
    DUPLICATE_NAME("an object has the same name twice"),
    /** Octets that are not UTF-8 (RFC 8259 §8.1). */
    BAD_UTF8("the text is not valid UTF-8"),
    /**
     * A code point that no text may have: half a surrogate pair or a noncharacter (RFC 7493 §2.1).
     */
    BAD_CODE_POINT("a string has a code point that is no character"),
    /** Arrays and objects inside one another beyond the limit. */
    TOO_DEEP("arrays and objects are nested too deeply"),
    /** A number with more digits than any number needs. */
    TOO_LONG("a number is too long"),
    /** A number that no 64-bit integer equals. */
    NOT_WHOLE("a number is not a whole number of 64 bits"),
    /** A number that not every JSON reader has exactly (RFC 7493 §2.2). */
    NOT_EXACT("a number is too large for every reader to have it exactly");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** What was wrong, in words, without a full stop. */
    public String sentence() {
      return sentence;
    }
  }

  private final Reason reason;

  /** A refusal; {@code where} says where in words, {@code detail} what was found. */
  public JsonException(Reason reason, String where, String detail) {
    super(
        where + ": " + reason.sentence() + (detail.isEmpty() ? "" : " (" + detail + ")"),
        null,
        false,
        false);
    this.reason = reason;
  }

  /** Why the text was refused. */
  public Reason reason() {
    return reason;
  }
}
