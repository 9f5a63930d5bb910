package birthmark.node.submit;

import birthmark.cose.KeyId;
import java.util.concurrent.ConcurrentHashMap;

/** How many statements of each key are being decided. */
final class KeyCounts {
  private final ConcurrentHashMap<KeyId, Integer> counts = new ConcurrentHashMap<>();

  /** Counts one more, if that makes at most {@code max}. */
  boolean enter(KeyId key, long max) {
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
  void leave(KeyId key) {
    counts.computeIfPresent(key, (same, count) -> count == 1 ? null : count - 1);
  }
}
