package birthmark.node.submit;

import java.util.concurrent.ConcurrentHashMap;

/**
 * How many of something each has, such as places, so that none has more than its share. Whoever has
 * none takes no room.
 */
public final class Counts<K> {
  private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();

  /** Counts one more, if that makes at most {@code max}. */
  public boolean enter(K key, long max) {
    boolean[] entered = new boolean[1];
    counts.compute(
        key,
        (same, before) -> {
          int now = before == null ? 0 : before;
          entered[0] = now < max;
          return entered[0] ? Integer.valueOf(now + 1) : before;
        });
    return entered[0];
  }

  /** Counts one less. */
  public void leave(K key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }

  /** How many have something. */
  public int keys() {
    return counts.size();
  }
}
