package birthmark.node.replica;

import birthmark.merkle.LogFrontier;

/** Signs the log's root with the node's checkpoint key. */
public interface CheckpointSigner {
  /** The C2SP signed note over {@code log}. */
  String sign(LogFrontier log);
}
