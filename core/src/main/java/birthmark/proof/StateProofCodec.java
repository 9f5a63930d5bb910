package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.merkle.StateProof;
import birthmark.merkle.StateProof.Cut;
import birthmark.merkle.StateProof.Neighbour;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import birthmark.merkle.StateTree;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * State proofs in deterministic CBOR: an array of parts, {@code [0, shared, rest, value]} for a
 * row, {@code [1, shared, rest, value hash]} for a neighbour and {@code [2, shared, rest, bits,
 * count, hash]} for what is cut off.
 *
 * <p>A key is as many octets as it shares with that of the part before, then {@code rest}.
 */
public final class StateProofCodec {
  /** The most parts of a proof. */
  public static final int PARTS_MAX = 1 << 20;

  /** The most octets of a value. */
  public static final int VALUE_LENGTH_MAX = 1 << 17;

  private static final int ROW = 0;
  private static final int NEIGHBOUR = 1;
  private static final int CUT = 2;
  private static final int BITS_MAX = 8 * StateTree.MAX_KEY_LENGTH;

  private StateProofCodec() {}

  /** Writes a proof as one item. */
  public static void write(CborWriter out, StateProof proof) {
    out.array(proof.parts().size());
    Bytes before = Bytes.EMPTY;
    for (Part part : proof.parts()) {
      switch (part) {
        case Row(Bytes key, Bytes value) -> {
          out.array(4).unsigned(ROW);
          writeKey(out, before, key);
          out.bytes(value);
        }
        case Neighbour(Bytes key, Bytes valueHash) -> {
          out.array(4).unsigned(NEIGHBOUR);
          writeKey(out, before, key);
          out.bytes(valueHash);
        }
        case Cut(Bytes key, int bits, long count, Bytes hash) -> {
          out.array(6).unsigned(CUT);
          writeKey(out, before, key);
          out.unsigned(bits).unsigned(count).bytes(hash);
        }
      }
      before = part.key();
    }
  }

  private static void writeKey(CborWriter out, Bytes before, Bytes key) {
    int shared = shared(before, key);
    out.unsigned(shared).bytes(key.unsafe(), shared, key.length() - shared);
  }

  private static int shared(Bytes before, Bytes key) {
    int mismatch = Arrays.mismatch(before.unsafe(), key.unsafe());
    return mismatch < 0 ? key.length() : mismatch;
  }

  /**
   * Reads one item.
   *
   * @throws CborException if it is not a state proof in the form that {@link #write} gives
   */
  public static StateProof read(CborReader in) {
    int count = in.array(PARTS_MAX);
    List<Part> parts = new ArrayList<>();
    Bytes before = Bytes.EMPTY;
    for (int i = 0; i < count; i++) {
      Part part = readPart(in, before);
      parts.add(part);
      before = part.key();
    }
    return new StateProof(parts);
  }

  private static Part readPart(CborReader in, Bytes before) {
    int at = in.position();
    int items = in.array(6);
    int kind = (int) in.unsigned(CUT);
    int wanted = kind == CUT ? 6 : 4;
    if (items != wanted) {
      throw malformed(at, "has " + items + " items where " + wanted + " are needed");
    }
    Bytes key = readKey(in, before);
    return switch (kind) {
      case ROW -> new Row(key, in.bytes(VALUE_LENGTH_MAX));
      case NEIGHBOUR -> new Neighbour(key, in.bytesOf(Sha256.LENGTH));
      default ->
          new Cut(key, (int) in.unsigned(BITS_MAX), in.unsigned(), in.bytesOf(Sha256.LENGTH));
    };
  }

  private static Bytes readKey(CborReader in, Bytes before) {
    int at = in.position();
    int shared = (int) in.unsigned(before.length());
    Bytes rest = in.bytes(StateTree.MAX_KEY_LENGTH - shared);
    Bytes key = before.slice(0, shared).concat(rest);
    if (shared(before, key) != shared) {
      throw malformed(at, "does not share all it could with the key before");
    }
    return key;
  }

  private static CborException malformed(int at, String what) {
    return new CborException(
        CborException.Reason.OUT_OF_RANGE, at, "a part of a state proof " + what);
  }
}
