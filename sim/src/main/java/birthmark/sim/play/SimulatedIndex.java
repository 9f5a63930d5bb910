package birthmark.sim.play;

import birthmark.node.store.BlockFacts;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * The index behind the commit, with all that the store asks of one: it takes in the facts of each
 * block once and has them forgotten then. Its own file never fails.
 */
final class SimulatedIndex {
  private static final int BLOCKS_AT_ONCE = 4;
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Store store;
  private final Kept kept;
  private final SimulatedNode.Tasks tasks;
  private boolean asked;

  /** What it has taken in, and who looks at it. */
  static final class Kept {
    private final Consumer<BlockFacts> reader;
    private long height = -1;

    /** Nothing yet; {@code reader} is shown what is taken in. */
    Kept(Consumer<BlockFacts> reader) {
      this.reader = reader;
    }
  }

  SimulatedIndex(Store store, Kept kept, SimulatedNode.Tasks tasks) {
    this.store = store;
    this.kept = kept;
    this.tasks = tasks;
  }

  /** Another block may have facts. */
  void committed() {
    if (!asked) {
      asked = true;
      tasks.soon("indexes", this::takeIn);
    }
  }

  private void takeIn() {
    asked = false;
    List<BlockFacts> blocks;
    try {
      blocks = store.facts(kept.height, BLOCKS_AT_ONCE);
      for (BlockFacts facts : blocks) {
        kept.reader.accept(facts);
        kept.height = facts.height();
      }
      store.forget(kept.height);
    } catch (StoreException e) {
      asked = true;
      tasks.after(RETRY, "indexes again", this::takeIn);
      return;
    }
    if (!blocks.isEmpty()) {
      committed();
    }
  }
}
