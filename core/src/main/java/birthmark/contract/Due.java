package birthmark.contract;

import birthmark.codec.Timestamp;

/** The key of a record that comes due: its first component is the moment from which it is. */
public interface Due {
  /** From when on. */
  Timestamp due();
}
