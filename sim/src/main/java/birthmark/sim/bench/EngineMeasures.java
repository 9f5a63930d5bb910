package birthmark.sim.bench;

import birthmark.cose.SigningKey;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import birthmark.node.app.ClusterTable;
import birthmark.node.app.KeptOctets;
import birthmark.node.cometbft.CometProgram;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Nodes that agree by CometBFT, all on this machine, asked by a client outside of them. */
final class EngineMeasures {
  private static final int START_SECONDS = 120;
  private static final int A_SECOND = 4;
  private static final String COMMIT_ONE = "commit.cometbft1";
  private static final String COMMIT_FOUR = "commit.cometbft4";
  private static final String LATENCY_P50 = "latency.cometbft4.single.p50";
  private static final String LATENCY_P99 = "latency.cometbft4.single.p99";
  private static final String COMMITTED_P99 = "latency.cometbft4.p99.committed";
  private static final String FINAL_P99 = "latency.cometbft4.p99.final";
  private static final String KVSTORE_ONE = "kvstore1";
  private static final String KVSTORE_FOUR = "kvstore4";
  private static final String FRESH = "fresh.cometbft4";
  private static final String DISK = "disk.cometbft4";

  /** Statements a second by which latency is measured beside others. */
  private static final int PACE = 50;

  private static final int KEPT_BLOCKS = 100;
  private static final int SETTLING_SECONDS = 30;
  private static final int A_SECOND_SETTLED = 1_000;
  private static final int FRESH_SECONDS_MAX = 900;

  private EngineMeasures() {}

  static List<Measure> all() {
    return List.of(
        new Measure(List.of(COMMIT_ONE, KVSTORE_ONE), false, EngineMeasures::one),
        new Measure(
            List.of(COMMIT_FOUR, KVSTORE_FOUR, LATENCY_P50, LATENCY_P99, COMMITTED_P99, FINAL_P99),
            false,
            EngineMeasures::four),
        new Measure(List.of(FRESH, DISK), false, EngineMeasures::fresh));
  }

  private static Path program() throws Exception {
    return CometProgram.find(Optional.empty(), System.getenv(), System.err::println);
  }

  private static Cluster start(Path folder, int nodes) throws Exception {
    return start(folder, nodes, List.of("--no-index"));
  }

  private static Cluster start(Path folder, int nodes, List<String> flags) throws Exception {
    Cluster cluster = Cluster.start(folder, nodes, program(), flags);
    try (ClusterTable table = new ClusterTable(cluster.nodes())) {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
      for (ClusterNode node : cluster.nodes()) {
        while (table.standing(node).isEmpty()) {
          if (System.nanoTime() - end > 0) {
            throw new IOException("a node does not start: " + node.lastWords());
          }
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
      return cluster;
    } catch (IOException | InterruptedException e) {
      cluster.close();
      throw e;
    }
  }

  /** Makers with a role, which takes more than two thirds of the founders. */
  private static Makers makers(Cluster cluster, HttpClients clients, int count) throws Exception {
    List<ClusterNode> nodes = cluster.nodes();
    List<SigningKey> founders = new ArrayList<>();
    for (ClusterNode node : nodes.subList(0, 2 * nodes.size() / 3 + 1)) {
      founders.add(NodeProcess.founder(node.folder()));
    }
    return Measures.makers(
        NodeProcess.genesis(nodes.getFirst().folder()), founders, clients, count);
  }

  private static List<Figure> one(Path folder, Settings settings) throws Exception {
    Figure rate;
    try (Cluster cluster = start(folder.resolve("nodes"), 1);
        HttpClients clients = new HttpClients(cluster.nodes().getFirst().url())) {
      Makers makers = makers(cluster, clients, settings.keys());
      rate = commit(COMMIT_ONE, makers, clients, settings, 1, Goal.atLeast(0.45, 0.65));
    }
    return List.of(rate, kvstore(KVSTORE_ONE, rate, folder, settings, 1, Goal.atLeast(1.5, 2)));
  }

  /** The engine's own example beside it, which checks and keeps nothing, in the same run. */
  private static Figure kvstore(
      String name, Figure own, Path folder, Settings settings, int validators, Goal goal)
      throws Exception {
    try (KvStore store = KvStore.start(program(), folder.resolve("kvstore"), validators)) {
      Settings.Rounds rounds = settings.rounds();
      for (int i = 0; i < rounds.warmUp(); i++) {
        store.commit(rounds.statements(), Makers.STATEMENT_OCTETS);
      }
      long begin = System.nanoTime();
      for (int i = 0; i < rounds.measured(); i++) {
        store.commit(rounds.statements(), Makers.STATEMENT_OCTETS);
      }
      long records = (long) rounds.measured() * rounds.statements();
      double rate = records * 1e9 / (System.nanoTime() - begin);
      return Figure.share(name, own.value(), "statements/s", rate, goal);
    }
  }

  private static List<Figure> four(Path folder, Settings settings) throws Exception {
    List<Figure> figures = new ArrayList<>();
    try (Cluster cluster = start(folder.resolve("nodes"), 4);
        HttpClients clients = new HttpClients(cluster.nodes().getFirst().url())) {
      ClusterNode node = cluster.nodes().getFirst();
      Makers makers = makers(cluster, clients, settings.keys());
      Goal goal = Goal.atLeast(0.35, 0.55);
      figures.add(commit(COMMIT_FOUR, makers, clients, settings, 4, goal));
      // For a client that sends the next one after the answer: from a statement to its receipt.
      Latency latency =
          Latency.of(
              node.url(),
              NodeProcess.genesis(node.folder()),
              makers.models(A_SECOND * settings.latencySeconds()),
              folder.resolve("sync"),
              A_SECOND);
      figures.add(millis(LATENCY_P50, latency, 0.50, Goal.atMost(300, 150)));
      figures.add(millis(LATENCY_P99, latency, 0.99, Goal.atMost(600, 300)));
      PacedLatency paced =
          PacedLatency.of(node.url(), makers.models(PACE * settings.latencySeconds()), PACE);
      figures.add(
          Figure.of(
              COMMITTED_P99,
              paced.committedMillis(0.99),
              "ms",
              Optional.empty(),
              Goal.atMost(600, 300)));
      figures.add(
          Figure.of(
              FINAL_P99, paced.finalMillis(0.99), "ms", Optional.empty(), Goal.atMost(1200, 600)));
    }
    Figure rate = figures.getFirst();
    figures.add(1, kvstore(KVSTORE_FOUR, rate, folder, settings, 4, Goal.atLeast(0.7, 1)));
    return figures;
  }

  /** A replica whose disk is lost, of a ledger whose engines keep few blocks. */
  private static List<Figure> fresh(Path folder, Settings settings) throws Exception {
    int statements = Math.max(settings.rounds().statements(), settings.things());
    Path nodes = folder.resolve("nodes");
    double seconds;
    long logged;
    Path lasting;
    try (Cluster cluster =
            start(nodes, 4, List.of("--no-index", "--keep-blocks", String.valueOf(KEPT_BLOCKS)));
        HttpClients clients = new HttpClients(cluster.nodes().getFirst().url());
        ClusterTable table = new ClusterTable(cluster.nodes())) {
      ClusterNode first = cluster.nodes().getFirst();
      ClusterNode last = cluster.nodes().getLast();
      lasting = first.folder();
      Makers makers = makers(cluster, clients, settings.keys());
      for (int done = 0; done < statements; done += settings.rounds().statements()) {
        clients.commit(Makers.octets(makers.models(settings.rounds().statements())));
      }
      last.kill();
      Folders.delete(last.folder().resolve("ledger"));
      Folders.delete(last.folder().resolve("engine").resolve("data"));
      // Of all of it there is a snapshot by then, and older blocks are gone: where there are many.
      TimeUnit.SECONDS.sleep(Math.min(SETTLING_SECONDS, statements / A_SECOND_SETTLED));
      ClusterTable.Standing there = table.standing(first).orElseThrow();
      long size = there.size();
      // An entry is a statement or a block's seal.
      logged = size - there.height();
      long begin = System.nanoTime();
      last.start();
      while (table.standing(last).map(ClusterTable.Standing::size).orElse(0L) < size) {
        if (System.nanoTime() - begin > TimeUnit.SECONDS.toNanos(FRESH_SECONDS_MAX)) {
          throw new IOException("the replica does not come back: " + last.lastWords());
        }
        TimeUnit.MILLISECONDS.sleep(100);
      }
      seconds = (System.nanoTime() - begin) / 1e9;
    }
    KeptOctets kept = KeptOctets.in(lasting);
    long octets = kept.ledger() + kept.engine();
    return List.of(
        Figure.of(FRESH, seconds, "s", Optional.empty(), Goal.atMost(60, 20)),
        Figure.of(
            DISK, (double) octets / logged, "octets", Optional.empty(), Goal.atMost(1000, 500)));
  }

  private static Figure millis(String name, Latency latency, double share, Goal goal) {
    return Figure.of(
        name, latency.millis(share), "ms", Optional.of(latency.syncMillis(share)), goal);
  }

  /** Each node checks every signature, so the limit of this machine is shared by them. */
  private static Figure commit(
      String name, Makers makers, HttpClients clients, Settings settings, int nodes, Goal goal)
      throws Exception {
    Rates rates =
        Rates.of(makers, settings.rounds(), batch -> clients.commit(Makers.octets(batch)));
    return Figure.share(name, rates.rate(), "statements/s", rates.limitRate() / nodes, goal);
  }
}
