package birthmark.state;

import java.util.Optional;

/**
 * A change of one record: set to {@code value}, or removed where that is empty.
 *
 * @param table where
 * @param key which record
 * @param value what it becomes
 */
public record Write<K, V>(Table<K, V> table, K key, Optional<V> value) {}
