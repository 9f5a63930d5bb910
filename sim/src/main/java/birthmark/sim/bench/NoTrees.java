package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.machine.Ledger;
import birthmark.machine.Trees;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.StateTree;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * No trees at all: the state's root stays what it was, and the log knows how many entries it has. A
 * ledger made so proves nothing; it shows what the trees cost the others.
 */
final class NoTrees implements Trees {
  @Override
  public StateTree state(
      StateTree before, Ledger ledger, SortedMap<Bytes, Optional<Bytes>> changes) {
    return before;
  }

  @Override
  public LogFrontier.Appended log(LogFrontier before, Ledger ledger, List<Bytes> entries) {
    long size = before.size() + entries.size();
    int peaks = Long.bitCount(size);
    ByteBuffer saved = ByteBuffer.allocate(Long.BYTES + peaks * LogTree.HASH_LENGTH);
    saved.putLong(size);
    return new LogFrontier.Appended(LogFrontier.load(Bytes.ofOwned(saved.array())), List.of());
  }
}
