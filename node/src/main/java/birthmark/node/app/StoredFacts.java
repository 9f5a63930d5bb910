package birthmark.node.app;

import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.index.FactReplay;
import birthmark.node.index.FactSource;
import birthmark.node.replica.Replay;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.LogEntries;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.upkeep.Folders;
import birthmark.node.upkeep.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** The facts that the index takes in: those the store keeps for it, or all of them from the log. */
record StoredFacts(Store store, Machine machine, Path scratch, Progress progress)
    implements FactSource, FactReplay {
  private static final int BLOCKS_AT_ONCE = 1_000;

  @Override
  public List<BlockFacts> after(long height, int limit) throws ForgottenException {
    long forgotten = store.forgotten();
    if (height < forgotten) {
      throw new ForgottenException(height, forgotten + 1);
    }
    // The tip first: what is found then may only be more than it, never less.
    Tip tip = store.tip().orElseThrow();
    List<BlockFacts> found = store.facts(height, limit);
    boolean toTheEnd = found.size() < limit;
    long last = found.isEmpty() ? height : found.getLast().height();
    if (!toTheEnd || last >= tip.height()) {
      return found;
    }
    List<BlockFacts> all = new ArrayList<>(found);
    all.add(new BlockFacts(tip.height(), tip.time(), List.of()));
    return all;
  }

  @Override
  public void kept(long height) {
    store.forget(height);
  }

  @Override
  public void replay(Consumer<List<BlockFacts>> to) {
    Folders.clear(scratch);
    try (Store again =
        new Store(
            RocksKeyValues.openScratch(scratch), machine.rulebook(), machine.network(), true)) {
      // Not from a snapshot: a long replay outlives it.
      LogEntries log = store.log();
      switch (Replay.run(
          machine, log, again, done -> progress.at("deciding the log again", done, log.size()))) {
        case Replay.Same same -> give(again, to);
        case Replay.Differs differs ->
            throw new IllegalStateException(
                "the log does not give what is stored: block "
                    + differs.height()
                    + ", entry "
                    + differs.index()
                    + ": "
                    + differs.sentence());
      }
    } finally {
      Folders.clear(scratch);
    }
  }

  private static void give(Store again, Consumer<List<BlockFacts>> to) {
    Tip tip = again.tip().orElseThrow();
    long height = -1;
    List<BlockFacts> blocks = again.facts(height, BLOCKS_AT_ONCE);
    while (!blocks.isEmpty()) {
      to.accept(blocks);
      height = blocks.getLast().height();
      blocks = again.facts(height, BLOCKS_AT_ONCE);
    }
    if (height < tip.height()) {
      to.accept(List.of(new BlockFacts(tip.height(), tip.time(), List.of())));
    }
  }
}
