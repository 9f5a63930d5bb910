package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.store.Commit;
import birthmark.node.store.LogEntries;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.statement.Statement;
import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;

/**
 * The whole log decided once more, each seal compared octet for octet with the stored one: the log
 * alone must give the same state, outcomes and roots.
 */
public final class Replay {
  /** What came out. */
  public sealed interface Result {}

  /**
   * The same.
   *
   * @param height the last block
   * @param size the log's size
   * @param root the log's root
   */
  public record Same(long height, long size, Bytes root) implements Result {}

  /**
   * Something else.
   *
   * @param height the block being decided
   * @param index the log entry at fault
   * @param sentence what differs
   */
  public record Differs(long height, long index, String sentence) implements Result {}

  private Machine machine;
  private final LogEntries source;
  private final LoggedBlocks blocks;
  private final Store scratch;
  private final long last;
  private final LongConsumer progress;

  private Replay(
      Machine machine, LogEntries source, Store scratch, long last, LongConsumer progress) {
    this.machine = machine;
    this.source = source;
    this.blocks = new LoggedBlocks(source, scratch::snapshot);
    this.scratch = scratch;
    this.last = last;
    this.progress = progress;
  }

  /**
   * Replays the log of {@code source} and compares where it ends with what is stored.
   *
   * @param scratch an empty store of the same ledger, for the state that comes to be
   */
  public static Result run(Machine machine, Snapshot source, Store scratch) {
    Result result = run(machine, entries(source), scratch, size -> {});
    if (!(result instanceof Same same)) {
      return result;
    }
    Tip stored = source.tip();
    long last = same.size() - 1;
    if (!same.root().equals(stored.log().root())) {
      return new Differs(same.height(), last, "the log's root is not that of its entries");
    }
    Tip replayed = scratch.tip().orElseThrow();
    if (!replayed.tree().root().equals(stored.tree().root())) {
      return new Differs(same.height(), last, "the stored state tree has another root");
    }
    return same;
  }

  private static LogEntries entries(Snapshot source) {
    return new LogEntries() {
      @Override
      public long size() {
        return source.tip().log().size();
      }

      @Override
      public Optional<Bytes> entry(long index) {
        return source.entry(index);
      }
    };
  }

  /**
   * Replays the entries of {@code source}, which end with a seal.
   *
   * @param scratch an empty store of the same ledger, for the state that comes to be
   * @param progress told after each block how many entries were decided
   */
  public static Result run(
      Machine machine, LogEntries source, Store scratch, LongConsumer progress) {
    return upTo(Long.MAX_VALUE, machine, source, scratch, progress);
  }

  /**
   * The same up to block {@code last} and no further; to the end of a log that has no such block.
   */
  public static Result upTo(
      long last, Machine machine, LogEntries source, Store scratch, LongConsumer progress) {
    try {
      return new Replay(machine, source, scratch, last, progress).run();
    } catch (LoggedBlocks.DiffersException e) {
      return e.differs();
    }
  }

  private Result run() throws LoggedBlocks.DiffersException {
    Genesis genesis = machine.genesis();
    Tip tip = found();
    while (tip.height() < last && tip.log().size() < source.size()) {
      tip = block(tip);
      progress.accept(tip.log().size());
    }
    long end = tip.height();
    boolean before =
        genesis.predecessor().map(predecessor -> end <= predecessor.height()).orElse(false);
    if (!before && !machine.genesis().equals(genesis)) {
      throw new LoggedBlocks.DiffersException(
          tip.height(), tip.log().size() - 1, "the log goes on under another genesis");
    }
    return new Same(tip.height(), tip.log().size(), tip.log().root());
  }

  private Tip found() throws LoggedBlocks.DiffersException {
    if (machine.genesis().predecessor().isPresent()) {
      machine = machine.of(genesis(0, 0, blocks.entry(0, 0)));
    }
    BlockResult founded;
    try {
      founded = machine.found(scratch.ledger());
    } catch (IllegalArgumentException e) {
      throw new LoggedBlocks.DiffersException(
          0, 0, "no ledger starts from the genesis: " + e.getMessage());
    }
    if (!blocks.entry(0, 0).equals(Genesis.CODEC.encode(machine.genesis()))) {
      throw new LoggedBlocks.DiffersException(0, 0, "the log starts from another genesis");
    }
    LoggedBlocks.compare(0, 1, founded, blocks.entry(0, 1));
    return commit(founded, List.of());
  }

  private Tip block(Tip tip) throws LoggedBlocks.DiffersException {
    Bytes entry = blocks.entry(tip.height() + 1, tip.log().size());
    if (Genesis.isOfSuccessor(entry)) {
      return resume(tip, entry);
    }
    LoggedBlocks.Decided decided = blocks.next(machine, tip, scratch.ledger());
    return commit(decided.result(), decided.block().statements());
  }

  /** A block with which the ledger goes on under another genesis. */
  private Tip resume(Tip tip, Bytes entry) throws LoggedBlocks.DiffersException {
    long height = tip.height() + 1;
    long index = tip.log().size();
    Genesis genesis = genesis(height, index, entry);
    BlockResult resumed;
    try {
      machine = machine.successor(genesis);
      resumed = machine.resume(tip, scratch.ledger());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new LoggedBlocks.DiffersException(
          height, index, "the genesis does not follow: " + e.getMessage());
    }
    LoggedBlocks.compare(height, index + 1, resumed, blocks.entry(height, index + 1));
    return commit(resumed, List.of());
  }

  private static Genesis genesis(long height, long index, Bytes entry)
      throws LoggedBlocks.DiffersException {
    try {
      return Genesis.CODEC.decode(entry);
    } catch (MalformedException e) {
      throw new LoggedBlocks.DiffersException(
          height, index, "the entry is no genesis: " + e.sentence());
    }
  }

  /** Stores a block; gives where the ledger stands, with the tree as it is stored. */
  private Tip commit(BlockResult result, List<Statement> statements) {
    scratch.commit(new Commit(result, statements, ""));
    return scratch.tip().orElseThrow();
  }
}
