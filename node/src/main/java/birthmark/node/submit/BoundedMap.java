package birthmark.node.submit;

import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * A map that forgets what was not asked for lately: two generations, the older dropped when the
 * younger is full. For many threads.
 */
final class BoundedMap<K, V> {
  private final int entriesMax;
  private final long octetsMax;
  private volatile Generation<K, V> young = new Generation<>();
  private volatile Generation<K, V> old = new Generation<>();

  private static final class Generation<K, V> {
    private final ConcurrentHashMap<K, V> map = new ConcurrentHashMap<>();
    private final LongAdder octets = new LongAdder();
  }

  /** A map of at most twice {@code entriesMax} entries and twice {@code octetsMax} octets. */
  BoundedMap(int entriesMax, long octetsMax) {
    this.entriesMax = entriesMax;
    this.octetsMax = octetsMax;
  }

  Optional<V> get(K key) {
    V value = young.map.get(key);
    return Optional.ofNullable(value == null ? old.map.get(key) : value);
  }

  /** Keeps {@code value}, which takes {@code octets}. */
  void put(K key, V value, int octets) {
    Generation<K, V> now = young;
    now.map.put(key, value);
    now.octets.add(octets);
    if (now.map.size() >= entriesMax || now.octets.sum() >= octetsMax) {
      turn(now);
    }
  }

  private synchronized void turn(Generation<K, V> full) {
    if (young == full) {
      old = full;
      young = new Generation<>();
    }
  }
}
