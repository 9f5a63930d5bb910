package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Numbers;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Parties;
import birthmark.node.cometbft.EngineRun;
import birthmark.node.edge.Annex;
import birthmark.node.edge.Edge;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeParts;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.engine.Clock;
import birthmark.node.query.FactFeed;
import birthmark.node.scitt.ScittAnnex;
import birthmark.node.scitt.ScittParts;
import birthmark.node.upkeep.ControlSocket;
import birthmark.node.upkeep.Scrub;
import birthmark.node.webhook.Webhooks;
import birthmark.node.witness.Witness;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** A node: its folder, what keeps the ledger, and its door. */
final class Node implements AutoCloseable {
  private static final Clock CLOCK = Clock.system();
  private static final InstantSource TIME = () -> Instant.ofEpochMilli(CLOCK.millis());

  private final NodeFolder.Opened opened;
  private final LedgerKeeper keeper;
  private final Optional<Webhooks> webhooks;
  private final Edge edge;
  private final Optional<ControlSocket> control;
  private final Attendance attendance;
  private final DoubleSigning doubleSigning;

  /**
   * Starts a node.
   *
   * @param indexed whether facts are kept, by subject, to be asked for
   * @param witnesses whom to ask for cosignatures
   * @throws ClientException if its folder or keys cannot be used
   * @throws EdgeException if it cannot listen
   * @throws birthmark.node.store.StoreException if what is stored cannot be used
   * @throws birthmark.node.index.IndexException if the index cannot be used
   * @throws birthmark.node.submit.UnavailableException if the node's numbers cannot be used
   */
  Node(NodeFolder folder, boolean indexed, EdgeSettings settings, List<Witness> witnesses)
      throws ClientException, EdgeException {
    this(folder, indexed, settings, witnesses, Optional.empty(), Optional.empty(), _ -> {});
  }

  /**
   * The same.
   *
   * @param engine how it takes part in the agreement of several; without it, it orders alone
   * @param webhooks how those who sign up are told; without it nobody can
   * @param tell told what takes long
   */
  Node(
      NodeFolder folder,
      boolean indexed,
      EdgeSettings settings,
      List<Witness> witnesses,
      Optional<EngineSettings> engine,
      Optional<Webhooks.Settings> webhooks,
      Consumer<String> tell)
      throws ClientException, EdgeException {
    Edge.check(settings);
    Clock clock = CLOCK;
    this.opened = folder.open(clock, engine.isPresent());
    try {
      Numbers numbers = opened.numbers().numbers(opened.genesis().network());
      Optional<EngineRun> run =
          engine.isPresent()
              ? Optional.of(engine.get().run(folder, opened.genesis(), tell))
              : Optional.empty();
      this.keeper = keeper(folder, indexed, opened, numbers, clock, run);
    } catch (ClientException | RuntimeException e) {
      opened.close();
      throw e;
    }
    keeper.ask(witnesses);
    this.webhooks =
        webhooks.flatMap(
            wanted ->
                keeper
                    .index()
                    .map(
                        index ->
                            new Webhooks(
                                wanted,
                                new FactFeed(index, keeper.rulebook()),
                                opened.genesis().network(),
                                TIME)));
    try {
      this.edge = Edge.start(settings, parts());
    } catch (EdgeException | RuntimeException e) {
      this.webhooks.ifPresent(Webhooks::close);
      keeper.close();
      opened.close();
      throw e;
    }
    this.control = ControlSocket.open(folder.socket(), keeper.jobs());
    this.attendance = new Attendance(keeper, opened.checkpoint().publicKey());
    attendance.start();
    this.doubleSigning =
        new DoubleSigning(
            keeper,
            opened.checkpoint().publicKey(),
            opened.statements().publicKey().thumbprint(),
            keeper::engineBlock);
    doubleSigning.start();
  }

  private static LedgerKeeper keeper(
      NodeFolder folder,
      boolean indexed,
      NodeFolder.Opened opened,
      Numbers numbers,
      Clock clock,
      Optional<EngineRun> run) {
    Optional<Path> index = indexed ? Optional.of(folder.index()) : Optional.empty();
    return new LedgerKeeper(
        new LedgerKeeper.Places(folder.ledger(), index, folder.scratch()),
        Contracts.rulebook(),
        opened.genesis(),
        opened.checkpoint(),
        (blocks, machine) -> NodeStatements.above(blocks, machine, opened.statements(), numbers),
        clock,
        run);
  }

  private EdgeParts parts() {
    PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    Gauge.builder("birthmark.submit.waiting", keeper, LedgerKeeper::waiting)
        .description("Statements between door and answer")
        .register(metrics);
    FunctionCounter.builder("birthmark.scrub.rounds", keeper.scrub(), Scrub::rounds)
        .description("How many times all table files were read again")
        .register(metrics);
    FunctionCounter.builder("birthmark.scrub.octets", keeper.scrub(), Scrub::octets)
        .description("Octets of table files read again")
        .register(metrics);
    Gauge.builder("birthmark.scrub.damaged", keeper.scrub(), Scrub::damaged)
        .description("Table files of the last round that are damaged")
        .register(metrics);
    FunctionCounter.builder("birthmark.submit.alarms", keeper, LedgerKeeper::alarmsRaised)
        .description("Statements that look like a copied key's and could not be shown")
        .register(metrics);
    Gauge.builder("birthmark.witnesses.troubled", keeper, each -> each.witnessTroubles().size())
        .description("Witnesses that do not cosign")
        .register(metrics);
    return new EdgeParts(
        keeper.rulebook(),
        keeper.genesis(),
        keeper.blocks(),
        keeper.submission(),
        keeper.index(),
        keeper.signatures(),
        Parties::roles,
        opened.checkpoint(),
        keeper::troubles,
        metrics,
        TIME,
        annexes());
  }

  private List<Annex> annexes() {
    List<Annex> annexes = new ArrayList<>();
    annexes.add(new ScittAnnex(scitt()));
    webhooks.ifPresent(each -> annexes.add(each.annex()));
    keeper.comet().ifPresent(each -> annexes.add(new EngineAnnex(each)));
    return annexes;
  }

  private ScittParts scitt() {
    return new ScittParts(
        keeper.rulebook(),
        keeper.genesis().name(),
        opened.checkpoint(),
        keeper.signatures(),
        keeper.blocks(),
        keeper.submission(),
        keeper.own(),
        opened.statements().publicKey().thumbprint());
  }

  /** What the ledger starts from. */
  Genesis genesis() {
    return keeper.genesis();
  }

  /** Whether this start founded the ledger. */
  boolean founded() {
    return opened.founded();
  }

  /** Where it is reached. */
  String url() {
    return edge.url();
  }

  /** Takes no more requests, answers what was let in, closes the ledger, gives the folder back. */
  @Override
  public void close() {
    doubleSigning.close();
    attendance.close();
    control.ifPresent(ControlSocket::close);
    edge.close();
    webhooks.ifPresent(Webhooks::close);
    keeper.close();
    opened.close();
  }
}
