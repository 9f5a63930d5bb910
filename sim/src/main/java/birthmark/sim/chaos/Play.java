package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Faults one after another, while clients go on, until the time is over. */
final class Play {
  private static final Duration START = Duration.ofMinutes(3);

  private static final int FAULT_SECONDS_MIN = 4;
  private static final int FAULT_SECONDS_MORE = 6;
  private static final int PAUSE_SECONDS = 30;

  /** A rest of three is given so long to come to its first statement. */
  private static final int REST_SECONDS = 8;

  private final Settings settings;
  private final Consumer<String> tell;
  private final Random random;
  private final List<String> violations = new ArrayList<>();
  private int evidence;

  /**
   * What is played.
   *
   * @param faults which, in any order and again and again
   * @param within how soon all are to agree again
   * @param filtered whether the kernel's packet filter may be used
   * @param smallDisk whether the last node's folder is a disk of its own
   */
  record Settings(
      Path folder,
      Path program,
      int nodes,
      Duration duration,
      long seed,
      List<Fault> faults,
      Duration within,
      boolean filtered,
      boolean smallDisk) {}

  Play(Settings settings, Consumer<String> tell) {
    this.settings = settings;
    this.tell = tell;
    this.random = new Random(settings.seed());
  }

  Report run() throws IOException, InterruptedException, ClientException {
    try (Wires wires = new Wires();
        Cluster cluster =
            Cluster.start(
                settings.folder(), settings.nodes(), settings.program(), List.of(), wires);
        Watch start = new Watch(cluster.nodes())) {
      for (ClusterNode node : cluster.nodes()) {
        require(start, node);
      }
      ClusterNode follower =
          cluster.follow(settings.folder().resolve("follower"), settings.program());
      require(start, follower);
      Path last = cluster.nodes().getLast().folder();
      Stage stage =
          new Stage(
              cluster,
              genesis(cluster),
              settings.program(),
              wires,
              settings.filtered(),
              settings.smallDisk() ? Optional.of(last) : Optional.empty(),
              random);
      try (Watch watch = new Watch(cluster.nodes(), List.of(follower))) {
        return play(cluster, watch, stage);
      }
    }
  }

  private static void require(Watch watch, ClusterNode node)
      throws IOException, InterruptedException {
    if (!watch.answers(node, START)) {
      throw new IOException("a node does not start; it said:\n" + node.lastWords());
    }
  }

  private Report play(Cluster cluster, Watch watch, Stage stage)
      throws IOException, InterruptedException {
    List<Report.Played> plays = new ArrayList<>();
    Genesis genesis = genesis(cluster);
    List<URI> urls = cluster.nodes().stream().map(ClusterNode::url).toList();
    Monitor monitor = new Monitor(genesis, urls);
    try (Load load = new Load(genesis, urls)) {
      watch.start();
      load.start();
      long end = System.nanoTime() + settings.duration().toNanos();
      List<Fault> turn = new ArrayList<>();
      List<Fault> again =
          settings.faults().stream().filter(stage::can).filter(each -> each != Fault.TWIN).toList();
      while (!again.isEmpty() && System.nanoTime() < end && violations.isEmpty()) {
        if (turn.isEmpty()) {
          turn.addAll(again);
          Collections.shuffle(turn, random);
        }
        plays.add(one(turn.removeLast(), cluster, watch, stage, load));
        violations.addAll(monitor.look());
      }
      if (settings.faults().contains(Fault.TWIN) && violations.isEmpty()) {
        // Last, since that replica is removed, and the rest stands no more failures.
        plays.add(one(Fault.TWIN, cluster, watch, stage, load));
        evidence = 1;
      }
      violations.addAll(new Settlement(watch, load).violations(evidence));
      return new Report(
          settings.seed(),
          plays,
          settings.faults().stream()
              .filter(fault -> !stage.can(fault))
              .map(fault -> fault + ": needs root, nft and mount")
              .toList(),
          load.count(),
          watch.heights(),
          List.copyOf(violations));
    }
  }

  private Report.Played one(Fault fault, Cluster cluster, Watch watch, Stage stage, Load load)
      throws IOException, InterruptedException {
    int seconds =
        fault == Fault.PAUSE && settings.duration().toMinutes() >= 2
            ? PAUSE_SECONDS
            : FAULT_SECONDS_MIN + random.nextInt(FAULT_SECONDS_MORE);
    int before = load.count();
    long began = System.nanoTime();
    Stage.Begun begun = stage.begin(fault);
    tell.accept(
        fault + (begun.victim() == 0 ? "" : ", node " + begun.victim()) + ", " + seconds + " s");
    TimeUnit.SECONDS.sleep(seconds);
    if (begun.restOn()) {
      long rest = System.nanoTime() + TimeUnit.SECONDS.toNanos(REST_SECONDS);
      while (load.count() == before && System.nanoTime() < rest) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
      if (load.count() == before) {
        violations.add("the rest did not go on: " + fault + ", node " + begun.victim());
      }
    }
    if (begun.lying().isPresent()) {
      violations.addAll(deceived(cluster, begun, load));
    }
    int meanwhile = load.count() - before;
    double lasted = (System.nanoTime() - began) / 1e9;
    begun.healing().heal();
    long healed = System.nanoTime();
    for (ClusterNode node : cluster.nodes()) {
      if (!watch.answers(node, Settlement.PATIENCE)) {
        violations.add(node.url() + " does not answer after: " + fault + "\n" + node.lastWords());
      }
    }
    double answered = (System.nanoTime() - healed) / 1e9;
    Optional<Double> agreed = watch.agreed(Settlement.PATIENCE).map(each -> each.toMillis() / 1e3);
    if (agreed.isEmpty() || agreed.get() > settings.within().toSeconds()) {
      violations.add(
          "after '"
              + fault
              + "' the nodes agreed "
              + agreed.map(each -> "only after " + each + " s").orElse("no more")
              + (agreed.isEmpty() ? Settlement.lastWords(cluster.nodes()) : ""));
    }
    return new Report.Played(fault, begun.victim(), lasted, meanwhile, answered, agreed);
  }

  private static List<String> deceived(Cluster cluster, Stage.Begun begun, Load load)
      throws IOException, InterruptedException {
    List<ClusterNode> nodes = cluster.nodes();
    URI honest = nodes.get(begun.victim() % nodes.size()).url();
    URI lying = begun.lying().orElseThrow().url();
    try (Doors doors = new Doors()) {
      return new Beholders(genesis(cluster), honest, lying, doors, load).deceived();
    }
  }

  /** What the ledger of {@code cluster} starts from. */
  static Genesis genesis(Cluster cluster) throws IOException {
    try {
      Path file = cluster.nodes().getFirst().folder().resolve("genesis.cbor");
      return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
    } catch (MalformedException e) {
      throw new IOException("the genesis is damaged", e);
    }
  }
}
