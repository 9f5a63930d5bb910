package birthmark.sim.bench;

import java.util.Locale;
import java.util.Optional;

/**
 * One row of the bench.
 *
 * @param name what was measured, for ever
 * @param value the figure
 * @param unit its unit
 * @param limit what this machine could do at best, measured in the same run and interleaved with
 *     the figure; empty where there is no such thing
 * @param goal what it is to reach
 * @param judged what the goal is about: the ratio to the limit, or the figure itself
 */
record Figure(
    String name, double value, String unit, Optional<Double> limit, Goal goal, Judged judged) {
  /** What a goal is about. */
  enum Judged {
    RATIO,
    VALUE
  }

  /** A figure of which the share of the limit counts. */
  static Figure share(String name, double value, String unit, double limit, Goal goal) {
    return new Figure(name, value, unit, Optional.of(limit), goal, Judged.RATIO);
  }

  /** A figure that counts as it is. */
  static Figure of(String name, double value, String unit, Optional<Double> limit, Goal goal) {
    return new Figure(name, value, unit, limit, goal, Judged.VALUE);
  }

  Optional<Double> ratio() {
    return limit.map(most -> value / most);
  }

  /** What the goal is about. */
  double judgedValue() {
    return judged == Judged.VALUE ? value : ratio().orElseThrow();
  }

  String verdict() {
    return goal.verdict(judgedValue());
  }

  /** The row for programs: one JSON object. */
  String json() {
    return String.format(
        Locale.ROOT,
        "{\"name\": \"%s\", \"value\": %s, \"unit\": \"%s\", \"limit\": %s, \"ratio\": %s}",
        name,
        number(value),
        unit,
        limit.map(Figure::number).orElse("null"),
        ratio().map(Figure::number).orElse("null"));
  }

  static String number(double figure) {
    return String.format(Locale.ROOT, figure >= 1_000 ? "%.0f" : "%.3f", figure);
  }

  /** The row for people. */
  String line() {
    return String.format(
        Locale.ROOT,
        "%-28s %12s %-12s %12s %7s   must %-6s aim %-6s %s",
        name,
        number(value),
        unit,
        limit.map(Figure::number).orElse("-"),
        ratio().map(each -> String.format(Locale.ROOT, "%.2f", each)).orElse("-"),
        plain(goal.must()),
        plain(goal.aim()),
        verdict());
  }

  static String heading() {
    return String.format(
        Locale.ROOT, "%-28s %12s %-12s %12s %7s", "name", "value", "unit", "limit", "ratio");
  }

  static String plain(double figure) {
    return figure == Math.rint(figure)
        ? String.format(Locale.ROOT, "%.0f", figure)
        : String.format(Locale.ROOT, "%.2f", figure);
  }
}
