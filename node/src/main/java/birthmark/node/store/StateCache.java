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
 * never gets a newer record: it reads the disk. What is not there is not remembered; the disk's
 * filters are good at that.
 *
 * <p>Two generations, the older dropped when the younger is full: what is still asked for moves.
 */
final class StateCache {
  private static final long OCTETS_MAX = 32L << 20;

  /** What an entry takes besides its octets, roughly: the record made of them too. */
  private static final int OVERHEAD = 250;

  // A reader adds what it read from the disk only while no block was committed since: then nobody
  // can have changed it. Commits are alone, so that this is still so when it is added.
  private final ReentrantReadWriteLock commits = new ReentrantReadWriteLock();
  private volatile long newest = -1;
  private volatile Generation young = new Generation();
  private volatile Generation old = new Generation();

  /** A record, and the height from which on it has been so. */
  private static final class Known {
    private final long since;
    private final Bytes value;
    private volatile Optional<Object> decoded = Optional.empty();

    Known(long since, Bytes value) {
      this.since = since;
      this.value = value;
    }

    /** What the octets stand for; who asks at the same time makes the same of them. */
    @SuppressWarnings("unchecked")
    <V> V decoded(Function<Bytes, V> decode) {
      Optional<Object> already = decoded;
      if (already.isPresent()) {
        // A key is of one table, and its records have one form.
        return (V) already.get();
      }
      V now = decode.apply(value);
      decoded = Optional.of(now);
      return now;
    }
  }

  private static final class Generation {
    private final ConcurrentHashMap<Bytes, Known> records = new ConcurrentHashMap<>();
    private final LongAdder octets = new LongAdder();
  }

  /** The octets under {@code key} as of block {@code height}, of which {@code disk} is a reader. */
  Optional<Bytes> value(long height, Bytes key, Function<Bytes, Optional<Bytes>> disk) {
    return known(height, key, disk).map(known -> known.value);
  }

  /** The record under {@code key}, which {@code decode} makes of its octets. */
  <V> Optional<V> value(
      long height, Bytes key, Function<Bytes, Optional<Bytes>> disk, Function<Bytes, V> decode) {
    return known(height, key, disk).map(known -> known.decoded(decode));
  }

  private Optional<Known> known(long height, Bytes key, Function<Bytes, Optional<Bytes>> disk) {
    Known known = young.records.get(key);
    if (known == null) {
      known = old.records.get(key);
      if (known != null && known.since <= height) {
        add(height, key, known);
      }
    }
    if (known != null && known.since <= height) {
      return Optional.of(known);
    }
    Optional<Known> read = disk.apply(key).map(value -> new Known(height, value));
    if (read.isPresent() && known == null) {
      add(height, key, read.get());
    }
    return read;
  }

  private void add(long height, Bytes key, Known known) {
    commits.readLock().lock();
    try {
      if (height != newest) {
        return;
      }
      Generation now = young;
      if (now.records.putIfAbsent(key, known) == null) {
        now.octets.add(OVERHEAD + key.length() + known.value.length());
      }
      if (now.octets.sum() > OCTETS_MAX) {
        turn(now);
      }
    } finally {
      commits.readLock().unlock();
    }
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
      changes.forEach((key, value) -> change(key, value.map(now -> new Known(height, now))));
      newest = height;
    } finally {
      commits.writeLock().unlock();
    }
  }

  private void change(Bytes key, Optional<Known> now) {
    if (now.isEmpty()) {
      young.records.remove(key);
      old.records.remove(key);
    } else if (young.records.replace(key, now.get()) == null && old.records.remove(key) != null) {
      young.records.put(key, now.get());
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
