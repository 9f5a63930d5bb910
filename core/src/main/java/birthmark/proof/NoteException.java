package birthmark.proof;

/**
 * A refusal of text that is not a signed note, a checkpoint or a note key, and why.
 *
 * <p>It carries no stack trace, so that refusing hostile input stays cheap.
 */
public final class NoteException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final String sentence;

  /** Says what was wrong. */
  public NoteException(String sentence) {
    super(sentence, null, false, false);
    this.sentence = sentence;
  }

  /** What was wrong, without a full stop. */
  public String sentence() {
    return sentence;
  }
}
