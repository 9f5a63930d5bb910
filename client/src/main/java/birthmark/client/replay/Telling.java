package birthmark.client.replay;

import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Figure;
import birthmark.contracts.samples.Influence;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What was reckoned, in words for people and as JSON. */
public final class Telling {
  private static final int NAMED_MAX = 8;

  private final Reckoned reckoned;
  private final String unit;

  /** A telling of {@code reckoned}. */
  public Telling(Reckoned reckoned) {
    this.reckoned = reckoned;
    this.unit = " " + reckoned.rule().unit();
  }

  /** A picture of it as SVG. */
  public String svg() {
    return Distribution.svg(reckoned);
  }

  static String percentile(Reckoned.RuleOfReplay rule) {
    Decimal hundredths = Decimal.ofMillionths(rule.percentile().fraction().millionths() * 100);
    return "percentile " + hundredths + " by " + words(rule.percentile().method());
  }

  private static String words(Enum<?> method) {
    return method
        .name()
        .toLowerCase(Locale.ROOT)
        .replace('_', method.name().length() == 3 ? '-' : ' ')
        .replace("r-", "R-");
  }

  private String side(Figure figure) {
    return reckoned.exceeds(figure) ? "ABOVE the limit" : "within the limit";
  }

  /** What was announced, in the order of its announcement, each with its fact on a ledger. */
  public List<String> announced() {
    List<String> said = new ArrayList<>();
    Reckoned.RuleOfReplay rule = reckoned.rule();
    int results = reckoned.all().size();
    if (reckoned.exceeds(reckoned.complete())) {
      said.add(
          "limit-exceeded: "
              + reckoned.complete().rounded()
              + unit
              + " over "
              + results
              + ", the limit is "
              + rule.limit());
    }
    if (results < rule.minimum()) {
      said.add("too-few-results: " + results + " of at least " + rule.minimum());
    }
    Optional<Figure> kept = reckoned.figureKept();
    boolean decide =
        !reckoned.leftOut().isEmpty()
            && kept.map(reckoned::exceeds).orElse(false) != reckoned.exceeds(reckoned.complete());
    if (decide) {
      said.add(
          "exclusions-decide: "
              + reckoned.complete().rounded()
              + unit
              + " with them, "
              + kept.map(each -> each.rounded() + unit).orElse("nothing")
              + " without; and only once several, one of them independent, approved them");
    }
    return said;
  }

  /** All of it, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    Reckoned.RuleOfReplay rule = reckoned.rule();
    lines.add(rule.title());
    lines.add(
        "The rule: "
            + percentile(rule)
            + ", not above "
            + rule.limit()
            + unit
            + ", of at least "
            + rule.minimum()
            + " results.");
    lines.add("");
    int all = reckoned.all().size();
    int left = reckoned.leftOut().size();
    lines.add(row("", "all " + all, left == 0 ? "" : "without the " + left + " left out"));
    for (Reckoned.Row each : reckoned.rows()) {
      lines.add(
          row(
              words(each.method()),
              figure(each.complete()),
              left == 0 ? "" : each.kept().map(this::figure).orElse("-")));
    }
    lines.add("");
    for (Reckoned.Restored each : reckoned.restored().stream().limit(NAMED_MAX).toList()) {
      lines.add(
          "Left out: "
              + named(each.measurement())
              + " ("
              + each.measurement().leftOut().orElse("")
              + "). With it alone put back: "
              + each.figure().rounded()
              + unit
              + ", "
              + side(each.figure())
              + ".");
    }
    influence(lines);
    lines.add("");
    List<String> announced = announced();
    lines.add(
        announced.isEmpty()
            ? "Nothing would have been announced but the figures."
            : "On a ledger with this rule, "
                + rule.period()
                    .map(period -> "in the first block after " + period.end())
                    .orElse("when the period ended")
                + ", to everybody and by itself:");
    announced.forEach(each -> lines.add("  " + each));
    if (reckoned.exceeds(reckoned.complete())) {
      rule.period()
          .ifPresent(
              period ->
                  lines.add(
                      "  notice-overdue: on "
                          + period.tellBy()
                          + ", unless those who drink the water had been told ("
                          + period.basis()
                          + ")"));
    }
    return lines;
  }

  private void influence(List<String> lines) {
    Influence influence = reckoned.influence();
    List<Influence.Run> runs = influence.leaveOneOut();
    if (!runs.isEmpty()) {
      Figure lowest = runs.stream().map(Influence.Run::figure).min(Figure::compareTo).orElseThrow();
      Figure highest =
          runs.stream().map(Influence.Run::figure).max(Figure::compareTo).orElseThrow();
      lines.add(
          "Without any one of all results the figure lies between "
              + lowest.rounded()
              + " and "
              + highest.rounded()
              + unit
              + "; "
              + influence.flippingAlone()
              + " of them decide alone which side of the limit it is on.");
    }
    List<Measurement> fewest = reckoned.smallestFlip();
    lines.add(
        fewest.isEmpty()
            ? "No exclusion, however large, changes the side of the limit."
            : "The fewest whose exclusion changes the side of the limit: "
                + fewest.size()
                + " ("
                + String.join(", ", fewest.stream().limit(NAMED_MAX).map(this::named).toList())
                + (fewest.size() > NAMED_MAX ? ", …" : "")
                + ").");
  }

  private String named(Measurement each) {
    return "#" + each.sample() + ", " + Decimal.ofMillionths(each.millionths()) + unit;
  }

  private String figure(Figure figure) {
    return String.format(Locale.ROOT, "%-10s %s", figure.rounded() + unit, side(figure));
  }

  private static String row(String first, String second, String third) {
    return String.format(Locale.ROOT, "  %-14s %-32s %s", first, second, third).stripTrailing();
  }

  /** The same as one document. */
  public Json json() {
    Reckoned.RuleOfReplay rule = reckoned.rule();
    List<Json> rows = new ArrayList<>();
    for (Reckoned.Row each : reckoned.rows()) {
      Json.ObjectBuilder row =
          Json.object().put("method", words(each.method())).put("complete", held(each.complete()));
      each.kept().ifPresent(figure -> row.put("kept", held(figure)));
      rows.add(row.build());
    }
    Influence influence = reckoned.influence();
    return Json.object()
        .put("title", rule.title())
        .put("unit", rule.unit())
        .put("limit", rule.limit().text())
        .put("results", reckoned.all().size())
        .put("leftOut", new Json.Arr(samples(reckoned.leftOut())))
        .put("figures", new Json.Arr(rows))
        .put("decideAlone", influence.flippingAlone())
        .put("smallestFlip", new Json.Arr(samples(reckoned.smallestFlip())))
        .put("announced", new Json.Arr(announced().stream().<Json>map(Json.Text::new).toList()))
        .build();
  }

  private Json held(Figure figure) {
    return Json.object()
        .put("figure", figure.rounded().text())
        .put("exceeds", reckoned.exceeds(figure))
        .build();
  }

  private static List<Json> samples(List<Measurement> of) {
    return of.stream()
        .limit(1_000)
        .<Json>map(
            each ->
                Json.object()
                    .put("sample", each.sample())
                    .put("value", Decimal.ofMillionths(each.millionths()).text())
                    .build())
        .toList();
  }
}
