package birthmark.client.messages;

/** A message, or a receipt for one, that counts for nothing. */
public final class MessageException extends Exception {
  private static final long serialVersionUID = 1L;

  private final Fault fault;

  /** Because of {@code fault}. */
  public MessageException(Fault fault) {
    super(fault.sentence());
    this.fault = fault;
  }

  /** Because of {@code fault}, with what met it. */
  public MessageException(Fault fault, String detail) {
    super(fault.sentence() + ": " + detail);
    this.fault = fault;
  }

  /** Why. */
  public Fault fault() {
    return fault;
  }

  /** Why, in words. */
  public String sentence() {
    return String.valueOf(getMessage());
  }
}
