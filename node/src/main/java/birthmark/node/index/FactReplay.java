package birthmark.node.index;

import birthmark.node.store.BlockFacts;
import java.util.List;
import java.util.function.Consumer;

/** All facts of a ledger again, found by deciding the statements of its log once more. */
public interface FactReplay {
  /** Gives {@code to} every block from the first to the last, a number of them at once. */
  void replay(Consumer<List<BlockFacts>> to);
}
