package birthmark.statement;

import birthmark.contract.Reason;

/** A statement that is refused before it is ordered. */
public final class RefusedException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient Reason reason;
  private final String detail;

  /** {@code detail} names the values that met the rule; it may be empty. */
  public RefusedException(Reason reason, String detail) {
    super(detail.isEmpty() ? reason.sentence() : reason.sentence() + " (" + detail + ")");
    this.reason = reason;
    this.detail = detail;
  }

  /** The rule. */
  public Reason reason() {
    return reason;
  }

  /** The values that met the rule. */
  public String detail() {
    return detail;
  }
}
