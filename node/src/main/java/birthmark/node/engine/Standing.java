package birthmark.node.engine;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.merkle.LogFrontier;

/**
 * Where a replica stands.
 *
 * @param engineHeight the engine's height of the last block that was stored; 0 before any
 * @param height that block's height on the ledger
 * @param time its time
 * @param log the log after it
 * @param checkpoint the note over that log that this replica signed, encoded
 */
public record Standing(
    long engineHeight, long height, Timestamp time, LogFrontier log, Bytes checkpoint) {}
