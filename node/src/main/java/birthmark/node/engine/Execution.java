package birthmark.node.engine;

import birthmark.codec.Timestamp;
import birthmark.machine.Decision;
import java.util.List;

/** What became of a block. */
public sealed interface Execution {
  /**
   * It was decided, and stored if it was sealed.
   *
   * @param height its height
   * @param time its time
   * @param sealed whether it changed anything or was a heartbeat; otherwise the next block has the
   *     same height
   * @param behind whether more was due by itself than one block does: the next one should follow
   * @param decisions one for each statement, in order
   */
  record Decided(
      long height, Timestamp time, boolean sealed, boolean behind, List<Decision> decisions)
      implements Execution {}

  /**
   * Nothing was acknowledged.
   *
   * @param sentence why, and what the operator must do
   */
  record Failed(String sentence) implements Execution {}
}
