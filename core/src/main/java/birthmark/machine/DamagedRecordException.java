package birthmark.machine;

/** A stored record that cannot be read; no decision can rest on it. */
public final class DamagedRecordException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Which record, what is wrong with it, and what found that. */
  public DamagedRecordException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
