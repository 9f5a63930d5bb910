package birthmark.node.store;

import birthmark.bytes.Bytes;
import java.util.Optional;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Function;

/**
 * Records of the state that were read lately: deciding and examining a statement read its signer's
 * key, window and roles, mostly the same ones again. For many readers and one who commits.
 *
 * <p>A record is kept with the height from which it is as it is, so that a reader of an older block
 * never gets a newer record: it reads the disk. What is not there is remembered once it was asked
 * for twice: a statement of a party without limits of its own asks for them each time.
 *
 * <p>Two generations, the older dropped when the younger is full: what is still asked for moves.
 */
final class StateCache {
  private static final long OCTETS_MAX = 32L << 20;

  /** What an entry takes besides its octets, roughly: the record made of them too. */
  private static final int OVERHEAD = 250;

  /** How many keys that are not there are remembered to have been asked for, a power of two. */
  private static final int MISSES = 1 << 16;

  // A reader adds what it read from the disk only while no block was committed since: then nobody
  // can have changed it. Commits are alone, so that this is still so when it is added.
  private final ReentrantReadWriteLock commits = new ReentrantReadWriteLock();
  private volatile long newest = -1;
  private volatile Generation young = new Generation();
  private volatile Generation old = new Generation();

  /** Hashes of keys that were looked for in vain; what one thread writes another may miss. */
  private final int[] misses = new int[MISSES];

  /** A record, or that there is none, and the height from which on it has been so. */
  private static final class Known {
    private final long since;
    private final Optional<Bytes> value;
    private volatile Optional<?> decoded = Optional.empty();

    Known(long since, Optional<Bytes> value) {
      this.since = since;
      this.value = value;
    }

    int octets() {
      return value.map(Bytes::length).orElse(0);
    }

    /** What the octets stand for; who asks at the same time makes the same of them. */
    @SuppressWarnings("unchecked")
    <V> Optional<V> decoded(Function<Bytes, V> decode) {
      // A key is of one table, and its records have one form.
      Optional<V> already = (Optional<V>) decoded;
      if (already.isPresent() || value.isEmpty()) {
        return already;
      }
      Optional<V> now = value.map(decode);
      decoded = now;
      return now;
    }
  }

  private static final class Generation {
    private final ConcurrentHashMap<Bytes, Known> records = new ConcurrentHashMap<>();
    private final LongAdder octets = new LongAdder();
  }

  /** The octets under {@code key} as of block {@code height}, of which {@code disk} is a reader. */
  Optional<Bytes> value(long height, Bytes key, Function<Bytes, Optional<Bytes>> disk) {
    return known(height, key, disk).value;
  }

  /** The record under {@code key}, which {@code decode} makes of its octets. */
  <V> Optional<V> value(
      long height, Bytes key, Function<Bytes, Optional<Bytes>> disk, Function<Bytes, V> decode) {
    return known(height, key, disk).decoded(decode);
  }

  private Known known(long height, Bytes key, Function<Bytes, Optional<Bytes>> disk) {
    Known known = young.records.get(key);
    if (known == null) {
      known = old.records.get(key);
      if (known != null && known.since <= height) {
        add(height, key, known);
      }
    }
    if (known != null && known.since <= height) {
      return known;
    }
    Known read = new Known(height, disk.apply(key));
    if (known == null && (read.value.isPresent() || missedBefore(key))) {
      add(height, key, read);
    }
    return read;
  }

  /**
   * Whether a key that is not there was asked for before, unless too many others were since: a new
   * record is looked for once and then made, what holds for few parties is looked for again and
   * again.
   */
  private boolean missedBefore(Bytes key) {
    int hash = key.hashCode();
    int slot = (hash ^ (hash >>> 16)) & (MISSES - 1);
    boolean before = misses[slot] == hash;
    misses[slot] = hash;
    return before;
  }

  private void add(long height, Bytes key, Known known) {
    commits.readLock().lock();
    try {
      if (height != newest) {
        return;
      }
      Generation now = young;
      if (now.records.putIfAbsent(key, known) == null) {
        now.octets.add(octets(key, known));
      }
      if (now.octets.sum() > OCTETS_MAX) {
        turn(now);
      }
    } finally {
      commits.readLock().unlock();
    }
  }

  private static int octets(Bytes key, Known known) {
    return OVERHEAD + key.length() + known.octets();
  }

  private synchronized void turn(Generation full) {
    if (young == full) {
      old = full;
      young = new Generation();
    }
  }

  /** Takes in what block {@code height} changes of what is known. */
  void commit(long height, SortedMap<Bytes, Optional<Bytes>> changes) {
    commits.writeLock().lock();
    try {
      changes.forEach((key, value) -> change(key, new Known(height, value)));
      newest = height;
    } finally {
      commits.writeLock().unlock();
    }
  }

  private void change(Bytes key, Known now) {
    if (now.value.isEmpty()) {
      young.records.remove(key);
      old.records.remove(key);
      return;
    }
    Known before = young.records.replace(key, now);
    if (before != null) {
      young.octets.add(now.octets() - before.octets());
    } else if (old.records.remove(key) != null) {
      young.records.put(key, now);
      young.octets.add(octets(key, now));
    }
  }

  /** Forgets everything; what is read from now on is of block {@code height}. */
  void begin(long height) {
    commits.writeLock().lock();
    try {
      young = new Generation();
      old = new Generation();
      newest = height;
    } finally {
      commits.writeLock().unlock();
    }
  }
}
