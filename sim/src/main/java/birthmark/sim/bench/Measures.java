package birthmark.sim.bench;

import birthmark.contract.Genesis;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import birthmark.machine.Trees;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** All that the bench measures. */
final class Measures {
  private static final int THINGS_FEW = 1_000;
  private static final long CROWD_GRANT = 1;

  /** Far behind the numbers by which makers are given their roles. */
  private static final long AUDITOR_GRANT = 1_000_000;

  private static final double MEBI = 1 << 20;
  private static final List<String> NO_OPTIONS = List.of();
  private static final List<String> ONE_GIBIBYTE = List.of("-Xmx1g");

  private Measures() {}

  static List<Measure> all() {
    List<Measure> all = new ArrayList<>(own());
    all.addAll(EngineMeasures.all());
    return List.copyOf(all);
  }

  private static List<Measure> own() {
    return List.of(
        new Measure(
            List.of("commit.embedded.inprocess"), false, (folder, s) -> inProcess(folder, s)),
        new Measure(List.of("commit.embedded.indexed"), false, (folder, s) -> indexed(folder, s)),
        new Measure(List.of("commit.embedded.http"), false, (folder, s) -> http(folder, s)),
        new Measure(
            List.of("latency.embedded.p50", "latency.embedded.p99"),
            false,
            (folder, s) -> latency(folder, s)),
        new Measure(List.of("disk.statement"), false, (folder, s) -> disk(folder, s)),
        new Measure(List.of("trees.cost"), false, (folder, s) -> trees(folder, s)),
        BirthMeasures.measure(),
        HistoryMeasures.measure(),
        BundleMeasures.measure(),
        ProofMeasures.measure(),
        SampleMeasures.measure(),
        new Measure(
            List.of("start.1m", "heap.1m", "scale.flat", "gateway.decisions"),
            true,
            (folder, s) -> many(folder, s)));
  }

  private static List<Figure> inProcess(Path folder, Settings settings) throws Exception {
    Rates rates = local(folder, settings, false);
    return List.of(
        Figure.share(
            "commit.embedded.inprocess",
            rates.rate(),
            "statements/s",
            rates.limitRate(),
            Goal.atLeast(0.60, 0.80)));
  }

  private static List<Figure> indexed(Path folder, Settings settings) throws Exception {
    Rates rates = local(folder, settings, true);
    return List.of(
        Figure.share(
            "commit.embedded.indexed",
            rates.rate(),
            "statements/s",
            rates.limitRate(),
            Goal.atLeast(0.40, 0.60)));
  }

  private static Rates local(Path folder, Settings settings, boolean indexed) throws Exception {
    try (LocalLedger ledger = new LocalLedger(folder, indexed)) {
      Makers makers = ledger.makers(settings.keys());
      return Rates.of(makers, settings.rounds(), batch -> ledger.commit(Makers.octets(batch)));
    }
  }

  /** What of the commit rate both trees take: without them it is as much higher. */
  private static List<Figure> trees(Path folder, Settings settings) throws Exception {
    try (BlockPath with = new BlockPath(folder.resolve("with"), Trees.PROVABLE);
        BlockPath without = new BlockPath(folder.resolve("without"), new NoTrees())) {
      Makers ofWith = with.makers(settings.keys());
      Makers ofWithout = without.makers(settings.keys());
      Rates provable = new Rates();
      Rates bare = new Rates();
      for (int i = 0; i < settings.rounds().warmUp() + settings.rounds().measured(); i++) {
        if (i == settings.rounds().warmUp()) {
          provable.forget();
          bare.forget();
        }
        provable.round(ofWith.models(settings.rounds().statements()), with::commit);
        bare.round(ofWithout.models(settings.rounds().statements()), without::commit);
      }
      return List.of(
          Figure.of(
              "trees.cost",
              1 - provable.rate() / bare.rate(),
              "of the rate",
              Optional.empty(),
              Goal.atMost(0.15, 0.10)));
    }
  }

  private static List<Figure> http(Path folder, Settings settings) throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"), NO_OPTIONS);
        HttpClients clients = new HttpClients(node.url())) {
      Makers makers = makers(node, clients, settings.keys());
      Rates rates =
          Rates.of(makers, settings.rounds(), batch -> clients.commit(Makers.octets(batch)));
      return List.of(
          Figure.share(
              "commit.embedded.http",
              rates.rate(),
              "statements/s",
              rates.limitRate(),
              Goal.atLeast(0.40, 0.60)));
    }
  }

  /** So many makers with their role on the ledger of {@code node}. */
  static Makers makers(NodeProcess node, HttpClients clients, int count)
      throws IOException, InterruptedException {
    return makers(node.genesis(), List.of(node.founder()), clients, count);
  }

  /**
   * So many makers with their role, which {@code founders} give together, on the ledger of {@code
   * genesis}.
   */
  static Makers makers(Genesis genesis, List<SigningKey> founders, HttpClients clients, int count)
      throws IOException, InterruptedException {
    Makers makers = Makers.of(genesis.network(), count);
    clients.commit(makers.registrations());
    for (SigningKey founder : founders) {
      clients.commitInOrder(makers.grants(founder, 2));
    }
    return makers;
  }

  private static List<Figure> latency(Path folder, Settings settings) throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"), NO_OPTIONS);
        HttpClients clients = new HttpClients(node.url())) {
      Makers makers = makers(node, clients, 100);
      Path file = folder.resolve("sync");
      Latency.of(node.url(), node.genesis(), makers.models(500), file);
      Latency latency =
          Latency.of(
              node.url(), node.genesis(), makers.models(100 * settings.latencySeconds()), file);
      return List.of(
          Figure.of(
              "latency.embedded.p50",
              latency.millis(0.50),
              "ms",
              Optional.of(latency.syncMillis(0.50)),
              Goal.atMost(5, 2)),
          Figure.of(
              "latency.embedded.p99",
              latency.millis(0.99),
              "ms",
              Optional.of(latency.syncMillis(0.99)),
              Goal.atMost(20, 8)));
    }
  }

  private static List<Figure> disk(Path folder, Settings settings) throws Exception {
    Path stored = folder.resolve("ledger");
    int count = settings.rounds().measured() * settings.rounds().statements();
    try (LocalLedger ledger = new LocalLedger(folder, false)) {
      Makers makers = ledger.makers(settings.keys());
      ledger.commit(Makers.octets(makers.models(count)));
    }
    try (RocksKeyValues disk = RocksKeyValues.open(stored)) {
      disk.compact();
    }
    long octets = Folders.octets(stored);
    return List.of(
        Figure.share(
            "disk.statement",
            octets / (double) count,
            "octets",
            Makers.STATEMENT_OCTETS,
            Goal.atMost(2.5, 1.6)));
  }

  private static List<Figure> many(Path folder, Settings settings) throws Exception {
    Populated few = populated(folder.resolve("few"), THINGS_FEW);
    Populated many = populated(folder.resolve("many"), settings.things());
    Figure start;
    Figure heap;
    try (NodeProcess node = NodeProcess.start(many.data(), ONE_GIBIBYTE)) {
      start = Figure.of("start.1m", node.startSeconds(), "s", Optional.empty(), Goal.atMost(3, 1));
      heap =
          Figure.of(
              "heap.1m",
              heapMebibytes(node.pid()),
              "MiB",
              Optional.empty(),
              Goal.atMost(1_024, 512));
    }
    Figure flat = flat(few.data(), many.data(), settings);
    return List.of(start, heap, flat, decisions(few, many, settings));
  }

  /** A node's folder, and some things of its ledger. */
  private record Populated(Path data, List<ThingId> some) {}

  private static Figure decisions(Populated few, Populated many, Settings settings)
      throws Exception {
    try (NodeProcess small = NodeProcess.start(few.data(), NO_OPTIONS);
        NodeProcess large = NodeProcess.start(many.data(), NO_OPTIONS)) {
      return DecisionMeasures.measure(
          small, few.some(), large, many.some(), AUDITOR_GRANT, settings);
    }
  }

  private static Populated populated(Path data, int things) throws Exception {
    Genesis genesis;
    SigningKey founder;
    try (NodeProcess node = NodeProcess.start(data, NO_OPTIONS)) {
      genesis = node.genesis();
      founder = node.founder();
    }
    Population population = new Population(genesis, founder);
    population.add(data.resolve("ledger"), things, founder, CROWD_GRANT);
    return new Populated(data, population.some());
  }

  /** What is still in use after a collection. */
  static double heapMebibytes(long pid) throws IOException, InterruptedException {
    jcmd(pid, "GC.run");
    Matcher used = Pattern.compile("used (\\d+)K").matcher(jcmd(pid, "GC.heap_info"));
    if (!used.find()) {
      throw new IOException("the heap's size is not told");
    }
    return Long.parseLong(used.group(1)) * 1_024 / MEBI;
  }

  private static String jcmd(long pid, String command) throws IOException, InterruptedException {
    Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
    Process process =
        new ProcessBuilder(jcmd.toString(), String.valueOf(pid), command)
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
      throw new IOException("jcmd " + command + " failed: " + said);
    }
    return said;
  }

  private static Figure flat(Path few, Path many, Settings settings) throws Exception {
    try (NodeProcess small = NodeProcess.start(few, NO_OPTIONS);
        NodeProcess large = NodeProcess.start(many, NO_OPTIONS);
        HttpClients toSmall = new HttpClients(small.url());
        HttpClients toLarge = new HttpClients(large.url())) {
      Makers ofSmall = makers(small, toSmall, settings.keys() / 10);
      Makers ofLarge = makers(large, toLarge, settings.keys() / 10);
      // Short rounds, many turns: what is compared is two nodes, which both begin and end.
      Settings.Rounds one = new Settings.Rounds(0, 1, settings.rounds().statements() / 3);
      int turns = 2 * settings.rounds().measured();
      double smallSeconds = 0;
      double largeSeconds = 0;
      for (int turn = -settings.rounds().warmUp(); turn < turns; turn++) {
        Rates atSmall = Rates.of(ofSmall, one, batch -> toSmall.commit(Makers.octets(batch)));
        Rates atLarge = Rates.of(ofLarge, one, batch -> toLarge.commit(Makers.octets(batch)));
        if (turn >= 0) {
          smallSeconds += 1 / atSmall.rate();
          largeSeconds += 1 / atLarge.rate();
        }
      }
      return Figure.share(
          "scale.flat",
          turns / largeSeconds,
          "statements/s",
          turns / smallSeconds,
          Goal.atLeast(0.85, 0.95));
    }
  }

  /** A folder of its own for {@code measure} in {@code parent}. */
  static Path folder(Path parent, Measure measure) throws IOException {
    return Files.createDirectories(parent.resolve(measure.names().getFirst()));
  }
}
