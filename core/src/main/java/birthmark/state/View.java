package birthmark.state;

import java.util.List;
import java.util.Optional;

/** The state as of one moment, for reading. */
public interface View {
  /** The record under {@code key}. */
  <K, V> Optional<V> find(Table<K, V> table, K key);

  /**
   * The records whose keys start with {@code leading}, in key order.
   *
   * @param leading the first components of the key, in their order; empty for the whole table
   * @param after only keys behind this one
   * @param limit at most this many, 1 to {@value #LIST_MAX}
   */
  <K, V> List<Entry<K, V>> list(Table<K, V> table, List<?> leading, Optional<K> after, int limit);

  /** The most records that one list returns: what a statement may read is bounded. */
  int LIST_MAX = 1_000;
}
