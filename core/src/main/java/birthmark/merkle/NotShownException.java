package birthmark.merkle;

import birthmark.bytes.Bytes;

/** A proof of the state does not show what was read from it. */
public final class NotShownException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final transient Bytes key;

  /** Nothing is shown at {@code key}. */
  public NotShownException(Bytes key) {
    super("the proof does not show what is in the state at " + key);
    this.key = key;
  }

  /** Where in the state, a key or the beginning of one. */
  public Bytes key() {
    return key;
  }
}
