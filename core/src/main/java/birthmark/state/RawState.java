package birthmark.state;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** The state as octets under ordered octet keys: what a store keeps. */
public interface RawState {
  /** The value under {@code key}. */
  Optional<Bytes> value(Bytes key);

  /**
   * The record whose octets are under {@code key}, which {@code decode} makes of them. A key is
   * always asked for with the same {@code decode}, so whoever keeps octets may keep the record.
   */
  default <V> Optional<V> value(Bytes key, Function<Bytes, V> decode) {
    return value(key).map(decode);
  }

  /**
   * At most {@code limit} entries whose keys start with {@code prefix} and lie behind {@code
   * after}, in key order.
   */
  List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit);
}
