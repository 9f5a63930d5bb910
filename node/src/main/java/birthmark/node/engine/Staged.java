package birthmark.node.engine;

import birthmark.machine.Block;
import birthmark.machine.BlockResult;

/**
 * A block that is decided and not yet stored.
 *
 * @param block what was ordered
 * @param result what it does
 */
public record Staged(Block block, BlockResult result) {
  /** Whether it changes anything or is a heartbeat: only then is it stored. */
  public boolean sealed() {
    return result.seal().isPresent();
  }
}
