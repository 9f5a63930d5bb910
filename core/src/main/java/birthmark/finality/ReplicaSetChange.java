package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.contract.Replicas;
import birthmark.proof.Note;
import java.util.ArrayList;
import java.util.List;

/**
 * The evidence that a replica set gave way to another, as it travels: nothing in it is checked yet.
 *
 * @param seal the log entry that names the next set as that of the height after the next
 * @param index that entry's number in the log
 * @param path its proof of inclusion in the checkpoint
 * @param checkpoint a signed note whose checkpoint covers the seal, signed by the set before
 * @param next the next set
 */
public record ReplicaSetChange(
    Bytes seal, long index, List<Bytes> path, Bytes checkpoint, List<Signer> next) {
  private static final int ITEMS = 5;
  private static final int SEAL_LENGTH_MAX = 8 << 20;
  private static final int KEY_LENGTH_MAX = 4_096;
  private static final int PATH_MAX = 63;

  /**
   * A replica of the next set.
   *
   * @param key the COSE_Key that signs its checkpoints
   * @param weight what it weighs
   */
  public record Signer(Bytes key, long weight) {}

  /** Keeps copies. */
  public ReplicaSetChange {
    path = List.copyOf(path);
    next = List.copyOf(next);
  }

  /** The same set, as a change names it. */
  public static List<Signer> signers(ReplicaSet set) {
    return set.members().stream()
        .map(each -> new Signer(each.key().encode(), each.weight()))
        .toList();
  }

  /** Writes it as one item, {@code [seal, index, [hash…], checkpoint, [[key, weight]…]]}. */
  public void write(CborWriter out) {
    out.array(ITEMS).bytes(seal).unsigned(index).array(path.size());
    path.forEach(out::bytes);
    out.bytes(checkpoint).array(next.size());
    next.forEach(each -> out.array(2).bytes(each.key()).unsigned(each.weight()));
  }

  /**
   * Reads one item.
   *
   * @throws CborException if it is not in the form that {@link #write} gives
   */
  public static ReplicaSetChange read(CborReader in) {
    in.arrayOf(ITEMS);
    Bytes seal = in.bytes(SEAL_LENGTH_MAX);
    long index = in.unsigned();
    List<Bytes> path = new ArrayList<>();
    for (int left = in.array(PATH_MAX); left > 0; left--) {
      path.add(in.bytesOf(Sha256.LENGTH));
    }
    Bytes checkpoint = in.bytes(Note.MAX_LENGTH);
    List<Signer> next = new ArrayList<>();
    for (int left = in.array(Replicas.MAX); left > 0; left--) {
      in.arrayOf(2);
      next.add(new Signer(in.bytes(KEY_LENGTH_MAX), in.unsigned()));
    }
    return new ReplicaSetChange(seal, index, path, checkpoint, next);
  }
}
