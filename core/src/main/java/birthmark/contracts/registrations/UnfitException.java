package birthmark.contracts.registrations;

/** What should be a signed statement is none that can be registered. */
public final class UnfitException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  private final Unfit unfit;
  private final String sentence;

  UnfitException(Unfit unfit, String sentence) {
    super(sentence);
    this.unfit = unfit;
    this.sentence = sentence;
  }

  /** What is wrong. */
  public Unfit unfit() {
    return unfit;
  }

  /** The same for people. */
  public String sentence() {
    return sentence;
  }
}
