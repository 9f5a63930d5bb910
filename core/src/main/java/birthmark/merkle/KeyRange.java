package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The keys from one on, up to another.
 *
 * @param low the least key that is in it
 * @param high the least key that lies behind it; where empty, none does
 */
public record KeyRange(Bytes low, Optional<Bytes> high) {
  private static final Bytes ZERO = Bytes.ofOwned(new byte[1]);

  /** Exactly {@code key}. */
  public static KeyRange of(Bytes key) {
    return new KeyRange(key, Optional.of(behind(key)));
  }

  /** The keys that begin with {@code prefix}. */
  public static KeyRange under(Bytes prefix) {
    return new KeyRange(prefix, behindAll(prefix));
  }

  /** The keys of this range that lie behind {@code key}. */
  public KeyRange after(Bytes key) {
    Bytes next = behind(key);
    return next.compareTo(low) > 0 ? new KeyRange(next, high) : this;
  }

  /** The keys of this range up to {@code key} and with it. */
  public KeyRange upTo(Bytes key) {
    Bytes next = behind(key);
    return high.isPresent() && high.get().compareTo(next) <= 0
        ? this
        : new KeyRange(low, Optional.of(next));
  }

  /** The least key behind {@code key}. */
  private static Bytes behind(Bytes key) {
    return key.concat(ZERO);
  }

  /** The least key behind all that begin with {@code prefix}; empty if there is none. */
  static Optional<Bytes> behindAll(Bytes prefix) {
    return behindAll(prefix.unsafe(), 8 * prefix.length());
  }

  /** The least key behind all that begin with the first {@code bits} bits of {@code key}. */
  static Optional<Bytes> behindAll(byte[] key, int bits) {
    int last = bits - 1;
    while (last >= 0 && Bits.isSet(key, last)) {
      last--;
    }
    if (last < 0) {
      return Optional.empty();
    }
    byte[] next = Bits.prefix(key, last + 1);
    next[last >>> 3] |= (byte) (0x80 >>> (last & 7));
    return Optional.of(Bytes.ofOwned(next));
  }

  boolean isEmpty() {
    return high.isPresent() && high.get().compareTo(low) <= 0;
  }

  /** Whether all of it lies before {@code key}. */
  boolean endsBy(Bytes key) {
    return high.isPresent() && high.get().compareTo(key) <= 0;
  }

  /** Whether a key is in this range that begins with the first {@code bits} bits of {@code key}. */
  boolean meets(byte[] key, int bits) {
    if (endsBy(Bytes.ofOwned(Bits.prefix(key, bits)))) {
      return false;
    }
    Optional<Bytes> end = behindAll(key, bits);
    return end.isEmpty() || low.compareTo(end.get()) < 0;
  }

  /** Whether {@code key} is in it. */
  public boolean contains(Bytes key) {
    return low.compareTo(key) <= 0 && !endsBy(key);
  }

  /** The same keys as ranges in ascending order, of which none meets the next. */
  static List<KeyRange> merged(List<KeyRange> ranges) {
    KeyRange[] sorted = ranges.stream().filter(range -> !range.isEmpty()).toArray(KeyRange[]::new);
    Arrays.sort(sorted, Comparator.comparing(KeyRange::low));
    List<KeyRange> merged = new ArrayList<>();
    for (KeyRange next : sorted) {
      if (merged.isEmpty() || merged.getLast().endsBefore(next.low)) {
        merged.add(next);
      } else {
        merged.set(merged.size() - 1, merged.getLast().with(next));
      }
    }
    return merged;
  }

  private boolean endsBefore(Bytes key) {
    return high.isPresent() && high.get().compareTo(key) < 0;
  }

  /** This range and one that begins in it or at its end. */
  private KeyRange with(KeyRange next) {
    return high.isEmpty() || next.endsBy(high.get()) ? this : new KeyRange(low, next.high);
  }
}
