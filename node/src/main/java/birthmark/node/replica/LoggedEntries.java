package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.machine.Machine;
import birthmark.machine.Seal;
import birthmark.node.replica.LoggedBlocks.DiffersException;
import birthmark.node.store.Snapshot;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The entries of one block of a log. Those of a large one are taken apart, and their signatures
 * verified, by all processors before they are decided one after the other, unless that was begun
 * while the block before was decided.
 */
final class LoggedEntries {
  /** So many are read at once at most, wherever the block ends: a log may have no end. */
  private static final int READ_MAX = 4_096;

  private final LoggedBlocks blocks;
  private final Machine machine;
  private final Supplier<Snapshot> before;
  private final long height;
  private final long first;
  private final List<Bytes> entries = new ArrayList<>();
  private final List<Optional<Statement>> statements = new ArrayList<>();

  /**
   * Those from entry {@code first} of {@code blocks} on, of the block at {@code height}.
   *
   * @param before the ledger as it is before the block
   */
  LoggedEntries(
      LoggedBlocks blocks, Machine machine, Supplier<Snapshot> before, long height, long first) {
    this.blocks = blocks;
    this.machine = machine;
    this.before = before;
    this.height = height;
    this.first = first;
  }

  /** The entry {@code at} places behind the first, which must be there. */
  Bytes entry(int at) throws DiffersException {
    while (entries.size() <= at) {
      read();
    }
    return entries.get(at);
  }

  /** Reads on, up to the next entry that has the form of a seal or as many as are read at once. */
  private void read() throws DiffersException {
    int from = entries.size();
    Bytes entry;
    do {
      entry = blocks.entry(height, first + entries.size());
      entries.add(entry);
    } while (!Seal.is(entry) && entries.size() - from < READ_MAX);
    List<Bytes> read = entries.subList(from, entries.size());
    Optional<StatementsAhead> ahead = blocks.ahead();
    if (ahead.isPresent()) {
      statements.addAll(ahead.get().from(first + from, read.size()));
    } else {
      try (StatementsAhead all = new StatementsAhead(machine, before, first + from, read)) {
        statements.addAll(all.from(first + from, read.size()));
      }
    }
  }

  /** The statement that the entry {@code at} that place is; empty if it is none. */
  Optional<Statement> statement(int at) throws DiffersException {
    entry(at);
    return statements.get(at);
  }
}
