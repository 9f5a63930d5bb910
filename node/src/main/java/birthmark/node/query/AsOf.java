package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.machine.Tip;

/**
 * The moment that an answer is true of.
 *
 * @param height the last block
 * @param time that block's time
 * @param size the log's size after it
 * @param root the log's root hash at that size
 * @param stateRoot the state tree's root hash
 * @param settled whether more than two thirds of the replicas have signed for it
 */
public record AsOf(
    long height, Timestamp time, long size, Bytes root, Bytes stateRoot, boolean settled) {
  static AsOf of(Tip tip, long finalSize) {
    return new AsOf(
        tip.height(),
        tip.time(),
        tip.log().size(),
        tip.log().root(),
        tip.tree().root(),
        tip.log().size() <= finalSize);
  }
}
