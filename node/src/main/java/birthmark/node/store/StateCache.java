package birthmark.node.store;

import birthmark.bytes.Bytes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.function.Function;

/**
 * Records of the state as last committed, those used last: a block reads each signer's key and
 * window, mostly the same ones again. For one thread.
 */
final class StateCache {
  private static final int OCTETS_MAX = 32 << 20;

  /** What an entry takes besides its octets, roughly. */
  private static final int OVERHEAD = 150;

  private final LinkedHashMap<Bytes, Optional<Bytes>> records =
      new LinkedHashMap<>(16, 0.75f, true);
  private long octets;

  Optional<Bytes> value(Bytes key, Function<Bytes, Optional<Bytes>> disk) {
    Optional<Bytes> known = records.get(key);
    if (known != null) {
      return known;
    }
    Optional<Bytes> read = disk.apply(key);
    put(key, read);
    return read;
  }

  void commit(SortedMap<Bytes, Optional<Bytes>> changes) {
    changes.forEach(this::put);
  }

  void clear() {
    records.clear();
    octets = 0;
  }

  private void put(Bytes key, Optional<Bytes> value) {
    octets += size(key, value);
    Optional<Bytes> before = records.put(key, value);
    if (before != null) {
      octets -= size(key, before);
    }
    var eldest = records.entrySet().iterator();
    while (octets > OCTETS_MAX && eldest.hasNext()) {
      Map.Entry<Bytes, Optional<Bytes>> old = eldest.next();
      octets -= size(old.getKey(), old.getValue());
      eldest.remove();
    }
  }

  private static int size(Bytes key, Optional<Bytes> value) {
    return OVERHEAD + key.length() + value.map(Bytes::length).orElse(0);
  }
}
