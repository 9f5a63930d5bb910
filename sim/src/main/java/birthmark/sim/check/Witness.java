package birthmark.sim.check;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.machine.Performed;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.BlockHead;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.sim.world.SimulatedDisk;
import birthmark.sim.world.Tally;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Follows the log as a loss of power would leave it, decides it once more in plain maps, and throws
 * a {@link ViolationException} where what is stored is not what the log leads to.
 */
public final class Witness {
  /** What the tally counts an accepted statement under, before its contract and transaction. */
  public static final String ACCEPTED = "accepted ";

  /** What the tally counts a fact under that became true by itself, before its name. */
  public static final String HAPPENED = "happened ";

  private static final Reason FAULT = EnvelopeRefusal.CONTRACT_FAULT;

  private final Machine machine;
  private final CheckpointWitness checkpoints;
  private final Tally tally;
  private final NaiveLedger naive = new NaiveLedger();
  private final List<BlockHead> heads = new ArrayList<>();
  private final List<Bytes> stateRoots = new ArrayList<>();
  private final List<BlockFacts> facts = new ArrayList<>();
  private final SortedMap<KeyNumber, Bytes> counted =
      new TreeMap<>(Comparator.comparing(KeyNumber::key).thenComparingLong(KeyNumber::sequence));
  private final SortedMap<Bytes, Long> accepted = new TreeMap<>();
  private final SortedMap<Bytes, Long> refused = new TreeMap<>();
  private Optional<Tip> tip = Optional.empty();
  private long seenBatches = -1;

  private record KeyNumber(KeyId key, long sequence) {}

  /** A witness of the ledger that {@code machine} decides. */
  public Witness(Machine machine, CheckpointWitness checkpoints, Tally tally) {
    this.machine = machine;
    this.checkpoints = checkpoints;
    this.tally = tally;
  }

  /**
   * Takes in what has become durable.
   *
   * @return whether there was anything
   */
  public boolean follow(SimulatedDisk disk) {
    if (disk.durableBatches() == seenBatches) {
      return false;
    }
    seenBatches = disk.durableBatches();
    try (Store store = new Store(disk.durable(), machine.rulebook(), machine.network(), true)) {
      if (store.tip().isEmpty()) {
        require(heads.isEmpty(), "the whole log is gone");
        return false;
      }
      try (Snapshot now = store.snapshot()) {
        return follow(now);
      }
    }
  }

  private boolean follow(Snapshot now) {
    long height = now.tip().height();
    require(
        height >= height(),
        "block " + height() + " was made known and is gone: the log ends with block " + height);
    if (!heads.isEmpty()) {
      require(
          now.block(height()).equals(Optional.of(heads.getLast())),
          "block " + height() + " became another one");
    }
    boolean news = height > height();
    while (height() < height) {
      take(now);
    }
    require(
        now.tip().log().equals(tip().log()), "the stored log's root is not that of its entries");
    require(
        now.tip().tree().root().equals(tip().tree().root()),
        "the stored state tree is not what the log leads to");
    if (news) {
      checkpoints.follow(now);
    }
    return news;
  }

  private Tip tip() {
    return tip.orElseThrow(() -> new IllegalStateException("nothing was founded yet"));
  }

  /** The height of the last durable block; -1 for none. */
  public long height() {
    return heads.size() - 1L;
  }

  /** Where the log ended with block {@code height}, 0 to {@link #height}. */
  public BlockHead head(long height) {
    return heads.get((int) height);
  }

  /** The log's root where a block ended with {@code size} entries; empty where none did. */
  Optional<Bytes> root(long size) {
    return heads.stream().filter(head -> head.size() == size).findFirst().map(BlockHead::root);
  }

  /** The state's root after block {@code height}. */
  Bytes stateRoot(long height) {
    return stateRoots.get((int) height);
  }

  /** The records as of the last durable block. */
  public View state() {
    return new Overlay(machine.rulebook(), naive);
  }

  /** The plain ledger. */
  NaiveLedger naive() {
    return naive;
  }

  /** The facts of block {@code height}. */
  BlockFacts facts(long height) {
    return facts.get((int) height);
  }

  /** The log index of an accepted statement. */
  public Optional<Long> index(Bytes statement) {
    return Optional.ofNullable(accepted.get(statement));
  }

  /** The height whose seal lists a statement as refused. */
  public Optional<Long> refusal(Bytes statement) {
    return Optional.ofNullable(refused.get(statement));
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new ViolationException(otherwise);
    }
  }

  private void take(Snapshot now) {
    long height = height() + 1;
    BlockHead head =
        now.block(height)
            .orElseThrow(() -> new ViolationException("block " + height + " is not stored"));
    List<Bytes> entries = new ArrayList<>();
    for (long index = naive.entries().size(); index < head.size(); index++) {
      long at = index;
      entries.add(
          now.entry(index)
              .orElseThrow(() -> new ViolationException("entry " + at + " is not stored")));
    }
    BlockResult result = height == 0 ? found(entries) : replay(height, entries);
    require(
        result.entries().equals(entries),
        "block " + height + " as decided from the log is not the one stored");
    BlockHead again =
        new BlockHead(
            height, result.tip().time(), result.tip().log().size(), result.tip().log().root());
    require(head.equals(again), "the stored end of block " + height + " is not that of the log");
    naive.keep(result);
    tally.count("blocks");
    heads.add(head);
    stateRoots.add(result.tip().tree().root());
    tip = Optional.of(result.tip());
  }

  private BlockResult found(List<Bytes> entries) {
    require(
        entries.size() == 2 && entries.getFirst().equals(Genesis.CODEC.encode(machine.genesis())),
        "the log starts from another genesis");
    facts.add(new BlockFacts(0, machine.genesis().time(), List.of()));
    return machine.found(naive);
  }

  private BlockResult replay(long height, List<Bytes> entries) {
    require(!entries.isEmpty() && Seal.is(entries.getLast()), "block " + height + " has no seal");
    Seal seal = seal(entries.getLast());
    Timestamp before = tip().time();
    require(
        seal.height() == height && !seal.time().isBefore(before),
        "block "
            + seal.height()
            + " at "
            + seal.time()
            + " follows "
            + tip().height()
            + " at "
            + before);
    List<Statement> statements = new ArrayList<>();
    for (int i = 0; i < entries.size() - 1; i++) {
      Statement statement = statement(entries.get(i));
      count(height, new KeyNumber(statement.key(), statement.sequence()), statement.id());
      accepted.put(statement.id(), naive.entries().size() + (long) i);
      statements.add(statement);
      // That it is the one registered is seen when all entries are compared.
      i += statement.registered().isPresent() ? 1 : 0;
      tally.count(ACCEPTED + statement.rules().surface().path() + "/" + statement.name());
    }
    for (Seal.Refusal refusal : seal.refusals()) {
      require(
          refusal.contract() != Rulebook.LEDGER || refusal.reason() != FAULT.ordinal(),
          "a contract failed on statement " + refusal.statement());
      count(height, new KeyNumber(refusal.key(), refusal.sequence()), refusal.statement());
      refused.put(refusal.statement(), height);
      tally.count("statements refused");
    }
    BlockResult result;
    try {
      result =
          machine.replay(
              tip(), naive, new Block(height, seal.time(), statements, true), seal.refusals());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new ViolationException("block " + height + " does not follow from the log", e);
    }
    state(height, seal.time(), statements, result);
    return result;
  }

  private void count(long height, KeyNumber number, Bytes statement) {
    Bytes before = counted.put(number, statement);
    require(
        before == null,
        "number "
            + number.sequence()
            + " of key "
            + number.key()
            + " counts again in block "
            + height);
  }

  private void state(long height, Timestamp time, List<Statement> statements, BlockResult result) {
    List<Decision> decisions = result.decisions();
    List<BlockFacts.Stated> stated = BlockFacts.Stated.performed(result);
    for (Performed performed : result.performed()) {
      require(performed.fault().isEmpty(), "a contract failed on what was due: " + performed);
      performed.facts().forEach(fact -> tally.count(HAPPENED + fact.getClass().getSimpleName()));
    }
    for (int i = 0; i < statements.size(); i++) {
      Statement statement = statements.get(i);
      if (!(decisions.get(i) instanceof Decision.Accepted(long index, var becameTrue))) {
        throw new ViolationException(
            "the log has a statement that is not accepted again: " + decisions.get(i));
      }
      becameTrue.forEach(fact -> stated.add(BlockFacts.Stated.by(statement.id(), index, fact)));
    }
    facts.add(new BlockFacts(height, time, stated));
  }

  private Statement statement(Bytes entry) {
    try {
      return Statement.decode(machine.rulebook(), entry);
    } catch (RefusedException e) {
      throw new ViolationException("the log has an entry that is no statement", e);
    }
  }

  private static Seal seal(Bytes entry) {
    try {
      return Seal.decode(entry);
    } catch (MalformedException e) {
      throw new ViolationException("the log has a seal that cannot be read", e);
    }
  }
}
