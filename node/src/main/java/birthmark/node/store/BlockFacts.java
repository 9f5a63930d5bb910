package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.machine.BlockResult;
import birthmark.machine.Performed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What became true in one block.
 *
 * @param height the block's height
 * @param time the block's time
 * @param facts its facts in order, none where nothing became true
 */
public record BlockFacts(long height, Timestamp time, List<Stated> facts) {
  /**
   * A fact and what it follows from.
   *
   * @param statement the statement's id; empty where it happened by itself
   * @param index the statement's log index, or that of the block's seal
   * @param fact what became true
   */
  public record Stated(Optional<Bytes> statement, long index, Fact fact) {
    /** A fact that follows from a statement. */
    public static Stated by(Bytes statement, long index, Fact fact) {
      return new Stated(Optional.of(statement), index, fact);
    }

    /** What happened by itself in {@code block}. */
    public static List<Stated> performed(BlockResult block) {
      long seal = block.tip().log().size() - 1;
      List<Stated> stated = new ArrayList<>();
      for (Performed each : block.performed()) {
        each.facts().forEach(fact -> stated.add(new Stated(Optional.empty(), seal, fact)));
      }
      return stated;
    }
  }

  /** Keeps a copy. */
  public BlockFacts {
    facts = List.copyOf(facts);
  }
}
