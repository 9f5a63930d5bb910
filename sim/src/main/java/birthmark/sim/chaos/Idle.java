package birthmark.sim.chaos;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.json.Json;
import birthmark.node.app.Cluster;
import birthmark.node.app.ClusterNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A ledger that nobody sends anything to, on real engines: its time goes on, what is due meanwhile
 * is done once, the last statement before it becomes final, and next to nothing is written.
 */
final class Idle {
  private static final Duration START = Duration.ofMinutes(3);
  private static final Duration FINAL = Duration.ofSeconds(30);
  private static final String IS_FINAL = "\"status\":\"final\"";

  /** A seal comes every ten seconds, and the blocks behind it every three. */
  private static final Duration TIME_BEHIND_MAX = Duration.ofSeconds(20);

  private final Settings settings;
  private final Consumer<String> tell;
  private final List<String> violations = new ArrayList<>();

  /**
   * What is watched.
   *
   * @param nodes how many
   * @param duration how long nothing is sent
   */
  record Settings(Path folder, Path program, int nodes, Duration duration) {}

  Idle(Settings settings, Consumer<String> tell) {
    this.settings = settings;
    this.tell = tell;
  }

  IdleReport run() throws IOException, InterruptedException, ClientException {
    try (Cluster cluster =
            Cluster.start(settings.folder(), settings.nodes(), settings.program(), List.of());
        Watch watch = new Watch(cluster.nodes());
        Doors doors = new Doors()) {
      for (ClusterNode node : cluster.nodes()) {
        if (!watch.answers(node, START)) {
          throw new IOException("a node does not start; it said:\n" + node.lastWords());
        }
      }
      return watched(cluster.nodes(), Play.genesis(cluster), doors);
    }
  }

  private IdleReport watched(List<ClusterNode> nodes, Genesis genesis, Doors doors)
      throws IOException, InterruptedException, ClientException {
    LastCaller caller = new LastCaller(genesis, doors, nodes.getFirst().url());
    Timestamp due =
        new Timestamp(System.currentTimeMillis())
            .plusSeconds(Math.max(1, settings.duration().toSeconds() / 2));
    Bytes last = caller.retireKey(due);
    double finalAfter = awaitFinal(nodes, doors, last);
    List<IdleReport.Kept> before = kept(nodes);
    tell.accept("nothing is sent for " + settings.duration().toSeconds() + " s; due at " + due);
    TimeUnit.NANOSECONDS.sleep(settings.duration().toNanos());
    List<IdleReport.Kept> after = kept(nodes);
    List<IdleReport.Grown> grown = new ArrayList<>();
    for (int i = 0; i < nodes.size(); i++) {
      grown.add(IdleReport.Grown.between(before.get(i), after.get(i)));
    }
    double late = 0;
    for (ClusterNode node : nodes) {
      late = Math.max(late, done(node, caller, due));
    }
    long began = System.nanoTime();
    caller.register();
    double answered = (System.nanoTime() - began) / 1e9;
    IdleReport report =
        new IdleReport(settings.duration(), finalAfter, late, answered, grown, List.of());
    violations.addAll(report.tooMuch());
    return report.with(violations);
  }

  /** Asks every node until it says that {@code last} is final; how long that took, in seconds. */
  private double awaitFinal(List<ClusterNode> nodes, Doors doors, Bytes last)
      throws InterruptedException {
    long began = System.nanoTime();
    for (ClusterNode node : nodes) {
      while (!doors.place(node.url(), last).map(Doors.Said::text).orElse("").contains(IS_FINAL)) {
        if (System.nanoTime() - began > FINAL.toNanos()) {
          violations.add("the last statement is not final at " + node.url());
          return FINAL.toSeconds();
        }
        TimeUnit.MILLISECONDS.sleep(20);
      }
    }
    return (System.nanoTime() - began) / 1e9;
  }

  private static List<IdleReport.Kept> kept(List<ClusterNode> nodes) throws IOException {
    List<IdleReport.Kept> kept = new ArrayList<>();
    for (ClusterNode node : nodes) {
      kept.add(new IdleReport.Kept(node.engineHeight().orElse(0L), node.kept()));
    }
    return kept;
  }

  /**
   * By how many seconds of block time {@code node} ended the key late; it must have done so once.
   */
  private double done(ClusterNode node, LastCaller caller, Timestamp due) throws ClientException {
    try (Node door = Node.at(List.of(node.url()), Patience.USUAL)) {
      Json.Obj page =
          door.readAs(
              "/v1/facts?contract=parties&type=key-revoked&subject=" + caller.party().value().hex(),
              Optional.of(caller::key));
      Timestamp time = time((Json.Obj) page.member("asOf").orElseThrow());
      long behind = System.currentTimeMillis() - time.millis();
      if (behind > TIME_BEHIND_MAX.toMillis()) {
        violations.add(node.url() + " is " + behind / 1_000 + " s behind: time does not go on");
      }
      List<Json> facts = ((Json.Arr) page.member("facts").orElseThrow()).elements();
      if (facts.size() != 1) {
        violations.add(node.url() + " did " + facts.size() + " times what was due once");
        return 0;
      }
      return (time((Json.Obj) facts.getFirst()).millis() - due.millis()) / 1e3;
    }
  }

  private static Timestamp time(Json.Obj told) {
    return Timestamp.parse(((Json.Text) told.member("time").orElseThrow()).value());
  }
}
