package birthmark.node.engine;

import birthmark.codec.Timestamp;
import birthmark.statement.Statement;
import java.util.List;

/** What an engine needs of the ledger it orders statements for. */
public interface Application {
  /** The time of the last block. */
  Timestamp time();

  /**
   * Decides the next block and stores what it does; everything decided is synced when this returns.
   *
   * @param time the block's time, not before the last block's
   * @param statements in the order to decide them
   * @param heartbeat whether the block is sealed although nothing may change
   */
  Execution execute(Timestamp time, List<Statement> statements, boolean heartbeat);
}
