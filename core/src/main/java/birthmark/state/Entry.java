package birthmark.state;

/**
 * A record of a table with its key.
 *
 * @param key its key
 * @param value its value
 */
public record Entry<K, V>(K key, V value) {}
