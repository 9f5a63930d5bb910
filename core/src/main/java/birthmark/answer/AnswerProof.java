package birthmark.answer;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.merkle.StateProof;
import birthmark.proof.Receipt;
import birthmark.proof.StateProofCodec;
import java.util.ArrayList;
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
  private static final int NAME_LENGTH_MAX = 128;
  private static final int TEXT_LENGTH_MAX = 512;
  private static final int TEXTS_MAX = 16;

  /** The proof in deterministic CBOR. */
  public Bytes encode() {
    CborWriter out = new CborWriter(4096);
    out.array(5).unsigned(VERSION);
    out.array(5).text(question.contract()).text(question.path());
    write(out, question.texts());
    write(out, question.after());
    out.unsigned(question.limit()).bytes(seal).bytes(receipt);
    StateProofCodec.write(out, rows);
    return out.toBytes();
  }

  private static void write(CborWriter out, List<String> texts) {
    out.array(texts.size());
    texts.forEach(out::text);
  }

  /**
   * The proof that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if it is not one in the form that {@link #encode} gives
   */
  public static AnswerProof decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    in.arrayOf(5);
    int at = in.position();
    if (in.unsigned() != VERSION) {
      throw new CborException(
          CborException.Reason.OUT_OF_RANGE, at, "the version of an answer's proof is " + VERSION);
    }
    in.arrayOf(5);
    Question question =
        new Question(
            in.text(NAME_LENGTH_MAX),
            in.text(NAME_LENGTH_MAX),
            texts(in),
            texts(in),
            (int) in.unsigned(Integer.MAX_VALUE));
    AnswerProof proof =
        new AnswerProof(
            question,
            in.bytes(SEAL_LENGTH_MAX),
            in.bytes(Receipt.MAX_LENGTH),
            StateProofCodec.read(in));
    in.end();
    return proof;
  }

  private static List<String> texts(CborReader in) {
    int count = in.array(TEXTS_MAX);
    List<String> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      texts.add(in.text(TEXT_LENGTH_MAX));
    }
    return texts;
  }
}
