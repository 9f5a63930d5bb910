package birthmark.node.submit;

/** Why the ledger cannot be read now, with a sentence for whoever asked. */
public final class UnavailableException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** What is wrong and what to do. */
  public UnavailableException(String sentence, Throwable cause) {
    super(sentence, cause);
  }

  /** What is wrong and what to do. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
