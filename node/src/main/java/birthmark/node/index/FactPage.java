package birthmark.node.index;

import birthmark.codec.Timestamp;
import java.util.List;

/**
 * Facts in order.
 *
 * @param facts those that one may see and asked for
 * @param next after which to go on: all facts up to there have been looked at
 * @param more whether more are there already
 * @param height the block that the index has reached
 * @param time that block's time
 */
public record FactPage(
    List<IndexedFact> facts, Position next, boolean more, long height, Timestamp time) {
  /** Keeps a copy. */
  public FactPage {
    facts = List.copyOf(facts);
  }
}
