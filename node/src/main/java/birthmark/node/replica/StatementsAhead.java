package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Seal;
import birthmark.node.store.Snapshot;
import birthmark.node.store.StoreException;
import birthmark.state.View;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * The statements of logged entries, taken apart, and their signatures verified, by all other
 * processors while whoever asks for them decides those before. What a processor finds it leaves in
 * the statement. Whoever asks for some that are not done yet does them itself, from their end on,
 * so that it meets the others in the middle. Few are only taken apart.
 */
final class StatementsAhead implements AutoCloseable {
  /** Of so many on it is worth asking others. */
  private static final int MANY = 64;

  /** How many of them one processor takes at a time. */
  private static final int SLICE = 32;

  private final Machine machine;
  private final Supplier<Snapshot> decided;
  private final long first;
  private final boolean shared;
  private final List<Slice> slices = new ArrayList<>();
  private final AtomicInteger begun = new AtomicInteger();
  private final List<ForkJoinTask<?>> others = new ArrayList<>();
  private volatile boolean closed;

  /**
   * Those of {@code entries}, of which the first one is entry {@code first} of the log.
   *
   * @param decided the ledger as it is after what was decided so far
   */
  StatementsAhead(Machine machine, Supplier<Snapshot> decided, long first, List<Bytes> entries) {
    this.machine = machine;
    this.decided = decided;
    this.first = first;
    this.shared = entries.size() >= MANY;
    for (int from = 0; from < entries.size(); from += SLICE) {
      slices.add(new Slice(entries.subList(from, Math.min(entries.size(), from + SLICE))));
    }
    ForkJoinPool pool = ForkJoinPool.commonPool();
    for (int i = 0; shared && i < pool.getParallelism(); i++) {
      others.add(pool.submit(this::help));
    }
  }

  /** Some entries that one processor takes apart. */
  private final class Slice {
    private final List<Bytes> entries;
    private Optional<List<Optional<Statement>>> statements = Optional.empty();

    Slice(List<Bytes> entries) {
      this.entries = entries;
    }

    /** Their statements; whoever comes first makes them. */
    synchronized List<Optional<Statement>> statements() {
      if (statements.isEmpty()) {
        statements = Optional.of(verified(entries));
      }
      return statements.get();
    }
  }

  private void help() {
    for (int i = begun.getAndIncrement();
        i < slices.size() && !closed;
        i = begun.getAndIncrement()) {
      slices.get(i).statements();
    }
  }

  private List<Optional<Statement>> verified(List<Bytes> entries) {
    List<Optional<Statement>> decoded = entries.stream().map(this::decoded).toList();
    if (!shared) {
      return decoded; // Whoever decides them verifies them just as soon.
    }
    try (Snapshot now = decided.get()) {
      View state = new Overlay(machine.rulebook(), now);
      for (Optional<Statement> each : decoded) {
        each.ifPresent(statement -> machine.verifyAhead(state, statement));
      }
    } catch (StoreException e) {
      return decoded; // Whoever decides comes upon the same, and tells.
    }
    return decoded;
  }

  /** The statement that {@code entry} is; empty if it is none. */
  private Optional<Statement> decoded(Bytes entry) {
    try {
      return Seal.is(entry)
          ? Optional.empty()
          : Optional.of(Statement.decode(machine.rulebook(), entry));
    } catch (RefusedException e) {
      return Optional.empty(); // What a statement registers has any form; others are told of.
    }
  }

  /** The statements that {@code count} entries from entry {@code index} of the log on are. */
  List<Optional<Statement>> from(long index, int count) {
    int from = Math.toIntExact(index - first);
    int lastSlice = (from + count - 1) / SLICE;
    for (int i = lastSlice; i >= from / SLICE; i--) {
      slices.get(i).statements();
    }
    List<Optional<Statement>> found = new ArrayList<>(count);
    for (int at = from; at < from + count; at++) {
      found.add(slices.get(at / SLICE).statements().get(at % SLICE));
    }
    return found;
  }

  /** Waits until no other processor reads the ledger for it any more. */
  @Override
  public void close() {
    closed = true;
    // What one of them failed on is come upon again by whoever asks.
    others.forEach(ForkJoinTask::quietlyJoin);
  }
}
