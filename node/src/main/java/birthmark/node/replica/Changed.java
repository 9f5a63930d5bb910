package birthmark.node.replica;

import birthmark.bytes.Bytes;
import birthmark.state.Entry;
import birthmark.state.RawState;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The state after a block that is not stored yet.
 *
 * @param before the state before it
 * @param changes the records that it changes; empty means removed
 */
record Changed(RawState before, SortedMap<Bytes, Optional<Bytes>> changes) implements RawState {
  @Override
  public Optional<Bytes> value(Bytes key) {
    Optional<Bytes> changed = changes.get(key);
    return changed == null ? before.value(key) : changed;
  }

  @Override
  public List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit) {
    TreeMap<Bytes, Bytes> rows = new TreeMap<>();
    before
        .list(prefix, after, Math.addExact(limit, changes.size()))
        .forEach(row -> rows.put(row.key(), row.value()));
    changes.forEach(
        (key, value) -> {
          if (key.startsWith(prefix) && after.filter(last -> key.compareTo(last) <= 0).isEmpty()) {
            value.ifPresentOrElse(octets -> rows.put(key, octets), () -> rows.remove(key));
          }
        });
    return rows.entrySet().stream()
        .limit(limit)
        .map(row -> new Entry<>(row.getKey(), row.getValue()))
        .toList();
  }
}
