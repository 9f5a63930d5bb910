package birthmark.node.edge;

import java.io.Serial;

/** A reason why a node cannot listen, in words for its operator. */
public final class EdgeException extends Exception {
  @Serial private static final long serialVersionUID = 1L;

  /** {@code sentence} says what is wrong and what to do. */
  public EdgeException(String sentence) {
    super(sentence);
  }

  /** The same with a cause. */
  public EdgeException(String sentence, Throwable cause) {
    super(sentence, cause);
  }
}
