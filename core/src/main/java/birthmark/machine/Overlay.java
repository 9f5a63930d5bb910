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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Tables over stored octets, with the changes made since on top. */
public final class Overlay implements View {
  private final Rulebook rulebook;
  private final RawState base;

  // Asked for by key many times a statement, in order only when a table is listed and at the end.
  private final LinkedHashMap<Bytes, Optional<Bytes>> changes = new LinkedHashMap<>();
  private final HashMap<Bytes, TreeSet<Bytes>> listed = new HashMap<>();

  /** A view of {@code base} without changes. */
  public Overlay(Rulebook rulebook, RawState base) {
    this.rulebook = rulebook;
    this.base = base;
  }

  @Override
  public <K, V> Optional<V> find(Table<K, V> table, K key) {
    Bytes raw = table.key().encode(rulebook.prefix(table), key);
    Optional<Bytes> changed = changes.get(raw);
    return changed == null
        ? base.value(raw, octets -> decode(table, octets))
        : changed.map(octets -> decode(table, octets));
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
    for (Entry<Bytes, Bytes> raw : rawList(tablePrefix, prefix, behind, limit)) {
      entries.add(
          new Entry<>(
              table.key().decode(raw.key(), Table.PREFIX_LENGTH), decode(table, raw.value())));
    }
    return entries;
  }

  private List<Entry<Bytes, Bytes>> rawList(
      Bytes table, Bytes prefix, Optional<Bytes> after, int limit) {
    List<Bytes> changedKeys = changedUnder(table, prefix, after);
    if (changedKeys.isEmpty()) {
      return base.list(prefix, after, limit);
    }
    // Every removal hides at most one stored record, so this many stored ones are always enough.
    TreeMap<Bytes, Bytes> merged = new TreeMap<>();
    for (Entry<Bytes, Bytes> stored : base.list(prefix, after, limit + changedKeys.size())) {
      merged.put(stored.key(), stored.value());
    }
    for (Bytes key : changedKeys) {
      changed(key).ifPresentOrElse(value -> merged.put(key, value), () -> merged.remove(key));
    }
    List<Entry<Bytes, Bytes>> entries = new ArrayList<>();
    for (var each : merged.entrySet()) {
      if (entries.size() == limit) {
        break;
      }
      entries.add(new Entry<>(each.getKey(), each.getValue()));
    }
    return entries;
  }

  private Optional<Bytes> changed(Bytes key) {
    return Objects.requireNonNull(changes.get(key));
  }

  private List<Bytes> changedUnder(Bytes table, Bytes prefix, Optional<Bytes> after) {
    TreeSet<Bytes> keys = listed.get(table);
    if (keys == null) {
      keys = new TreeSet<>();
      for (Bytes key : changes.keySet()) {
        if (key.startsWith(table)) {
          keys.add(key);
        }
      }
      listed.put(table, keys);
    }
    List<Bytes> found = new ArrayList<>();
    for (Bytes key : after.isPresent() ? keys.tailSet(after.get(), false) : keys.tailSet(prefix)) {
      if (!key.startsWith(prefix)) {
        break;
      }
      found.add(key);
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
    Bytes prefix = rulebook.prefix(write.table());
    Bytes raw = write.table().key().encode(prefix, write.key());
    if (changes.put(raw, write.value().map(write.table().value()::encode)) == null) {
      TreeSet<Bytes> keys = listed.get(prefix);
      if (keys != null) {
        keys.add(raw);
      }
    }
  }

  /** The changes made, in key order. */
  public SortedMap<Bytes, Optional<Bytes>> changes() {
    return new TreeMap<>(changes);
  }
}
