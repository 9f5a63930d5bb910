package birthmark.sim.bench;

import birthmark.cose.SigningKey;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import birthmark.node.app.ClusterTable;
import birthmark.node.cometbft.CometProgram;
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

  private EngineMeasures() {}

  static List<Measure> all() {
    return List.of(
        new Measure(List.of(COMMIT_ONE), false, EngineMeasures::one),
        new Measure(List.of(COMMIT_FOUR, LATENCY_P50, LATENCY_P99), false, EngineMeasures::four));
  }

  private static Cluster start(Path folder, int nodes) throws Exception {
    Path program = CometProgram.find(Optional.empty(), System.getenv(), System.err::println);
    Cluster cluster = Cluster.start(folder, nodes, program, List.of("--no-index"));
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
    try (Cluster cluster = start(folder, 1);
        HttpClients clients = new HttpClients(cluster.nodes().getFirst().url())) {
      Makers makers = makers(cluster, clients, settings.keys());
      return List.of(commit(COMMIT_ONE, makers, clients, settings, 1, Goal.atLeast(0.45, 0.65)));
    }
  }

  private static List<Figure> four(Path folder, Settings settings) throws Exception {
    try (Cluster cluster = start(folder.resolve("nodes"), 4);
        HttpClients clients = new HttpClients(cluster.nodes().getFirst().url())) {
      ClusterNode node = cluster.nodes().getFirst();
      Makers makers = makers(cluster, clients, settings.keys());
      Goal goal = Goal.atLeast(0.35, 0.55);
      Figure rate = commit(COMMIT_FOUR, makers, clients, settings, 4, goal);
      // For a client that sends the next one after the answer: from a statement to its receipt.
      Latency latency =
          Latency.of(
              node.url(),
              NodeProcess.genesis(node.folder()),
              makers.models(A_SECOND * settings.latencySeconds()),
              folder.resolve("sync"),
              A_SECOND);
      return List.of(
          rate,
          millis(LATENCY_P50, latency, 0.50, Goal.atMost(300, 150)),
          millis(LATENCY_P99, latency, 0.99, Goal.atMost(600, 300)));
    }
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
