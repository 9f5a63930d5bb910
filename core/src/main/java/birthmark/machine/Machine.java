package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Checkpoints;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Now;
import birthmark.contract.Replicas;
import birthmark.contract.Rulebook;
import birthmark.contract.RulesVersions;
import birthmark.cose.Signatures;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.merkle.StateTree;
import birthmark.state.Entry;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Decides blocks: a pure function of what is stored and the block. Every replica that gives it the
 * same gets the same, octet for octet.
 */
public final class Machine {
  /** The ledger's own tables that only the machine writes. */
  public static final List<Table<?, ?>> TABLES = List.of(Window.TABLE, Trail.TABLE);

  private final Rulebook rulebook;
  private final Genesis genesis;
  private final Bytes network;
  private final Signatures signatures;
  private final Courtroom courtroom;
  private final Trees trees;
  private final SortedMap<Long, Duties> duties = new TreeMap<>();

  /** A machine for the ledger that starts from {@code genesis}. */
  public Machine(Rulebook rulebook, Signatures signatures, Genesis genesis) {
    this(rulebook, signatures, genesis, Trees.PROVABLE);
  }

  /**
   * A machine whose blocks go into {@code trees}.
   *
   * @param trees others than {@link Trees#PROVABLE} make a ledger of which nothing can be proven
   */
  public Machine(Rulebook rulebook, Signatures signatures, Genesis genesis, Trees trees) {
    this.trees = trees;
    this.signatures = signatures;
    this.rulebook = rulebook;
    this.genesis = genesis;
    this.network = genesis.network();
    this.courtroom = new Courtroom(rulebook, signatures, network, genesis.quota());
    for (long version : rulebook.versions()) {
      duties.put(version, new Duties(known(0, version)));
    }
  }

  /** The newest rules it knows; they read whatever earlier ones wrote. */
  public Rulebook rulebook() {
    return rulebook;
  }

  /** The ledger's network id. */
  public Bytes network() {
    return network;
  }

  /** What the ledger starts from. */
  public Genesis genesis() {
    return genesis;
  }

  /** The same for a ledger that starts from, or goes on under, another genesis. */
  public Machine of(Genesis other) {
    return new Machine(rulebook, signatures, other, trees);
  }

  /**
   * The machine of the ledger that goes on from this one under {@code next}.
   *
   * @throws IllegalArgumentException if {@code next} names another predecessor, saying which
   */
  public Machine successor(Genesis next) {
    List<Bytes> named = next.networks();
    if (!named.subList(1, named.size()).equals(genesis.networks())
        || !next.name().equals(genesis.name())) {
      throw new IllegalArgumentException(
          "it goes on from another ledger than " + genesis.name() + ", network " + network);
    }
    return of(next);
  }

  private Rulebook known(long height, long version) {
    return rulebook
        .ofVersion(version)
        .orElseThrow(() -> new UnknownRulesException(height, version, rulebook.versions()));
  }

  /**
   * Block 0: the genesis entry, what each contract writes at the start, and the first seal.
   *
   * @throws UnknownRulesException if the genesis names rules that this program does not know
   */
  public BlockResult found(Ledger empty) {
    Overlay overlay = new Overlay(rulebook, empty);
    Rulebook first = known(0, genesis.rules());
    if (first.version() != RulesVersions.FIRST) {
      overlay.apply(
          RulesVersions.TABLE.put(
              new RulesVersions.From(0),
              new RulesVersions.Scheduled(first.version(), genesis.time())));
    }
    overlay.apply(Replicas.TABLE.put(new Replicas.From(0), Replicas.founding(genesis)));
    for (Rulebook.Rules rules : first.contracts()) {
      for (Write<?, ?> write : rules.contract().founding(genesis)) {
        Histories.apply(overlay, write);
      }
    }
    Tip before = new Tip(-1, genesis.time(), StateTree.open(empty.pages()), LogFrontier.EMPTY);
    Block block = new Block(0, genesis.time(), List.of(), true);
    Hearing hearing = new Hearing(before, new WatchedLedger(empty), block, first, overlay);
    hearing.entries.add(Genesis.CODEC.encode(genesis));
    return seal(hearing);
  }

  /**
   * The block with which the ledger of the genesis's predecessor goes on: the genesis as an entry,
   * the replicas that it names in the place of all others, and a seal. All else stays.
   *
   * @throws IllegalArgumentException if {@code tip} is not where the predecessor ended, or its
   *     state does not allow it, saying why
   * @throws UnknownRulesException as for {@link #apply}
   */
  public BlockResult resume(Tip tip, Ledger ledger) {
    Genesis.Predecessor before =
        genesis
            .predecessor()
            .orElseThrow(() -> new IllegalArgumentException("this genesis begins a log"));
    if (before.height() != tip.height()
        || before.size() != tip.log().size()
        || !before.root().equals(tip.log().root())) {
      throw new IllegalArgumentException(
          "it goes on from block "
              + before.height()
              + " with root "
              + before.root()
              + ", not from block "
              + tip.height()
              + " with root "
              + tip.log().root());
    }
    Timestamp time = genesis.time().isBefore(tip.time()) ? tip.time() : genesis.time();
    Block block = new Block(Math.addExact(tip.height(), 1), time, List.of(), true);
    WatchedLedger stored = new WatchedLedger(ledger);
    Overlay overlay = new Overlay(rulebook, stored);
    remember(overlay, tip, block);
    long version = RulesVersions.inForce(overlay, block.height());
    if (genesis.rules() != version) {
      throw new IllegalArgumentException(
          "it names rules version " + genesis.rules() + ", and " + version + " is in force");
    }
    Rulebook inForce = known(block.height(), version);
    Hearing hearing = new Hearing(tip, stored, block, inForce, overlay);
    Now at = new Now(block.height(), time);
    for (Rulebook.Rules rules : inForce.contracts()) {
      for (Write<?, ?> write : rules.contract().resuming(overlay, at, genesis)) {
        Histories.apply(overlay, write);
      }
    }
    Replicas next = Replicas.resuming(overlay, genesis);
    Replicas.resume(overlay, block.height(), next).forEach(overlay::apply);
    hearing.entries.add(Genesis.CODEC.encode(genesis));
    return seal(hearing);
  }

  /**
   * The block after {@code tip}.
   *
   * @throws IllegalArgumentException if its height is not the next or its time lies before the last
   *     one's
   * @throws UnknownRulesException if it is decided by rules that this program does not know
   */
  public BlockResult apply(Tip tip, Ledger ledger, Block block) {
    Hearing hearing = open(tip, ledger, block);
    for (Statement statement : block.statements()) {
      hearing.hear(statement);
    }
    return close(hearing);
  }

  /**
   * The block after {@code tip} as its log entries and seal tell it: the accepted statements, and
   * between them the refusals that the seal lists. The caller compares the seal that comes out with
   * the one that went in.
   *
   * @throws UnknownRulesException as for {@link #apply}
   */
  public BlockResult replay(Tip tip, Ledger ledger, Block accepted, List<Seal.Refusal> refusals) {
    Hearing hearing = open(tip, ledger, accepted);
    int next = 0;
    for (Statement statement : accepted.statements()) {
      while (next < refusals.size() && refusals.get(next).after() <= hearing.outcomes.size()) {
        hearing.recount(refusals.get(next));
        next++;
      }
      hearing.hear(statement);
    }
    while (next < refusals.size()) {
      hearing.recount(refusals.get(next));
      next++;
    }
    return close(hearing);
  }

  /**
   * Verifies the signature of {@code statement} before its turn, if {@code state} knows its key:
   * whoever decides it finds that done. It decides nothing, and any thread may.
   */
  public void verifyAhead(View state, Statement statement) {
    state
        .find(Keys.TABLE, statement.key())
        .ifPresent(known -> statement.envelope().verifies(signatures, known.key()));
  }

  private Hearing open(Tip tip, Ledger ledger, Block block) {
    if (block.height() != tip.height() + 1 || block.time().isBefore(tip.time())) {
      throw new IllegalArgumentException(
          "block "
              + block.height()
              + " at "
              + block.time()
              + " cannot follow block "
              + tip.height()
              + " at "
              + tip.time());
    }
    WatchedLedger stored = new WatchedLedger(ledger);
    Overlay overlay = new Overlay(rulebook, stored);
    remember(overlay, tip, block);
    long version = RulesVersions.inForce(new Overlay(rulebook, stored), block.height());
    Hearing hearing = new Hearing(tip, stored, block, known(block.height(), version), overlay);
    hearing.performDuties();
    return hearing;
  }

  private BlockResult close(Hearing hearing) {
    boolean nothing =
        hearing.performed.isEmpty() && hearing.entries.isEmpty() && hearing.refusals.isEmpty();
    // Until a new replica set counts, every height is sealed: the engine counts the same heights.
    if (nothing && !hearing.block.heartbeat() && !hearing.changing()) {
      return new BlockResult(
          hearing.tip,
          List.of(),
          false,
          List.copyOf(hearing.decisions),
          List.of(),
          Optional.empty(),
          new TreeMap<>(),
          List.of());
    }
    return seal(hearing);
  }

  /** One block being decided, statement by statement. */
  private final class Hearing {
    final Tip tip;
    final WatchedLedger ledger;
    final Block block;
    final Rulebook inForce;
    final Overlay overlay;
    final List<Performed> performed = new ArrayList<>();
    final List<Decision> decisions = new ArrayList<>();
    final List<Bytes> entries = new ArrayList<>();
    final List<Bytes> outcomes = new ArrayList<>(); // hashes, one for each accepted statement
    final List<Seal.Refusal> refusals = new ArrayList<>();
    boolean behind;

    Hearing(Tip tip, WatchedLedger ledger, Block block, Rulebook inForce, Overlay overlay) {
      this.tip = tip;
      this.ledger = ledger;
      this.block = block;
      this.inForce = inForce;
      this.overlay = overlay;
    }

    /** Does what is due, before any statement. */
    void performDuties() {
      // What is due was so before the block: a duty that a duty makes waits for the next block.
      Duties own = Objects.requireNonNull(duties.get(inForce.version()));
      Duties.Agenda agenda = own.due(new Overlay(rulebook, ledger), block.time());
      behind = agenda.more();
      Now at = new Now(block.height(), block.time());
      for (Duties.Item<?, ?> item : agenda.items()) {
        Optional<Performed> done = courtroom.perform(overlay, ledger, at, item);
        done.ifPresent(performed::add);
      }
    }

    /** Whether the replica set in force here was to give way before this block. */
    boolean changing() {
      return Replicas.changing(new Overlay(rulebook, ledger), block.height());
    }

    void hear(Statement statement) {
      if (refusals.size() == Seal.REFUSALS_MAX) {
        decisions.add(new Decision.Ignored(EnvelopeRefusal.BLOCK_FULL, ""));
        return;
      }
      long index = tip.log().size() + entries.size();
      Decision decision = courtroom.decide(overlay, ledger, block, inForce, statement, index);
      decisions.add(decision);
      switch (decision) {
        case Decision.Accepted accepted -> {
          entries.add(statement.envelope().encode());
          statement.registered().ifPresent(entries::add);
          Bytes outcome =
              LogTree.leafHash(Outcomes.accepted(rulebook, statement.id(), accepted.facts()));
          outcomes.add(outcome);
          Histories.append(overlay, block, statement.key(), accepted.facts(), index, outcome);
        }
        case Decision.Refused refused ->
            refusals.add(
                new Seal.Refusal(
                    statement.key(),
                    statement.sequence(),
                    statement.id(),
                    refused.contract(),
                    refused.reason().ordinal(),
                    outcomes.size()));
        case Decision.Ignored ignored -> {}
      }
    }

    void recount(Seal.Refusal refusal) {
      courtroom.count(overlay, block, refusal.key(), refusal.sequence());
      refusals.add(refusal);
    }
  }

  /**
   * Writes down where the block before ended, so that a nonce can name it, and forgets what is too
   * old.
   */
  private void remember(Overlay overlay, Tip tip, Block block) {
    overlay.apply(
        Checkpoints.TABLE.put(
            new Checkpoints.Height(tip.height()),
            new Checkpoints.Sealed(tip.time(), tip.log().size(), tip.log().root())));
    for (Entry<Checkpoints.Height, Checkpoints.Sealed> oldest : oldest(overlay)) {
      if (oldest.value().time().plusSeconds(Checkpoints.KEPT_SECONDS).isBefore(block.time())) {
        overlay.apply(Checkpoints.TABLE.remove(oldest.key()));
      }
    }
  }

  private static List<Entry<Checkpoints.Height, Checkpoints.Sealed>> oldest(View view) {
    return view.list(Checkpoints.TABLE, List.of(), Optional.empty(), 2);
  }

  private BlockResult seal(Hearing hearing) {
    Tip tip = hearing.tip;
    Replicas.Digests replicas = Replicas.digests(hearing.overlay, hearing.block.height());
    SortedMap<Bytes, Optional<Bytes>> state = hearing.overlay.changes();
    StateTree tree = trees.state(tip.tree(), hearing.ledger, state);
    Stream<Bytes> outcomes =
        Stream.of(
                hearing.performed.stream()
                    .map(done -> LogTree.leafHash(Outcomes.performed(rulebook, done))),
                hearing.outcomes.stream(),
                hearing.refusals.stream().map(Outcomes::refused).map(LogTree::leafHash))
            .flatMap(each -> each);
    LogFrontier outcomesLog = LogFrontier.EMPTY.append(outcomes.toList());
    Block block = hearing.block;
    Seal seal =
        new Seal(
            block.height(),
            block.time(),
            tree.root(),
            outcomesLog.root(),
            List.copyOf(hearing.refusals),
            hearing.inForce.version(),
            replicas.next(),
            replicas.after());
    List<Bytes> entries = new ArrayList<>(hearing.entries);
    entries.add(seal.encode());
    LogFrontier.Appended appended = trees.log(tip.log(), hearing.ledger, entries);
    return new BlockResult(
        new Tip(block.height(), block.time(), tree, appended.frontier()),
        List.copyOf(hearing.performed),
        hearing.behind,
        List.copyOf(hearing.decisions),
        List.copyOf(entries),
        Optional.of(seal),
        state,
        appended.tiles());
  }
}
