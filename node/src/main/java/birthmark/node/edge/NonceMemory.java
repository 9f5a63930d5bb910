package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.KeyId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The nonces of signed requests that could still count, so that a request seen on its way counts
 * once.
 *
 * <p>Only signatures that verify get here, and no key may fill more than its share.
 */
final class NonceMemory {
  /** What became of a nonce. */
  enum Verdict {
    /** It is new. */
    NEW,
    /** It was there already. */
    USED,
    /** The key has used its share for now. */
    TOO_MANY
  }

  private final int capacity;
  private final int share;
  private final ReentrantLock lock = new ReentrantLock();
  private final Set<Bytes> known = new HashSet<>();
  private final Map<KeyId, Integer> perKey = new HashMap<>();
  private final ArrayDeque<Entry> byEnd = new ArrayDeque<>();

  private record Entry(long endSeconds, KeyId key, Bytes nonce) {}

  /** A memory for {@code capacity} nonces, {@code share} of them from one key. */
  NonceMemory(int capacity, int share) {
    this.capacity = capacity;
    this.share = share;
  }

  /**
   * Takes note of {@code nonce} of {@code key}, kept for {@code keptSeconds}.
   *
   * @param nowSeconds the time, in seconds since 1970
   */
  Verdict use(KeyId key, String nonce, long nowSeconds, long keptSeconds) {
    Bytes name =
        Sha256.of(key.value().concat(Bytes.ofOwned(nonce.getBytes(StandardCharsets.UTF_8))));
    lock.lock();
    try {
      while (!byEnd.isEmpty() && byEnd.getFirst().endSeconds() < nowSeconds) {
        Entry old = byEnd.removeFirst();
        known.remove(old.nonce());
        perKey.computeIfPresent(old.key(), (_, count) -> count == 1 ? null : count - 1);
      }
      if (known.contains(name)) {
        return Verdict.USED;
      }
      if (known.size() >= capacity || perKey.getOrDefault(key, 0) >= share) {
        return Verdict.TOO_MANY;
      }
      known.add(name);
      perKey.merge(key, 1, Integer::sum);
      byEnd.addLast(new Entry(nowSeconds + keptSeconds, key, name));
      return Verdict.NEW;
    } finally {
      lock.unlock();
    }
  }
}
