package birthmark.node.store;

import birthmark.machine.BlockResult;
import birthmark.statement.Statement;
import java.util.List;

/**
 * A sealed block with what goes with it into one batch.
 *
 * @param result what the block does
 * @param statements its statements, each with a decision in the result, in order
 * @param checkpoint the signed note over the log after it
 * @param engineHeight the height at which an engine of several replicas ordered it; 0 where the
 *     engine is the node's own
 */
public record Commit(
    BlockResult result, List<Statement> statements, String checkpoint, long engineHeight) {
  /** A block that the node's own engine ordered. */
  public Commit(BlockResult result, List<Statement> statements, String checkpoint) {
    this(result, statements, checkpoint, 0);
  }

  /** Checks that it is sealed. */
  public Commit {
    if (result.seal().isEmpty() || statements.size() != result.decisions().size()) {
      throw new IllegalArgumentException("only a sealed block with all its decisions is stored");
    }
  }
}
