package birthmark.state;

import birthmark.bytes.Bytes;
import java.util.List;
import java.util.Optional;

/** The state as octets under ordered octet keys: what a store keeps. */
public interface RawState {
  /** The value under {@code key}. */
  Optional<Bytes> value(Bytes key);

  /**
   * At most {@code limit} entries whose keys start with {@code prefix} and lie behind {@code
   * after}, in key order.
   */
  List<Entry<Bytes, Bytes>> list(Bytes prefix, Optional<Bytes> after, int limit);
}
