package birthmark.finality;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import java.util.ArrayList;
import java.util.List;

/**
 * All changes of a ledger's replica set since its genesis, in one file: CBOR tag {@value #TAG}
 * ("sets") over {@code [1, network, [change…]]}.
 *
 * @param network the ledger's network id
 * @param changes oldest first
 */
public record ReplicaSetChanges(Bytes network, List<ReplicaSetChange> changes) {
  /** The most changes that are followed. */
  public static final int MAX = 1_000;

  /** The most octets of an encoded one. */
  public static final int LENGTH_MAX = 32 << 20;

  /** The CBOR tag: "sets" in ASCII. */
  public static final long TAG = 0x73657473L;

  private static final long VERSION = 1;

  /** Keeps a copy. */
  public ReplicaSetChanges {
    changes = List.copyOf(changes);
  }

  /** The file's octets. */
  public Bytes encode() {
    CborWriter out = new CborWriter();
    out.tag(TAG).array(3).unsigned(VERSION).bytes(network).array(changes.size());
    changes.forEach(each -> each.write(out));
    return out.toBytes();
  }

  /**
   * The changes that {@code encoded} holds, with nothing after them.
   *
   * @throws CborException if it is not one in the form that {@link #encode} gives
   */
  public static ReplicaSetChanges decode(Bytes encoded) {
    if (encoded.length() > LENGTH_MAX) {
      throw malformed(0, "more than " + LENGTH_MAX + " octets");
    }
    CborReader in = new CborReader(encoded);
    if (in.tag() != TAG) {
      throw malformed(0, "another tag than " + TAG);
    }
    in.arrayOf(3);
    if (in.unsigned() != VERSION) {
      throw malformed(in.position(), "another version than " + VERSION);
    }
    Bytes network = in.bytesOf(Sha256.LENGTH);
    List<ReplicaSetChange> changes = new ArrayList<>();
    for (int left = in.array(MAX); left > 0; left--) {
      changes.add(ReplicaSetChange.read(in));
    }
    in.end();
    return new ReplicaSetChanges(network, changes);
  }

  private static CborException malformed(int at, String what) {
    return new CborException(CborException.Reason.OUT_OF_RANGE, at, what);
  }
}
