package birthmark.cbor;

/**
 * A refusal of octets that are not the CBOR asked for: why, and at which octet.
 *
 * <p>It carries no stack trace, so that refusing hostile input stays cheap.
 */
public final class CborException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why octets are refused. */
  public enum Reason {
    /** A number or length that has a shorter form (RFC 8949 §4.2.1). */
    NOT_MINIMAL("a number or length is not in its shortest form"),
    /** A string, array or map of indefinite length (RFC 8949 §4.2.1). */
    INDEFINITE("an item has an indefinite length; give it a definite one"),
    /** Input that ends inside an item, or a length that reaches beyond the input. */
    TRUNCATED("the input ends before the item does"),
    /** Octets after the last item asked for. */
    TRAILING("there are octets after the end"),
    /** A map key that sorts before the one in front of it (RFC 8949 §4.2.1). */
    UNORDERED_KEYS("a map's keys are not in the bytewise order of their encodings"),
    /** A map key that appears twice (RFC 8949 §5.6). */
    DUPLICATE_KEY("a map has the same key twice"),
    /** A text string that is not UTF-8 (RFC 3629). */
    BAD_UTF8("a text string is not valid UTF-8"),
    /** Arrays, maps and tags inside one another beyond the limit. */
    TOO_DEEP("arrays, maps and tags are nested too deeply"),
    /** A string, array or map longer than the reader allows. */
    TOO_LONG("an item is longer than allowed here"),
    /** An item of another type than asked for. */
    WRONG_TYPE("an item has the wrong type"),
    /**
     * A head that RFC 8949 §3 reserves, a break outside an indefinite item, or a two-octet simple
     * value below 32.
     */
    RESERVED("an item's head is reserved or malformed"),
    /** A number outside the range asked for. */
    OUT_OF_RANGE("a number is out of range"),
    /** A value that the profile writes in another way, as dCBOR does with integral floats. */
    NOT_REDUCED("a value is not in the one form that the profile allows");

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
  private final int offset;

  /** A refusal at {@code offset}, an index into the octets given to the reader. */
  public CborException(Reason reason, int offset, String detail) {
    super(
        "at octet "
            + offset
            + ": "
            + reason.sentence()
            + (detail.isEmpty() ? "" : " (" + detail + ")"),
        null,
        false,
        false);
    this.reason = reason;
    this.offset = offset;
  }

  /** A refusal at {@code offset} that needs no more words. */
  public CborException(Reason reason, int offset) {
    this(reason, offset, "");
  }

  /** Why the octets were refused. */
  public Reason reason() {
    return reason;
  }

  /** Where the refused item starts. */
  public int offset() {
    return offset;
  }
}
