package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Rulebook;
import birthmark.state.Entry;
import birthmark.state.RawState;
import birthmark.state.Table;
import birthmark.state.View;
import birthmark.state.Write;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Tables over stored octets, with the changes made since on top. */
public final class Overlay implements View {
  private final Rulebook rulebook;
  private final RawState base;
  private final TreeMap<Bytes, Optional<Bytes>> changes = new TreeMap<>();

  /** A view of {@code base} without changes. */
  public Overlay(Rulebook rulebook, RawState base) {
    this.rulebook = rulebook;
    this.base = base;
  }

  @Override
  public <K, V> Optional<V> find(Table<K, V> table, K key) {
    Bytes raw = table.key().encode(rulebook.prefix(table), key);
    Optional<Bytes> changed = changes.get(raw);
    Optional<Bytes> value = changed == null ? base.value(raw) : changed;
    return value.map(octets -> decode(table, octets));
  }

  @Override
  public <K, V> List<Entry<K, V>> list(
      Table<K, V> table, List<?> leading, Optional<K> after, int limit) {
    if (limit < 1 || limit > LIST_MAX) {
      throw new IllegalArgumentException("a list has 1 to " + LIST_MAX + " records, not " + limit);
    }
    Bytes tablePrefix = rulebook.prefix(table);
    Bytes prefix = table.key().encodePrefix(tablePrefix, leading);
    Optional<Bytes> behind = after.map(key -> table.key().encode(tablePrefix, key));
    List<Entry<K, V>> entries = new ArrayList<>();
    for (Entry<Bytes, Bytes> raw : rawList(prefix, behind, limit)) {
      entries.add(
          new Entry<>(
              table.key().decode(raw.key(), Table.PREFIX_LENGTH), decode(table, raw.value())));
    }
    return entries;
  }

  private List<Entry<Bytes, Bytes>> rawList(Bytes prefix, Optional<Bytes> after, int limit) {
    SortedMap<Bytes, Optional<Bytes>> changed = changesUnder(prefix, after);
    if (changed.isEmpty()) {
      return base.list(prefix, after, limit);
    }
    // Every removal hides at most one stored record, so this many stored ones are always enough.
    TreeMap<Bytes, Bytes> merged = new TreeMap<>();
    for (Entry<Bytes, Bytes> stored : base.list(prefix, after, limit + changed.size())) {
      merged.put(stored.key(), stored.value());
    }
    changed.forEach(
        (key, value) -> {
          if (value.isPresent()) {
            merged.put(key, value.get());
          } else {
            merged.remove(key);
          }
        });
    List<Entry<Bytes, Bytes>> entries = new ArrayList<>();
    for (var each : merged.entrySet()) {
      if (entries.size() == limit) {
        break;
      }
      entries.add(new Entry<>(each.getKey(), each.getValue()));
    }
    return entries;
  }

  private SortedMap<Bytes, Optional<Bytes>> changesUnder(Bytes prefix, Optional<Bytes> after) {
    SortedMap<Bytes, Optional<Bytes>> found = new TreeMap<>();
    SortedMap<Bytes, Optional<Bytes>> tail =
        after.isPresent() ? changes.tailMap(after.get(), false) : changes.tailMap(prefix, true);
    for (var each : tail.entrySet()) {
      if (!each.getKey().startsWith(prefix)) {
        break;
      }
      found.put(each.getKey(), each.getValue());
    }
    return found;
  }

  private static <K, V> V decode(Table<K, V> table, Bytes octets) {
    try {
      return table.value().decode(octets);
    } catch (MalformedException e) {
      throw new DamagedRecordException(
          "a stored record of " + table.name() + " is damaged: " + e.sentence(), e);
    }
  }

  /** Makes a change. */
  public <K, V> void apply(Write<K, V> write) {
    Bytes raw = write.table().key().encode(rulebook.prefix(write.table()), write.key());
    changes.put(raw, write.value().map(write.table().value()::encode));
  }

  /** The changes made, in key order. */
  public SortedMap<Bytes, Optional<Bytes>> changes() {
    return Collections.unmodifiableSortedMap(changes);
  }
}
