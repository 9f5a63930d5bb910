package birthmark.node.engine;

import birthmark.contract.Replicas;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import java.util.Optional;

/**
 * A block that is decided and not yet stored.
 *
 * @param block what was ordered
 * @param result what it does
 * @param succession the replica set that gives way, two heights later, where the block changes it
 */
public record Staged(Block block, BlockResult result, Optional<Succession> succession) {
  /**
   * A replica set that follows another.
   *
   * @param before the one of the next height
   * @param after the one of the height after that
   */
  public record Succession(Replicas before, Replicas after) {}

  /** Whether it changes anything or is a heartbeat: only then is it stored. */
  public boolean sealed() {
    return result.seal().isPresent();
  }
}
