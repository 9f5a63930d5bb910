package birthmark.node.index;

import java.io.Serial;

/** A refusal of the index to read or write: what failed, and what the operator can do. */
public final class IndexException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1L;

  private final boolean busy;

  /** {@code sentence} says what failed. */
  public IndexException(String sentence, Throwable cause) {
    this(sentence, cause, false);
  }

  private IndexException(String sentence, Throwable cause, boolean busy) {
    super(sentence, cause);
    this.busy = busy;
  }

  /** Too many read at once; the same question a little later gets its answer. */
  static IndexException busy(Throwable cause) {
    return new IndexException("too many questions to the index at once", cause, true);
  }

  /** Whether the same question a little later gets its answer. */
  public boolean isBusy() {
    return busy;
  }
}
