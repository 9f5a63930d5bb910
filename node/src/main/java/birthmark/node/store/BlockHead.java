package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;

/**
 * Where the log ended with a block.
 *
 * @param height the block's height
 * @param time the block's time
 * @param size the log's size, the last entry being the block's seal
 * @param root the log's root hash at that size
 */
public record BlockHead(long height, Timestamp time, long size, Bytes root) {
  /** The log index of the block's seal. */
  public long seal() {
    return size - 1;
  }
}
