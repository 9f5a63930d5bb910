package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.StateTree;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** What a block makes of the two trees: all that can be proven of it. */
public interface Trees {
  /** The trees of every ledger. The bench alone leaves them out, to tell what they cost. */
  Trees PROVABLE =
      new Trees() {
        @Override
        public StateTree state(
            StateTree before, Ledger ledger, SortedMap<Bytes, Optional<Bytes>> changes) {
          return before.apply(ledger.pages(), changes);
        }

        @Override
        public LogFrontier.Appended log(LogFrontier before, Ledger ledger, List<Bytes> entries) {
          return before.append(ledger.tiles(), LogTree.leafHashes(entries));
        }
      };

  /** The state tree after a block's changes. */
  StateTree state(StateTree before, Ledger ledger, SortedMap<Bytes, Optional<Bytes>> changes);

  /** The log after a block's entries. */
  LogFrontier.Appended log(LogFrontier before, Ledger ledger, List<Bytes> entries);
}
