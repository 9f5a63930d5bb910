package birthmark.client.replay;

import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Figure;
import birthmark.contracts.samples.Influence;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.contracts.samples.Ranked;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What follows from results under a rule, by the very code that decides on a ledger. */
public final class Reckoned {
  private static final Comparator<Measurement> ORDER =
      Comparator.comparingLong(Measurement::millionths).thenComparing(Measurement::sample);

  private final RuleOfReplay rule;
  private final List<Measurement> all;
  private final List<Measurement> kept;

  /**
   * A rule to hold results against.
   *
   * @param title what was measured, where and when
   * @param percentile the percentile and the method that the rule names
   * @param limit what the figure must not be above
   * @param minimum how many results there must be
   * @param unit their unit
   * @param period when the samples were to be taken, if that is known
   */
  public record RuleOfReplay(
      String title,
      Percentile percentile,
      Decimal limit,
      int minimum,
      String unit,
      Optional<Period> period) {}

  /**
   * When samples were to be taken, and by when the public had to be told.
   *
   * @param end the last day
   * @param tellBy the last day to tell
   * @param basis the law that says so
   */
  public record Period(LocalDate end, LocalDate tellBy, String basis) {}

  /** What one method finds. */
  public record Row(PercentileMethod method, Figure complete, Optional<Figure> kept) {}

  /** A result that was left out, and the figure with it alone put back. */
  public record Restored(Measurement measurement, Figure figure) {}

  /** The figures of {@code measurements}, one or more. */
  public Reckoned(RuleOfReplay rule, List<Measurement> measurements) {
    this.rule = rule;
    this.all = measurements.stream().sorted(ORDER).toList();
    this.kept = all.stream().filter(each -> each.leftOut().isEmpty()).toList();
  }

  /** The rule. */
  public RuleOfReplay rule() {
    return rule;
  }

  /** All results in ascending order. */
  public List<Measurement> all() {
    return all;
  }

  /** Those that were not left out. */
  public List<Measurement> kept() {
    return kept;
  }

  /** Those that were. */
  public List<Measurement> leftOut() {
    return all.stream().filter(each -> each.leftOut().isPresent()).toList();
  }

  private static Ranked ranked(List<Measurement> values) {
    return Ranked.of(values.stream().mapToLong(Measurement::millionths).toArray());
  }

  /** The figures by each method. */
  public List<Row> rows() {
    List<Row> rows = new ArrayList<>();
    for (PercentileMethod method : PercentileMethod.values()) {
      Percentile percentile = new Percentile(rule.percentile().fraction(), method);
      rows.add(
          new Row(
              method,
              percentile.of(ranked(all)),
              kept.isEmpty() ? Optional.empty() : Optional.of(percentile.of(ranked(kept)))));
    }
    return rows;
  }

  /** The rule's figure of all results. */
  public Figure complete() {
    return rule.percentile().of(ranked(all));
  }

  /** The rule's figure of what was not left out. */
  public Optional<Figure> figureKept() {
    return kept.isEmpty() ? Optional.empty() : Optional.of(rule.percentile().of(ranked(kept)));
  }

  /** Whether the limit is exceeded by {@code figure}. */
  public boolean exceeds(Figure figure) {
    return figure.exceeds(rule.limit());
  }

  /** What leaving out one or some of all results would do. */
  public Influence influence() {
    return new Influence(rule.percentile(), rule.limit(), ranked(all));
  }

  /** The fewest results that decide, the outermost first. */
  public List<Measurement> smallestFlip() {
    Influence influence = influence();
    int count = influence.smallestFlip();
    return influence.exceeded() ? all.reversed().subList(0, count) : all.subList(0, count);
  }

  /** Each that was left out, put back alone. */
  public List<Restored> restored() {
    List<Restored> restored = new ArrayList<>();
    for (Measurement each : leftOut()) {
      List<Measurement> more = new ArrayList<>(kept);
      more.add(each);
      more.sort(ORDER);
      restored.add(new Restored(each, rule.percentile().of(ranked(more))));
    }
    return restored;
  }
}
