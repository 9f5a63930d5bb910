package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.proof.Note;
import java.util.List;

/**
 * The evidence that a replica set gave way to another.
 *
 * @param seal the log entry that names the next set as that of the height after the next
 * @param index that entry's number in the log
 * @param path its proof of inclusion in the checkpoint
 * @param checkpoint a checkpoint that covers the seal, signed by the set before
 * @param next the next set
 */
public record ReplicaSetChange(
    Bytes seal, long index, List<Bytes> path, Note checkpoint, List<ReplicaSet.Member> next) {
  /** Keeps copies. */
  public ReplicaSetChange {
    path = List.copyOf(path);
    next = List.copyOf(next);
  }
}
