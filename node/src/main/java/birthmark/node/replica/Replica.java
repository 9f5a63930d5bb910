package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Replicas;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Performed;
import birthmark.machine.Tip;
import birthmark.machine.UnknownRulesException;
import birthmark.node.engine.Application;
import birthmark.node.engine.Clock;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Staged;
import birthmark.node.engine.StagedApplication;
import birthmark.node.engine.Standing;
import birthmark.node.store.BlockHead;
import birthmark.node.store.Commit;
import birthmark.node.store.LogEntries;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.state.View;
import birthmark.statement.Statement;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Supplier;

/**
 * The ledger's rules over one store: a block is decided, signed, stored and only then made known.
 */
public final class Replica implements Application, StagedApplication {
  /** How long after a failed try the store is tried again. */
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  private static final System.Logger LOG = System.getLogger(Replica.class.getName());

  private final Machine machine;
  private final Store store;
  private final CheckpointSigner signer;
  private final Clock clock;
  private final List<CommitListener> listeners;
  private long triedAt;
  private String fault = "";
  private volatile Optional<String> unknownRules = Optional.empty();

  /**
   * A replica on {@code store}, which is founded if it is empty.
   *
   * @param listeners told of every block after the founding
   * @throws StoreException if the founding cannot be stored
   */
  public Replica(
      Machine machine,
      Store store,
      CheckpointSigner signer,
      Clock clock,
      List<CommitListener> listeners) {
    this.machine = machine;
    this.store = store;
    this.signer = signer;
    this.clock = clock;
    this.listeners = List.copyOf(listeners);
    if (store.tip().isEmpty()) {
      BlockResult founded = machine.found(store.ledger());
      store.commit(new Commit(founded, List.of(), signer.sign(founded.tip().log())));
    }
  }

  private Tip tip() {
    return store.tip().orElseThrow(() -> new IllegalStateException("the store is closed"));
  }

  @Override
  public Timestamp time() {
    return tip().time();
  }

  @Override
  public Execution execute(Timestamp time, List<Statement> statements, boolean heartbeat) {
    if (store.broken() && clock.nanos() - triedAt < RETRY_NANOS) {
      return new Execution.Failed(fault);
    }
    return tried(() -> commit(stage(time, statements, heartbeat), 0));
  }

  @Override
  public Execution store(Staged staged, long engineHeight) {
    return tried(() -> commit(staged, engineHeight));
  }

  private Execution tried(Supplier<Execution> attempt) {
    try {
      return attempt.get();
    } catch (StoreException e) {
      triedAt = clock.nanos();
      return failed(e.sentence());
    } catch (UnknownRulesException e) {
      unknownRules = Optional.of(String.valueOf(e.getMessage()));
      return failed(unknownRules.get());
    }
  }

  @Override
  public Standing standing() {
    recovered();
    try (Snapshot now = store.snapshot()) {
      Tip tip = now.tip();
      Bytes checkpoint = Bytes.ofOwned(now.checkpoint().getBytes(StandardCharsets.UTF_8));
      return new Standing(
          store.notes().engineHeight(), tip.height(), tip.time(), tip.log(), checkpoint);
    }
  }

  @Override
  public Optional<Bytes> root(long size) {
    try (Snapshot now = store.snapshot()) {
      return now.heightOf(size - 1)
          .flatMap(now::block)
          .filter(block -> block.size() == size)
          .map(BlockHead::root);
    }
  }

  private void recovered() {
    if (store.broken()) {
      store.recover();
      LOG.log(System.Logger.Level.INFO, "The store works again: statements are taken.");
    }
  }

  private Execution failed(String sentence) {
    if (!sentence.equals(fault)) {
      LOG.log(System.Logger.Level.ERROR, sentence);
    }
    fault = sentence;
    return new Execution.Failed(sentence);
  }

  /** Why no block is decided any more, if the rules of the next are not known. */
  public Optional<String> unknownRules() {
    return unknownRules;
  }

  @Override
  public Staged stage(Timestamp time, List<Statement> statements, boolean heartbeat) {
    recovered();
    Tip tip = tip();
    // What a failed commit left may be a block later than the one that the caller saw.
    Timestamp next = time.isBefore(tip.time()) ? tip.time() : time;
    Block block = new Block(tip.height() + 1, next, statements, heartbeat);
    BlockResult result = machine.apply(tip, store.ledger(), block);
    return new Staged(block, result, succession(block.height(), result));
  }

  /**
   * What the block at {@code height} decides about who signs from the second height after it on.
   */
  private Optional<Staged.Succession> succession(long height, BlockResult result) {
    Bytes sets = machine.rulebook().prefix(Replicas.TABLE);
    SortedMap<Bytes, Optional<Bytes>> changes = result.state().tailMap(sets);
    if (changes.isEmpty() || !changes.firstKey().startsWith(sets)) {
      return Optional.empty();
    }
    View after = new Overlay(machine.rulebook(), new Changed(store.ledger(), result.state()));
    return Optional.of(
        new Staged.Succession(
            Replicas.at(after, height + 1), Replicas.at(after, height + Replicas.LEAD)));
  }

  @Override
  public Replicas replicas() {
    return at(tip().height());
  }

  @Override
  public Replicas voters() {
    return at(tip().height() + 1);
  }

  private Replicas at(long height) {
    return Replicas.at(new Overlay(machine.rulebook(), store.ledger()), height);
  }

  @Override
  public Replicas successors() {
    return at(tip().height() + Replicas.LEAD);
  }

  /**
   * Decides, stores and makes known the blocks that {@code entries} are, which come behind this
   * ledger and end with a seal. Whoever calls has proof of the log's root.
   *
   * @return what does not follow, if something does not
   * @throws StoreException if it cannot be stored
   * @throws UnknownRulesException if the rules of a block are not known
   */
  public Optional<Replay.Differs> follow(List<Bytes> entries) {
    recovered();
    long first = tip().log().size();
    try (StatementsAhead ahead = new StatementsAhead(machine, store::snapshot, first, entries)) {
      LoggedBlocks blocks =
          new LoggedBlocks(LogEntries.of(first, entries), store::snapshot, Optional.of(ahead));
      while (tip().log().size() < first + entries.size()) {
        LoggedBlocks.Decided decided = blocks.next(machine, tip(), store.ledger());
        BlockResult result = decided.result();
        String checkpoint = signer.sign(result.tip().log());
        store.commit(new Commit(result, decided.block().statements(), checkpoint));
        tell(new CommittedBlock(decided.block(), result));
      }
      return Optional.empty();
    } catch (LoggedBlocks.DiffersException e) {
      return Optional.of(e.differs());
    }
  }

  private Execution commit(Staged staged, long engineHeight) {
    Block block = staged.block();
    BlockResult result = staged.result();
    boolean sealed = staged.sealed();
    if (sealed) {
      String checkpoint = signer.sign(result.tip().log());
      store.commit(new Commit(result, block.statements(), checkpoint, engineHeight));
      fault = "";
      result.performed().forEach(Replica::log);
      tell(new CommittedBlock(block, result));
    }
    return new Execution.Decided(
        block.height(), block.time(), sealed, result.behind(), result.decisions());
  }

  private static void log(Performed performed) {
    performed
        .fault()
        .ifPresent(
            sentence ->
                LOG.log(
                    System.Logger.Level.ERROR,
                    "contract "
                        + performed.contract()
                        + " failed on what was due, record "
                        + performed.key()
                        + " of table "
                        + performed.table()
                        + ": "
                        + sentence
                        + ". Report it."));
  }

  private void tell(CommittedBlock committed) {
    for (CommitListener listener : listeners) {
      try {
        listener.committed(committed);
      } catch (RuntimeException e) {
        // The block is committed whatever a listener makes of it, and must be answered so.
        LOG.log(System.Logger.Level.ERROR, "a listener failed on a committed block", e);
      }
    }
  }
}
