package birthmark.answer;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.merkle.StateProof;
import birthmark.proof.StateProofCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * Several answers as of one block by one proof, which shows once what they have in common. In CBOR:
 * {@code [2, [[contract, path, texts, after, limit], …], seal, receipt, rows]}.
 *
 * @param questions what was asked, 1 to {@link #QUESTIONS_MAX}
 * @param seal the log entry that ends the block as of which they are answered
 * @param receipt that entry's receipt
 * @param rows the part of the state that the reads read
 */
public record AnswersProof(List<Question> questions, Bytes seal, Bytes receipt, StateProof rows) {
  /** The most questions that one proof answers. */
  public static final int QUESTIONS_MAX = 1_024;

  private static final int VERSION = 2;

  /** Keeps a copy. */
  public AnswersProof {
    questions = List.copyOf(questions);
  }

  /** The proof in deterministic CBOR. */
  public Bytes encode() {
    CborWriter out = new CborWriter(64 << 10);
    out.array(5).unsigned(VERSION).array(questions.size());
    questions.forEach(question -> QuestionForm.write(out, question));
    out.bytes(seal).bytes(receipt);
    StateProofCodec.write(out, rows);
    return out.toBytes();
  }

  /**
   * The proof that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if it is not one in the form that {@link #encode} gives
   */
  public static AnswersProof decode(Bytes encoded) {
    CborReader in = AnswerProof.opened(encoded, VERSION);
    int at = in.position();
    int count = in.array(QUESTIONS_MAX);
    if (count == 0) {
      throw new CborException(CborException.Reason.OUT_OF_RANGE, at, "a proof answers something");
    }
    List<Question> questions = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      questions.add(QuestionForm.read(in));
    }
    AnswersProof proof =
        new AnswersProof(
            questions, AnswerProof.seal(in), AnswerProof.receipt(in), StateProofCodec.read(in));
    in.end();
    return proof;
  }
}
