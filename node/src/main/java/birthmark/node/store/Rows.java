package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;

/** Reads what a disk holds, now or as of one moment. */
public interface Rows {
  /** The value under {@code key}. */
  Optional<Bytes> get(Column column, Bytes key);

  /**
   * At most {@code limit} entries in the order of their keys.
   *
   * @param from the first key
   * @param to the key before which to stop, if any
   */
  List<Entry<Bytes, Bytes>> scan(Column column, Bytes from, Optional<Bytes> to, int limit);
}
