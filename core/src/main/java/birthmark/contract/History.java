package birthmark.contract;

import birthmark.bytes.Bytes;
import java.util.Optional;

/** The log before the block being decided. */
public interface History {
  /** The entry at {@code index}, 0 being the genesis. */
  Optional<Bytes> entry(long index);
}
