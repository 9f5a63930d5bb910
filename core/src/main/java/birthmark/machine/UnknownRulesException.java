package birthmark.machine;

import java.util.List;

/** A block that is decided by rules which this program does not know. */
public final class UnknownRulesException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** The block at {@code height} needs rules {@code version}; this program has {@code known}. */
  public UnknownRulesException(long height, long version, List<Long> known) {
    super(sentence(height, version, known));
  }

  /** What is missing from {@code height} on, and what to do. */
  public static String sentence(long height, long version, List<Long> known) {
    return "From block "
        + height
        + " on the ledger is decided by rules version "
        + version
        + "; this program knows "
        + known
        + ". Stop the node, install a release that knows version "
        + version
        + ", and start it with the same folder: nothing is lost, and it goes on where it stopped.";
  }
}
