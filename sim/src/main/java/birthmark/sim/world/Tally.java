package birthmark.sim.world;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** How often what happened. */
public final class Tally {
  private final SortedMap<String, Long> counts = new TreeMap<>();

  /** Counts one more {@code what}. */
  public void count(String what) {
    count(what, 1);
  }

  /** Counts {@code times} more {@code what}. */
  public void count(String what, long times) {
    counts.merge(what, times, Long::sum);
  }

  /** Counts all that {@code other} counted. */
  public void add(Tally other) {
    other.counts.forEach(this::count);
  }

  /** How often {@code what} happened. */
  public long of(String what) {
    return counts.getOrDefault(what, 0L);
  }

  /** All that happened at all, by name. */
  public SortedMap<String, Long> counts() {
    return Collections.unmodifiableSortedMap(counts);
  }
}
