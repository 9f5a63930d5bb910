package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSet;
import birthmark.json.Json;
import birthmark.machine.Machine;
import birthmark.node.cometbft.CometEngine;
import birthmark.node.cometbft.Cosignatures;
import birthmark.node.cometbft.EngineRun;
import birthmark.node.cometbft.EngineStatus;
import birthmark.node.engine.Clock;
import birthmark.node.engine.EmbeddedEngine;
import birthmark.node.engine.Engine;
import birthmark.node.index.Index;
import birthmark.node.query.PastBlocks;
import birthmark.node.query.Snapshots;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.CommitListener;
import birthmark.node.replica.Replica;
import birthmark.node.replica.RulesWatch;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.store.TableFiles;
import birthmark.node.submit.Alarms;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.LastBlock;
import birthmark.node.submit.OwnStatements;
import birthmark.node.submit.PassedOn;
import birthmark.node.submit.Pipeline;
import birthmark.node.submit.RecentAlarms;
import birthmark.node.submit.RememberedSignatures;
import birthmark.node.submit.Submission;
import birthmark.node.upkeep.ControlSocket;
import birthmark.node.upkeep.Progress;
import birthmark.node.upkeep.Scrub;
import birthmark.node.witness.Cosigning;
import birthmark.node.witness.Witness;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** All of a node that is behind its doors: what takes, orders, decides, stores and indexes. */
public final class LedgerKeeper implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(LedgerKeeper.class.getName());
  private static final int STOP_SECONDS = 10;
  private static final int ALARMS_KEPT = 1_000;

  private final Deque<Runnable> stops = new ArrayDeque<>();
  private final Rulebook rulebook;
  private final Genesis genesis;
  private final RememberedSignatures signatures;
  private final RocksKeyValues disk;
  private final Scrub scrub;
  private final Store store;
  private final Optional<Index> index;
  private final RecentAlarms alarms;
  private final PastBlocks blocks;
  private volatile Optional<Cosigning> witnesses = Optional.empty();
  private final FinalCheckpoints finals;
  private final Replica replica;
  private final Optional<CometEngine> comet;
  private final DoubleSigning.Told doubleSigned = new DoubleSigning.Told();
  private final Pipeline pipeline;
  private final OwnStatements own;

  /**
   * Where things are.
   *
   * @param ledger the folder of the stored ledger
   * @param index the file of the index; without one no facts are kept
   * @param scratch a folder for what a replay of the log needs for a while
   */
  public record Places(Path ledger, Optional<Path> index, Path scratch) {}

  /** Makes what signs the node's own statements. */
  public interface Voice {
    /** What signs them on the ledger that {@code blocks} show. */
    OwnStatements of(LastBlock.Source blocks, Machine machine);
  }

  /**
   * Opens the ledger, founds it where there is none, and takes statements.
   *
   * @param checkpointKey the key that signs checkpoints
   * @throws birthmark.node.store.StoreException if what is stored cannot be used
   * @throws birthmark.node.index.IndexException if the index cannot be used
   */
  public LedgerKeeper(
      Places places,
      Rulebook rulebook,
      Genesis genesis,
      SigningKey checkpointKey,
      Voice voice,
      Clock clock) {
    this(places, rulebook, genesis, checkpointKey, voice, clock, Optional.empty());
  }

  /**
   * The same, ordered by several replicas.
   *
   * @param run how the engine of several replicas is run; the node orders alone without it
   */
  public LedgerKeeper(
      Places places,
      Rulebook rulebook,
      Genesis genesis,
      SigningKey checkpointKey,
      Voice voice,
      Clock clock,
      Optional<EngineRun> run) {
    this.rulebook = rulebook;
    this.genesis = genesis;
    this.signatures = new RememberedSignatures(FastSignatures.best());
    this.alarms = new RecentAlarms(clock, ALARMS_KEPT);
    try {
      Machine machine = new Machine(rulebook, signatures, genesis);
      this.disk = RocksKeyValues.open(places.ledger());
      stops.push(disk::close);
      this.store = new Store(disk, rulebook, machine.network(), places.index().isPresent());
      stops.push(store::close);
      stops.push(this::writeLog);
      this.blocks = new PastBlocks(store::snapshot);
      stops.push(blocks::close);
      this.scrub = new Scrub(new TableFiles(disk), Scrub.Pace.NORMAL);
      stops.push(scrub::close);
      this.index = places.index().map(file -> Index.open(file, machine.network(), rulebook));
      index.ifPresent(opened -> stops.push(opened::close));
      this.replica = replica(machine, checkpointKey, clock);
      FollowedSets sets = new FollowedSets(store, rulebook, genesis, signatures);
      this.blocks.changedBy(sets::changes);
      this.finals = new FinalCheckpoints(store, sets);
      this.blocks.cosignedBy(this::cosigned);
      this.blocks.finalUpTo(finals::size);
      LastBlock.Source blocks = new StoredBlocks(store, rulebook);
      this.own = voice.of(blocks, machine);
      ExecutorService answers = executor(1, "birthmark-answers");
      this.comet = run.map(each -> comet(each, machine, sets, checkpointKey, blocks, answers));
      this.pipeline =
          start(
              machine,
              new StoredFacts(store, machine, places.scratch(), Progress.NONE),
              blocks,
              comet.<Engine>map(each -> each).orElseGet(() -> embedded(clock, answers)),
              clock);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** Leaves the next start no log to read. All of it is synced: a disk that is full may refuse. */
  private void writeLog() {
    try {
      disk.flush();
    } catch (StoreException e) {
      LOG.log(System.Logger.Level.INFO, "The next start reads the log again: " + e.sentence());
    }
  }

  private Replica replica(Machine machine, SigningKey checkpointKey, Clock clock) {
    RulesWatch rules = new RulesWatch(store, rulebook);
    List<CommitListener> listeners = new ArrayList<>(List.of(rules));
    listeners.add(_ -> blocks.keep());
    index.ifPresent(each -> listeners.add(done -> each.committed(done.block().height())));
    Replica made =
        new Replica(
            machine, store, CheckpointSigner.of(genesis.name(), checkpointKey), clock, listeners);
    rules.look();
    return made;
  }

  private EmbeddedEngine embedded(Clock clock, Executor answers) {
    if (store.notes().engineHeight() > 0) {
      throw new StoreException(
          StoreException.Kind.OTHER_FORMAT,
          "The blocks of this ledger are agreed on by replicas, and this node must not go on alone."
              + " Start it with --engine cometbft.");
    }
    return new EmbeddedEngine(replica, clock, EmbeddedEngine.Limits.NORMAL, answers);
  }

  private CometEngine comet(
      EngineRun run,
      Machine machine,
      FollowedSets sets,
      SigningKey checkpointKey,
      LastBlock.Source blocks,
      Executor answers) {
    Cosignatures cosignatures =
        new Cosignatures(
            ReplicaSet.of(genesis),
            signatures,
            birthmark.proof.CheckpointSigner.of(genesis.name(), checkpointKey));
    return new CometEngine(
        run,
        new CometEngine.Parts(
            genesis,
            replica,
            new StoredTransfer(
                store, replica, sets, note -> finals.keep(cosignatures.withOwn(note))),
            signatures,
            new PassedOn(machine, signatures, blocks),
            cosignatures,
            finals::keep,
            doubleSigned,
            answers,
            executor(Runtime.getRuntime().availableProcessors(), "birthmark-passed-on")));
  }

  private Pipeline start(
      Machine machine, StoredFacts facts, LastBlock.Source blocks, Engine engine, Clock clock) {
    index.ifPresent(each -> each.follow(facts, facts));
    stops.push(engine::close);
    ExecutorService workers =
        executor(Runtime.getRuntime().availableProcessors(), "birthmark-submit");
    Pipeline opened =
        new Pipeline(
            machine,
            signatures,
            blocks,
            engine,
            clock,
            workers,
            new Pipeline.Clones(new CopiedKeys(), own, alarms),
            Pipeline.Limits.NORMAL);
    stops.push(opened::close);
    engine.start();
    return opened;
  }

  private ExecutorService executor(int threads, String name) {
    AtomicInteger number = new AtomicInteger();
    ExecutorService executor =
        Executors.newFixedThreadPool(
            threads, task -> new Thread(task, name + "-" + number.incrementAndGet()));
    stops.push(() -> stop(executor, name));
    return executor;
  }

  private static void stop(ExecutorService executor, String name) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        LOG.log(
            System.Logger.Level.WARNING,
            "{0} did not end in {1} s and is left behind.",
            name,
            String.valueOf(STOP_SECONDS));
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      executor.shutdownNow();
    }
  }

  /** The way in. */
  public Submission submission() {
    return pipeline;
  }

  /** Signs what the node itself has to say. */
  public OwnStatements own() {
    return own;
  }

  /** How many statements are between door and answer. */
  public int waiting() {
    return pipeline.waiting();
  }

  /** The ledger as of its last block. */
  public Snapshot snapshot() {
    return store.snapshot();
  }

  /** Begins to ask {@code all} for cosignatures; they are put under checkpoints and receipts. */
  public void ask(List<Witness> all) {
    if (!all.isEmpty()) {
      Cosigning asking =
          new Cosigning(all, store::snapshot, cosignedBefore(), signatures, Cosigning.Pace.NORMAL);
      stops.push(asking::close);
      witnesses = Optional.of(asking);
    }
  }

  private Cosigning.Memory cosignedBefore() {
    return new Cosigning.Memory() {
      @Override
      public Optional<Bytes> kept() {
        return store.notes().cosignedCheckpoint();
      }

      @Override
      public void keep(Bytes note) {
        store.notes().keepCosigned(note);
      }
    };
  }

  /**
   * The newest checkpoint of at most {@code most} entries that enough replicas signed, else what
   * witnesses did.
   */
  private Optional<Note> cosigned(long most) {
    return finals
        .newest(most)
        .or(() -> witnesses.flatMap(Cosigning::cosigned))
        .filter(note -> Checkpoint.of(note).size() <= most);
  }

  /** How the engine of several replicas stands, where there is one that runs. */
  public Optional<EngineStatus> engineStatus() {
    return comet.flatMap(CometEngine::status);
  }

  /** The engine's block at {@code height}, where there is an engine that tells it. */
  Optional<Json> engineBlock(long height) {
    return comet.flatMap(each -> each.block(height));
  }

  /** What the engine told of replicas that signed twice. */
  DoubleSigning.Told doubleSigned() {
    return doubleSigned;
  }

  /** The engine of several replicas, where there is one. */
  Optional<CometEngine> comet() {
    return comet;
  }

  /** What is wrong with witnesses, a sentence each: no reason to take no statements. */
  public List<String> witnessTroubles() {
    return witnesses.map(Cosigning::troubles).orElse(List.of());
  }

  /** The ledger as of its last block and of those that are kept. */
  public Snapshots blocks() {
    return blocks;
  }

  /** The facts by subject, where they are kept. */
  public Optional<Index> index() {
    return index;
  }

  /** What the node can be asked to do with what is stored, by name. */
  Map<String, ControlSocket.Job> jobs() {
    return LedgerJobs.of(disk, store, genesis);
  }

  /** What verifies signatures, and remembers those that did. */
  public Signatures signatures() {
    return signatures;
  }

  /** The contracts. */
  public Rulebook rulebook() {
    return rulebook;
  }

  /** What the ledger started from. */
  public Genesis genesis() {
    return genesis;
  }

  /** What operators should look at though nothing on the ledger shows it. */
  public List<Alarms.Alarm> alarms() {
    return alarms.recent();
  }

  /** How many such alarms there were. */
  public long alarmsRaised() {
    return alarms.raised();
  }

  /** What reads again what is stored. */
  Scrub scrub() {
    return scrub;
  }

  /** What is wrong with what is stored, or why nothing is, a sentence each; none if all is well. */
  public List<String> troubles() {
    List<String> troubles = new ArrayList<>();
    if (store.broken()) {
      troubles.add(
          "The store failed and is being tried again; nothing is acknowledged until then.");
    }
    replica.unknownRules().ifPresent(troubles::add);
    comet.ifPresent(each -> troubles.addAll(each.troubles()));
    index.flatMap(Index::trouble).ifPresent(troubles::add);
    scrub.trouble().ifPresent(troubles::add);
    witnesses.ifPresent(each -> troubles.addAll(each.contradictions()));
    return troubles;
  }

  /** Stops in the reverse order of the start: what was let in is answered, then all is closed. */
  @Override
  public void close() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
