package birthmark.node.engine;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Replicas;
import birthmark.statement.Statement;
import java.util.List;
import java.util.Optional;

/**
 * What an engine of several replicas needs: it decides a block in one step, stores it in another.
 */
public interface StagedApplication {
  /**
   * Where the ledger stands; what a failed store left is found out first.
   *
   * @throws RuntimeException if it cannot be read now
   */
  Standing standing();

  /** The replicas that agreed on the last block, and signed for the log as it was before it. */
  Replicas replicas();

  /** The replicas that vote on the next block, and sign for the log as it is. */
  Replicas voters();

  /** The replicas that vote on the block after the next. */
  Replicas successors();

  /** The log's root when it had {@code size} entries, if a block ended there. */
  Optional<Bytes> root(long size);

  /**
   * Decides the next block and changes nothing.
   *
   * @param time the block's time; that of the last block counts if it is later
   * @param statements in the order to decide them
   * @param heartbeat whether the block is sealed although nothing may change
   * @throws birthmark.machine.UnknownRulesException if the rules of the block are not known
   */
  Staged stage(Timestamp time, List<Statement> statements, boolean heartbeat);

  /**
   * Stores a block that follows where the ledger stands; synced when this returns. One that is not
   * sealed leaves nothing behind.
   *
   * @param engineHeight the engine's height of it
   */
  Execution store(Staged staged, long engineHeight);
}
