package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.merkle.LogTree;
import birthmark.merkle.PageSource;
import birthmark.merkle.StateTree;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.store.Commit;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Folders;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/**
 * What one statement goes through between a node's door and the disk, step by step on one thread:
 * where a change of the whole's rate comes from. By JMH; times are microseconds a statement.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class HotPaths {
  private static final int BLOCK = 1_000;
  private static final Rulebook RULEBOOK = Contracts.rulebook();

  /** Nothing of the tree is stored: all of it is in memory. */
  private static final PageSource NO_PAGES = _ -> Optional.empty();

  private final Signatures signatures = FastSignatures.best();
  private final List<Bytes> octets = new ArrayList<>();
  private final List<Statement> statements = new ArrayList<>();
  private final List<Makers.Signed> signed = new ArrayList<>();
  private final List<Sign1> messages = new ArrayList<>();
  private Optional<Ledger> ledger = Optional.empty();
  private int next;

  /**
   * A ledger that knows the makers of the statements, which are not on it.
   *
   * @param folder where it is
   * @param store what is stored of it
   * @param machine what decides
   * @param tree a state tree of its own with as many keys
   * @param changes what a block changes in it
   */
  private record Ledger(
      Path folder,
      Store store,
      Machine machine,
      StateTree tree,
      SortedMap<Bytes, Optional<Bytes>> changes) {}

  /** Runs all of them and tells how long each takes. */
  static void run(boolean json, PrintStream out) throws RunnerException {
    Runner runner =
        new Runner(
            new OptionsBuilder()
                .include(HotPaths.class.getName())
                .verbosity(json ? VerboseMode.SILENT : VerboseMode.NORMAL)
                .build());
    for (RunResult result : runner.run()) {
      Result<?> time = result.getPrimaryResult();
      String name = result.getParams().getBenchmark();
      String step = name.substring(name.lastIndexOf('.') + 1);
      out.println(
          json
              ? String.format(
                  Locale.ROOT,
                  "{\"name\": \"%s\", \"value\": %.3f, \"error\": %.3f, \"unit\": \"us\"}",
                  step,
                  time.getScore(),
                  time.getScoreError())
              : String.format(
                  Locale.ROOT,
                  "%-24s %10.3f us  +- %.3f",
                  step,
                  time.getScore(),
                  time.getScoreError()));
    }
  }

  /** Makes the ledger and a block of statements for it. */
  @Setup(Level.Trial)
  public void prepare() throws IOException, RefusedException {
    Path folder = Files.createTempDirectory("birthmark-hot-paths");
    SigningKey founder = NativeKeys.generate();
    Genesis genesis = LocalLedger.genesis(founder);
    Machine machine = new Machine(RULEBOOK, signatures, genesis);
    Store store = new Store(RocksKeyValues.open(folder), RULEBOOK, genesis.network(), false);
    CheckpointSigner signer = CheckpointSigner.of(genesis.name(), founder);
    BlockResult founded = machine.found(store.ledger());
    store.commit(new Commit(founded, List.of(), signer.sign(founded.tip().log())));
    Makers makers = Makers.of(genesis.network(), BLOCK);
    FirstBlocks filling = new FirstBlocks(machine, signer);
    filling.commit(store, decoded(makers.registrations()));
    filling.commit(store, decoded(makers.grants(founder, 1)));
    signed.addAll(makers.models(BLOCK));
    for (Makers.Signed each : signed) {
      octets.add(each.octets());
      messages.add(Sign1.decode(each.octets()));
      statements.add(Statement.decode(RULEBOOK, each.octets()));
    }
    ledger = Optional.of(new Ledger(folder, store, machine, tree(1), changes(2)));
  }

  private static List<Statement> decoded(List<Bytes> octets) throws RefusedException {
    List<Statement> statements = new ArrayList<>();
    for (Bytes each : octets) {
      statements.add(Statement.decode(RULEBOOK, each));
    }
    return statements;
  }

  private static StateTree tree(long seed) {
    return StateTree.open(NO_PAGES).apply(NO_PAGES, changes(seed));
  }

  private static SortedMap<Bytes, Optional<Bytes>> changes(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    SortedMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();
    for (int i = 0; i < BLOCK; i++) {
      byte[] key = new byte[36];
      byte[] value = new byte[80];
      random.nextBytes(key);
      random.nextBytes(value);
      changes.put(Bytes.ofOwned(key), Optional.of(Bytes.ofOwned(value)));
    }
    return changes;
  }

  /** Closes and removes the ledger. */
  @TearDown(Level.Trial)
  public void remove() {
    ledger.ifPresent(
        each -> {
          each.store().close();
          Folders.clear(each.folder());
        });
  }

  private int number() {
    next = (next + 1) % BLOCK;
    return next;
  }

  /** A statement's octets read: envelope, payload, body. */
  @Benchmark
  public Statement decodesAStatement() throws RefusedException {
    return Statement.decode(RULEBOOK, octets.get(number()));
  }

  /** Its signature checked, by the fastest means of this machine. */
  @Benchmark
  public boolean verifiesASignature() {
    int i = number();
    Sign1 message = messages.get(i);
    // Not by the message itself, which remembers who signed it.
    return signatures.verify(
        message.algorithm(), signed.get(i).key(), message.sigStructure(), message.signature());
  }

  /** A block of a thousand decided and sealed: envelope, roles, record, both trees. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public BlockResult decidesABlock() {
    Ledger here = ledger.orElseThrow();
    Tip tip = here.store().tip().orElseThrow();
    return here.machine()
        .apply(
            tip,
            here.store().ledger(),
            new Block(tip.height() + 1, tip.time().plusSeconds(1), statements, true));
  }

  /** The leaf hashes of a thousand entries. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public List<Bytes> hashesEntries() {
    return LogTree.leafHashes(octets);
  }

  /** A thousand records put into a state tree. */
  @Benchmark
  @OperationsPerInvocation(BLOCK)
  public Bytes putsRecords() {
    Ledger here = ledger.orElseThrow();
    return here.tree().apply(NO_PAGES, here.changes()).root();
  }
}
