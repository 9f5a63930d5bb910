package birthmark.bundle;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.KeyId;
import birthmark.merkle.LogTree;
import java.util.List;
import java.util.Optional;

/** One statement of a subject's history. */
public sealed interface Event {
  /** The subject's own key that signed it; empty where somebody else did. */
  Optional<KeyId> key();

  /** Its log index. */
  long index();

  /** The height of the block that accepted it. */
  long height();

  /** That block's time. */
  Timestamp time();

  /** The hash of what came of it, as under a seal's outcomes root. */
  Bytes outcomeHash();

  /**
   * A statement in full.
   *
   * @param outcome what came of it, as under a seal's outcomes root
   * @param statement the log entry
   * @param path its inclusion in the bundle's checkpoint
   */
  record Shown(
      Optional<KeyId> key,
      long index,
      long height,
      Timestamp time,
      Bytes outcome,
      Bytes statement,
      List<Bytes> path)
      implements Event {
    /** Keeps a copy. */
    public Shown {
      path = List.copyOf(path);
    }

    @Override
    public Bytes outcomeHash() {
      return LogTree.leafHash(outcome);
    }

    /** The same with only its place and digest left. */
    public Hidden hidden() {
      return new Hidden(key, index, height, time, outcomeHash());
    }
  }

  /** A statement that is not shown: that there is one, and where. */
  record Hidden(Optional<KeyId> key, long index, long height, Timestamp time, Bytes outcomeHash)
      implements Event {}
}
