package birthmark.machine;

import birthmark.codec.Timestamp;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.StateTree;

/**
 * Where a ledger stands after a block.
 *
 * @param height the block's height
 * @param time the block's time
 * @param tree the state
 * @param log the log
 */
public record Tip(long height, Timestamp time, StateTree tree, LogFrontier log) {}
