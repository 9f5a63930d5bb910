package birthmark.contracts.samples;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.state.Entry;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What follows from the samples of a plan: the figure with all and with what is left, and how much
 * hangs on which of them.
 *
 * @param required how many samples the plan asks for
 * @param registered how many were registered
 * @param collected how many were taken
 * @param analysed how many have a result
 * @param excluded how many of these are left out
 * @param complete the figure of all results
 * @param kept the figure of those that are not left out
 * @param leaveOneOut the figure of all results but one, for each
 * @param smallestFlip the fewest results without which the figure of the others is on the other
 *     side of the limit
 * @param restored the figure of what is kept and one that is left out, for each of the first ones
 */
public record Statistic(
    long required,
    long registered,
    long collected,
    long analysed,
    long excluded,
    Optional<Held> complete,
    Optional<Held> kept,
    Optional<LeaveOneOut> leaveOneOut,
    Optional<SmallestFlip> smallestFlip,
    @Length(max = LISTED_MAX) List<RestoredOne> restored) {
  /** The most samples that are listed by their numbers. */
  public static final int LISTED_MAX = 32;

  /**
   * A figure held against the limit.
   *
   * @param figure the percentile, six places half up
   * @param exceeds whether the exact percentile is above the limit
   */
  @About("A figure, and whether it is above the limit.")
  public record Held(Decimal figure, boolean exceeds) {
    static Held of(Figure figure, Decimal limit) {
      return new Held(figure.rounded(), figure.exceeds(limit));
    }
  }

  /**
   * The figures of all results but one.
   *
   * @param lowest the lowest of them
   * @param highest the highest
   * @param flipping how many results there are without which, alone, the figure is on the other
   *     side of the limit
   */
  public record LeaveOneOut(Decimal lowest, Decimal highest, long flipping) {}

  /**
   * The fewest results that decide: the greatest ones where the figure is above the limit, else the
   * least.
   *
   * @param count how many
   * @param numbers the first of their samples; of equal values those with the greater numbers first
   */
  public record SmallestFlip(long count, @Length(max = LISTED_MAX) List<Long> numbers) {}

  /**
   * What is kept and one more.
   *
   * @param number the sample put back
   * @param held the figure then
   */
  public record RestoredOne(long number, Held held) {}

  private record Value(long millionths, long number) {}

  private static final Comparator<Value> ORDER =
      Comparator.comparingLong(Value::millionths).thenComparingLong(Value::number);

  /** What follows from {@code samples}, all those of {@code plan}. */
  public static Statistic of(Rule.Terms rule, Plan plan, List<Entry<SampleId, Sample>> samples) {
    List<Value> all = new ArrayList<>();
    List<Value> kept = new ArrayList<>();
    List<Value> left = new ArrayList<>();
    int collected = 0;
    for (Entry<SampleId, Sample> each : samples) {
      collected += each.value().taken().isPresent() ? 1 : 0;
      if (each.value().result().isPresent()) {
        long counts = each.value().result().get().millionths(rule.nonDetects());
        Value value = new Value(counts, each.key().number());
        all.add(value);
        (each.value().exclusion().isPresent() ? left : kept).add(value);
      }
    }
    all.sort(ORDER);
    kept.sort(ORDER);
    Optional<Influence> influence = influence(rule, all);
    return new Statistic(
        plan.required(),
        samples.size(),
        collected,
        all.size(),
        left.size(),
        influence.map(each -> Held.of(each.figure(), rule.limit())),
        influence(rule, kept).map(each -> Held.of(each.figure(), rule.limit())),
        influence.flatMap(Statistic::leaveOneOut),
        influence.flatMap(each -> smallestFlip(each, all)),
        restored(rule, kept, left));
  }

  private static Optional<Influence> influence(Rule.Terms rule, List<Value> values) {
    return values.isEmpty()
        ? Optional.empty()
        : Optional.of(new Influence(rule.percentile(), rule.limit(), ranked(values)));
  }

  private static Ranked ranked(List<Value> values) {
    return Ranked.of(values.stream().mapToLong(Value::millionths).toArray());
  }

  private static Optional<LeaveOneOut> leaveOneOut(Influence influence) {
    List<Influence.Run> runs = influence.leaveOneOut();
    if (runs.isEmpty()) {
      return Optional.empty();
    }
    List<Figure> figures = new ArrayList<>(runs.stream().map(Influence.Run::figure).toList());
    figures.sort(Comparator.naturalOrder());
    return Optional.of(
        new LeaveOneOut(
            figures.getFirst().rounded(), figures.getLast().rounded(), influence.flippingAlone()));
  }

  private static Optional<SmallestFlip> smallestFlip(Influence influence, List<Value> ascending) {
    int count = influence.smallestFlip();
    if (count == 0) {
      return Optional.empty();
    }
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < Math.min(count, LISTED_MAX); i++) {
      int at = influence.exceeded() ? ascending.size() - 1 - i : i;
      numbers.add(ascending.get(at).number());
    }
    return Optional.of(new SmallestFlip(count, List.copyOf(numbers)));
  }

  private static List<RestoredOne> restored(Rule.Terms rule, List<Value> kept, List<Value> left) {
    List<RestoredOne> restored = new ArrayList<>();
    for (Value each : left.subList(0, Math.min(left.size(), LISTED_MAX))) {
      Figure figure =
          kept.isEmpty()
              ? rule.percentile().of(ranked(List.of(each)))
              : rule.percentile().of(ranked(kept).with(each.millionths()));
      restored.add(new RestoredOne(each.number(), Held.of(figure, rule.limit())));
    }
    return List.copyOf(restored);
  }
}
