package birthmark.node.replica;

import birthmark.machine.Block;
import birthmark.machine.BlockResult;

/**
 * A block that is synced on this node.
 *
 * @param block what was ordered
 * @param result what it did
 */
public record CommittedBlock(Block block, BlockResult result) {}
