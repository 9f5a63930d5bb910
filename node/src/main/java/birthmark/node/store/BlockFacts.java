package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import java.util.List;

/**
 * What became true in one block.
 *
 * @param height the block's height
 * @param time the block's time
 * @param facts its facts in order, none where nothing became true
 */
public record BlockFacts(long height, Timestamp time, List<Stated> facts) {
  /**
   * A fact and the statement that it follows from.
   *
   * @param statement the statement's id
   * @param index the statement's log index
   * @param fact what became true
   */
  public record Stated(Bytes statement, long index, Fact fact) {}

  /** Keeps a copy. */
  public BlockFacts {
    facts = List.copyOf(facts);
  }
}
