package birthmark.answer;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.merkle.StateProof;
import birthmark.proof.Receipt;
import birthmark.proof.StateProofCodec;
import java.util.List;

/**
 * An answer as proof: the question, the rows that its answer follows from, and the way from them to
 * a checkpoint. In CBOR: {@code [1, [contract, path, texts, after, limit], seal, receipt, rows]}.
 *
 * @param question what was asked
 * @param seal the log entry that ends the block as of which it is answered
 * @param receipt that entry's receipt
 * @param rows the part of the state that the read reads
 */
public record AnswerProof(Question question, Bytes seal, Bytes receipt, StateProof rows) {
  /** The most octets of an encoded one. */
  public static final int LENGTH_MAX = 32 << 20;

  private static final int VERSION = 1;
  private static final int SEAL_LENGTH_MAX = 8 << 20;

  /** The proof in deterministic CBOR. */
  public Bytes encode() {
    CborWriter out = new CborWriter(4096);
    out.array(5).unsigned(VERSION);
    QuestionForm.write(out, question);
    out.bytes(seal).bytes(receipt);
    StateProofCodec.write(out, rows);
    return out.toBytes();
  }

  /**
   * The proof that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if it is not one in the form that {@link #encode} gives
   */
  public static AnswerProof decode(Bytes encoded) {
    CborReader in = opened(encoded, VERSION);
    AnswerProof proof =
        new AnswerProof(QuestionForm.read(in), seal(in), receipt(in), StateProofCodec.read(in));
    in.end();
    return proof;
  }

  /** A reader of what follows the version in the proof of one answer or of several. */
  static CborReader opened(Bytes encoded, int version) {
    CborReader in = new CborReader(encoded);
    in.arrayOf(5);
    int at = in.position();
    if (in.unsigned() != version) {
      throw new CborException(
          CborException.Reason.OUT_OF_RANGE, at, "the version of such a proof is " + version);
    }
    return in;
  }

  static Bytes seal(CborReader in) {
    return in.bytes(SEAL_LENGTH_MAX);
  }

  static Bytes receipt(CborReader in) {
    return in.bytes(Receipt.MAX_LENGTH);
  }

  /** The same as the proof of several answers that are one. */
  AnswersProof alone() {
    return new AnswersProof(List.of(question), seal, receipt, rows);
  }
}
