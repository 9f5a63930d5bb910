package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Parties;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.merkle.LogFrontier;
import birthmark.node.edge.Edge;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeParts;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.engine.Clock;
import birthmark.node.engine.EmbeddedEngine;
import birthmark.node.index.Index;
import birthmark.node.replica.Replica;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.LastBlock;
import birthmark.node.submit.Pipeline;
import birthmark.node.submit.RememberedSignatures;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * A node on the embedded engine: everything wired by hand, started in order, stopped in reverse.
 */
final class Node implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Node.class.getName());
  private static final int STOP_SECONDS = 10;

  private final Deque<Runnable> stops = new ArrayDeque<>();
  private final Genesis genesis;
  private final boolean founded;
  private final Edge edge;

  /**
   * Starts a node.
   *
   * @throws ClientException if its folder or keys cannot be used
   * @throws EdgeException if it cannot listen
   * @throws birthmark.node.store.StoreException if what is stored cannot be used
   * @throws birthmark.node.index.IndexException if the index cannot be used
   */
  Node(NodeFolder folder, EdgeSettings settings) throws ClientException, EdgeException {
    Clock clock = Clock.system();
    NodeFolder.Opened opened = folder.open(clock);
    this.genesis = opened.genesis();
    this.founded = opened.founded();
    try {
      this.edge = start(folder, opened, settings, clock);
    } catch (ClientException | EdgeException | RuntimeException e) {
      close();
      throw e;
    }
  }

  private Edge start(
      NodeFolder folder, NodeFolder.Opened opened, EdgeSettings settings, Clock clock)
      throws ClientException, EdgeException {
    Rulebook rulebook = Contracts.rulebook();
    RememberedSignatures signatures = new RememberedSignatures(FastSignatures.best());
    Machine machine = new Machine(rulebook, signatures, genesis);
    Bytes network = machine.network();
    Store store = new Store(RocksKeyValues.open(folder.ledger()), rulebook, network, true);
    stops.push(store::close);
    Index index = Index.open(folder.index(), network, rulebook);
    stops.push(index::close);
    Replica replica =
        new Replica(
            machine,
            store,
            log -> checkpoint(log, opened.checkpoint()),
            clock,
            List.of(committed -> index.committed(committed.block().height())));
    StoredFacts facts = new StoredFacts(store, machine, folder.scratch());
    index.follow(facts, facts);
    ExecutorService answers = executor(1, "birthmark-answers");
    EmbeddedEngine engine =
        new EmbeddedEngine(replica, clock, EmbeddedEngine.Limits.NORMAL, answers);
    ExecutorService workers =
        executor(Runtime.getRuntime().availableProcessors(), "birthmark-submit");
    LastBlock.Source blocks = new StoredBlocks(store, rulebook);
    NodeStatements own =
        NodeStatements.above(
            blocks, machine, opened.statements(), opened.numbers().numbers(network));
    Pipeline pipeline =
        new Pipeline(
            machine,
            signatures,
            blocks,
            engine,
            clock,
            workers,
            new Pipeline.Clones(
                new CopiedKeys(),
                own,
                alarm ->
                    LOG.log(
                        System.Logger.Level.WARNING,
                        "Statement {0} by key {1}: {2}",
                        alarm.statement(),
                        alarm.key(),
                        alarm.sentence())),
            Pipeline.Limits.NORMAL);
    engine.start();
    stops.push(engine::close);
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder("birthmark.submit.waiting", pipeline, Pipeline::waiting)
        .description("Statements between door and answer")
        .register(metrics);
    Edge listening =
        Edge.start(
            settings,
            new EdgeParts(
                rulebook,
                genesis,
                store::snapshot,
                pipeline,
                index,
                signatures,
                Parties::roles,
                opened.checkpoint(),
                () -> troubles(store, index),
                metrics,
                InstantSource.system()));
    stops.push(listening::close);
    return listening;
  }

  private static List<String> troubles(Store store, Index index) {
    List<String> troubles = new ArrayList<>();
    if (store.broken()) {
      troubles.add(
          "The store failed and is being tried again; nothing is acknowledged until then.");
    }
    index.trouble().ifPresent(troubles::add);
    return troubles;
  }

  private String checkpoint(LogFrontier log, SigningKey key) {
    Checkpoint checkpoint = new Checkpoint(genesis.name(), log.size(), log.root());
    CheckpointSigner signer = CheckpointSigner.of(genesis.name(), key);
    Note note = new Note(checkpoint.text(), List.of(signer.sign(checkpoint)));
    return new String(note.encode().unsafe(), StandardCharsets.UTF_8);
  }

  private ExecutorService executor(int threads, String name) {
    ExecutorService executor =
        Executors.newFixedThreadPool(threads, task -> new Thread(task, name));
    stops.push(() -> stop(executor));
    return executor;
  }

  private static void stop(ExecutorService executor) {
    executor.shutdown();
    try {
      if (!executor.awaitTermination(STOP_SECONDS, TimeUnit.SECONDS)) {
        executor.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      executor.shutdownNow();
    }
  }

  /** What the ledger starts from. */
  Genesis genesis() {
    return genesis;
  }

  /** Whether this start founded the ledger. */
  boolean founded() {
    return founded;
  }

  /** Where it is reached. */
  String url() {
    return edge.url();
  }

  /**
   * Stops in the reverse order of the start: no more requests, then what was let in is answered.
   */
  @Override
  public void close() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
