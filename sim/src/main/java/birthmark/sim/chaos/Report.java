package birthmark.sim.chaos;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What came of it.
 *
 * @param seed from which the faults followed
 * @param plays each fault that was played
 * @param notPlayed faults that this machine cannot play, and why
 * @param acknowledged how many statements were acknowledged
 * @param heights at how many heights a root was seen
 * @param violations what was promised and not kept, a sentence each
 */
record Report(
    long seed,
    List<Played> plays,
    List<String> notPlayed,
    int acknowledged,
    int heights,
    List<String> violations) {
  /**
   * A fault that was played.
   *
   * @param victim which node, counted from 1; 0 for all
   * @param seconds how long it lasted
   * @param meanwhile statements acknowledged while it lasted
   * @param answeredAfter seconds from its end until all nodes answered
   * @param agreedAfter seconds from then until all nodes were together
   */
  record Played(
      Fault fault,
      int victim,
      double seconds,
      int meanwhile,
      double answeredAfter,
      Optional<Double> agreedAfter) {}

  /** Whether all promises were kept. */
  boolean isWell() {
    return violations.isEmpty();
  }

  /** For people. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(
        String.format(
            Locale.ROOT,
            "%-16s %5s %7s %11s %9s %8s",
            "fault",
            "node",
            "seconds",
            "meanwhile",
            "answered",
            "agreed"));
    for (Played each : plays) {
      lines.add(
          String.format(
              Locale.ROOT,
              "%-16s %5s %7.1f %6d stmt %7.1f s %8s",
              each.fault(),
              each.victim() == 0 ? "all" : String.valueOf(each.victim()),
              each.seconds(),
              each.meanwhile(),
              each.answeredAfter(),
              each.agreedAfter()
                  .map(seconds -> String.format(Locale.ROOT, "%.1f s", seconds))
                  .orElse("never")));
    }
    notPlayed.forEach(each -> lines.add("not played: " + each));
    lines.add(
        acknowledged + " statements acknowledged, " + heights + " heights seen, seed " + seed);
    if (isWell()) {
      lines.add("Nothing acknowledged was lost or counted twice; one root a height.");
    } else {
      violations.forEach(each -> lines.add("BROKEN: " + each));
    }
    return lines;
  }

  /** For programs. */
  String json() {
    List<Json> played = new ArrayList<>();
    for (Played each : plays) {
      Json.ObjectBuilder one =
          Json.object()
              .put("fault", each.fault().name().toLowerCase(Locale.ROOT))
              .put("node", each.victim())
              .put("millis", millis(each.seconds()))
              .put("meanwhile", each.meanwhile())
              .put("answeredAfterMillis", millis(each.answeredAfter()));
      each.agreedAfter().ifPresent(seconds -> one.put("agreedAfterMillis", millis(seconds)));
      played.add(one.build());
    }
    return JsonWriter.compact(
        Json.object()
            .put("well", new Json.Bool(isWell()))
            .put("seed", seed)
            .put("acknowledged", acknowledged)
            .put("heights", heights)
            .put("faults", new Json.Arr(played))
            .put("notPlayed", texts(notPlayed))
            .put("violations", texts(violations))
            .build());
  }

  private static long millis(double seconds) {
    return Math.round(seconds * 1_000);
  }

  private static Json texts(List<String> all) {
    return new Json.Arr(all.stream().<Json>map(Json.Text::new).toList());
  }
}
