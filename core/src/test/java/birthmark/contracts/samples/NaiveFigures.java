package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** What is published and told of a plan by itself once more, in words, figures in tenths. */
final class NaiveFigures {
  private static final int LIMIT = 15;

  private final SamplingWorld world;
  private final Map<Long, NaiveBottle> bottles;
  private final List<String> told = new ArrayList<>();
  private final Map<Long, Timestamp> overdue = new TreeMap<>();
  private final Set<Long> asked = new TreeSet<>();
  private final Set<Long> confirmed = new TreeSet<>();
  private boolean changed;
  private boolean published;
  private List<Object> last = List.of();

  /** Of the plan whose samples {@code bottles} are, as they are whenever it is asked. */
  NaiveFigures(SamplingWorld world, Map<Long, NaiveBottle> bottles) {
    this.world = world;
    this.bottles = bottles;
  }

  /** Something happened that the figures follow from. */
  void change() {
    changed = true;
  }

  Optional<Reason> confirm(long number) {
    if (!asked.contains(number)) {
      return Optional.of(SamplingRefusal.NO_SUCH_NOTICE);
    }
    if (!confirmed.add(number)) {
      return Optional.of(SamplingRefusal.ALREADY_CONFIRMED);
    }
    overdue.remove(number);
    return Optional.empty();
  }

  /** What is told now, where {@code due} says whether the time of the figures has come. */
  List<String> pass(boolean due) {
    List<String> expected = new ArrayList<>();
    if (due && (changed || !published)) {
      reckon(expected);
      published = true;
      changed = false;
    }
    overdue.forEach(
        (number, until) -> {
          if (!world.now().isBefore(until)) {
            expected.add("NoticeOverdue " + number);
          }
        });
    overdue.values().removeIf(until -> !world.now().isBefore(until));
    return expected;
  }

  private void reckon(List<String> expected) {
    List<Integer> all = values(true);
    List<Integer> kept = values(false);
    List<Object> figures =
        List.of(
            bottles.size(),
            collected(),
            all,
            kept,
            NaivePercentile.tenths(all),
            NaivePercentile.tenths(kept),
            excluded());
    if (figures.equals(last)) {
      return;
    }
    last = figures;
    expected.add(
        "FiguresPublished "
            + NaivePercentile.text(NaivePercentile.tenths(all))
            + NaivePercentile.text(NaivePercentile.tenths(kept)));
    boolean exceeds = NaivePercentile.tenths(kept).map(each -> each > LIMIT * 10).orElse(false);
    if (exceeds) {
      once(
          expected,
          "LimitExceeded",
          "LimitExceeded " + NaivePercentile.text(NaivePercentile.tenths(kept)).orElseThrow());
    }
    if (kept.size() < SamplingMoves.MINIMUM) {
      once(expected, "TooFewResults", "TooFewResults " + kept.size());
    }
    if (NaivePercentile.tenths(all).map(each -> each > LIMIT * 10).orElse(false) != exceeds) {
      once(expected, "ExclusionsDecide", "ExclusionsDecide");
    }
  }

  private long collected() {
    return bottles.values().stream().filter(each -> each.taken.isPresent()).count();
  }

  private List<Long> excluded() {
    return bottles.entrySet().stream()
        .filter(each -> each.getValue().excluded)
        .map(Map.Entry::getKey)
        .toList();
  }

  private void once(List<String> expected, String what, String words) {
    if (!told.contains(what)) {
      told.add(what);
      expected.add(words);
      if (what.equals("LimitExceeded")) {
        overdue.put(1L, world.now().plusSeconds(86_400));
        overdue.put(2L, world.now().plusSeconds(172_800));
        asked.addAll(List.of(1L, 2L));
      }
    }
  }

  private List<Integer> values(boolean withExcluded) {
    return bottles.values().stream()
        .filter(each -> each.value.isPresent() && (withExcluded || !each.excluded))
        .map(each -> each.value.orElseThrow())
        .sorted()
        .toList();
  }
}
