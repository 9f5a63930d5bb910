package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.node.replica.LoggedBlocks.DiffersException;
import birthmark.node.store.Snapshot;
import birthmark.node.store.StoreException;
import birthmark.state.View;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * The entries of one block of a log. Those of a large one are taken apart, and their signatures
 * verified, by all processors before they are decided one after the other: what a processor finds
 * it leaves in the statement.
 */
final class LoggedEntries {
  /** Of so many on it is worth asking others. */
  private static final int MANY = 64;

  /** So many are read at once at most, wherever the block ends: a log may have no end. */
  private static final int READ_MAX = 4_096;

  /** How many of them one processor takes at a time. */
  private static final int SLICE = 32;

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
    if (read.size() < MANY) {
      read.forEach(each -> statements.add(decoded(each)));
      return;
    }
    int slices = (read.size() + SLICE - 1) / SLICE;
    IntStream.range(0, slices)
        .parallel()
        .mapToObj(i -> read.subList(i * SLICE, Math.min(read.size(), (i + 1) * SLICE)))
        .map(this::verified)
        .forEachOrdered(statements::addAll);
  }

  private Optional<Statement> decoded(Bytes entry) {
    try {
      return Seal.is(entry)
          ? Optional.empty()
          : Optional.of(Statement.decode(machine.rulebook(), entry));
    } catch (RefusedException e) {
      return Optional.empty(); // What a statement registers has any form; others are told of.
    }
  }

  private List<Optional<Statement>> verified(List<Bytes> slice) {
    List<Optional<Statement>> decoded = slice.stream().map(this::decoded).toList();
    try (Snapshot snapshot = before.get()) {
      View state = new Overlay(machine.rulebook(), snapshot);
      for (Optional<Statement> each : decoded) {
        each.ifPresent(statement -> machine.verifyAhead(state, statement));
      }
    } catch (StoreException e) {
      return decoded; // Whoever decides comes upon the same, and tells.
    }
    return decoded;
  }

  /** The statement that the entry {@code at} that place is; empty if it is none. */
  Optional<Statement> statement(int at) throws DiffersException {
    entry(at);
    return statements.get(at);
  }
}
