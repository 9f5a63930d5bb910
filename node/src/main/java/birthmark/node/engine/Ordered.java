package birthmark.node.engine;

import birthmark.codec.Timestamp;
import birthmark.machine.Decision;

/** What became of a statement that was to be ordered. */
public sealed interface Ordered {
  /**
   * It was decided, and whatever that led to is synced.
   *
   * @param height the block's height
   * @param time the block's time
   * @param decision what was decided
   */
  record Decided(long height, Timestamp time, Decision decision) implements Ordered {}

  /**
   * It was not, as far as is known; the same statement may be offered again.
   *
   * @param sentence why, and what the operator must do
   */
  record Undecided(String sentence) implements Ordered {}
}
