package birthmark.sim.chaos;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.app.KeptOctets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What an idle spell showed.
 *
 * @param lasted how long nothing was sent
 * @param finalAfter seconds from the last statement's answer until it was final at all nodes
 * @param late seconds of block time from when something was due until it was done
 * @param answered seconds until the first statement after it was committed
 * @param grown what each node wrote meanwhile
 * @param violations what was promised and not kept, a sentence each
 */
record IdleReport(
    Duration lasted,
    double finalAfter,
    double late,
    double answered,
    List<Grown> grown,
    List<String> violations) {
  /** What an hour may add to a node beside its engine's write-ahead log, in octets. */
  static final double OCTETS_AN_HOUR_MAX = 20e6;

  private static final double SECONDS_AN_HOUR = 3_600;

  /** How a node stands: its engine's height and what it keeps. */
  record Kept(long height, KeptOctets octets) {}

  /**
   * By how much a node has grown.
   *
   * @param heights of its engine
   * @param ledger octets of the ledger and all else but its engine's
   * @param engine octets of its engine's blocks and state
   * @param writeAhead octets of its engine's write-ahead log, which bounds itself
   */
  record Grown(long heights, long ledger, long engine, long writeAhead) {
    static Grown between(Kept before, Kept after) {
      return new Grown(
          after.height() - before.height(),
          after.octets().ledger() - before.octets().ledger(),
          after.octets().engine() - before.octets().engine(),
          after.octets().writeAhead() - before.octets().writeAhead());
    }
  }

  IdleReport with(List<String> broken) {
    return new IdleReport(lasted, finalAfter, late, answered, grown, List.copyOf(broken));
  }

  /** Whether all promises were kept. */
  boolean isWell() {
    return violations.isEmpty();
  }

  private double anHour(long octets) {
    return octets * SECONDS_AN_HOUR / Math.max(1, lasted.toSeconds());
  }

  /** Which nodes wrote too much, a sentence each. */
  List<String> tooMuch() {
    List<String> tooMuch = new ArrayList<>();
    for (int i = 0; i < grown.size(); i++) {
      double octets = anHour(grown.get(i).ledger() + grown.get(i).engine());
      if (octets > OCTETS_AN_HOUR_MAX) {
        tooMuch.add(
            String.format(
                Locale.ROOT, "node %d grows by %.1f MB an hour, at most 20", i + 1, octets / 1e6));
      }
    }
    return tooMuch;
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-6s %8s %12s %12s %12s %12s",
            "node",
            "heights",
            "ledger kB",
            "engine kB",
            "MB an hour",
            "its log kB"));
    for (int i = 0; i < grown.size(); i++) {
      Grown each = grown.get(i);
      lines.add(
          String.format(
              Locale.ROOT,
              "%-6s %8d %12.1f %12.1f %12.2f %12.1f",
              i + 1,
              each.heights(),
              each.ledger() / 1e3,
              each.engine() / 1e3,
              anHour(each.ledger() + each.engine()) / 1e6,
              each.writeAhead() / 1e3));
    }
    lines.add(
        String.format(
            Locale.ROOT,
            "Idle for %d s. The last statement before was final at all nodes after %.2f s. What was"
                + " due was done %.1f s later, by the blocks' times. The first statement after was"
                + " committed in %.2f s.",
            lasted.toSeconds(),
            finalAfter,
            late,
            answered));
    if (isWell()) {
      lines.add("Time went on, what was due was done once, and little was written.");
    } else {
      violations.forEach(each -> lines.add("BROKEN: " + each));
    }
    return lines;
  }

  /** For programs. */
  String json() {
    List<Json> nodes = new ArrayList<>();
    for (Grown each : grown) {
      nodes.add(
          Json.object()
              .put("heights", each.heights())
              .put("ledgerOctets", each.ledger())
              .put("engineOctets", each.engine())
              .put("writeAheadOctets", each.writeAhead())
              .put("octetsAnHour", Math.round(anHour(each.ledger() + each.engine())))
              .build());
    }
    return JsonWriter.compact(
        Json.object()
            .put("well", new Json.Bool(isWell()))
            .put("idleSeconds", lasted.toSeconds())
            .put("finalAfterMillis", Math.round(finalAfter * 1e3))
            .put("lateMillis", Math.round(late * 1e3))
            .put("answeredAfterMillis", Math.round(answered * 1e3))
            .put("nodes", new Json.Arr(nodes))
            .put("violations", new Json.Arr(violations.stream().<Json>map(Json.Text::new).toList()))
            .build());
  }
}
