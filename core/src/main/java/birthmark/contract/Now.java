package birthmark.contract;

import birthmark.codec.Timestamp;

/**
 * The moment a read is answered as of: the last sealed block, which a heartbeat carries on when
 * nothing happens.
 *
 * @param height the block's height
 * @param time the block's time
 */
public record Now(long height, Timestamp time) {}
