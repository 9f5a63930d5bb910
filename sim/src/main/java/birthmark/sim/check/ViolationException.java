package birthmark.sim.check;

/** Something that must hold and does not. */
public final class ViolationException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What was found, as a sentence. */
  public ViolationException(String sentence) {
    super(sentence);
  }

  /** What was found, as a sentence, and what was thrown. */
  public ViolationException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** What was found. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
