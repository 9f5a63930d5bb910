package birthmark.node.edge;

import birthmark.answer.AnswerProof;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Read;
import birthmark.node.query.AnswerProver.Proving;
import birthmark.node.query.Reading;
import birthmark.node.query.Receipts;
import java.util.List;

/** Answers that prove themselves, for whoever asks for them by media type. */
final class ProofReplies {
  /** What the answer is, for documents. */
  static final String ABOUT =
      "The rows that the answer follows from, with the proof that they are the ledger's; also that"
          + " there is nothing.";

  private final Receipts receipts;

  ProofReplies(Receipts receipts) {
    this.receipts = receipts;
  }

  /** Whether {@code request} prefers an answer that proves itself. */
  static boolean wanted(Request request) {
    return Accept.choose(request, List.of(MediaTypes.JSON, MediaTypes.PROOF))
        .equals(MediaTypes.PROOF);
  }

  /**
   * The proof of the answer to {@code question}.
   *
   * @throws MalformedException if it names no key of the read
   */
  Reply reply(Reading reading, Read read, Question question) throws MalformedException {
    return switch (reading.prover(receipts).prove(read, question)) {
      case Proving.Proven proven ->
          Reply.octets(MediaTypes.PROOF, fitting(proven.proof().encode()));
      case Proving.Nothing _ ->
          throw Readings.nothing(
              "As of block "
                  + reading.asOf().height()
                  + " nothing is recorded under this key, or whoever asks may not see it. That"
                  + " there is nothing is proven to whoever may see whatever is there.");
      case Proving.NotForViewer hidden ->
          throw new ProblemException(
              HttpFault.FORBIDDEN,
              "The proof would show rows of "
                  + hidden.table()
                  + " that whoever asks may not see. Ask for the answer without its proof, or as"
                  + " an auditor.");
    };
  }

  /**
   * One proof of the answers to those of {@code questions} that whoever asks is answered.
   *
   * @throws MalformedException if one names no key of its read, or is not of one key
   */
  Reply reply(Reading reading, List<Question> questions) throws MalformedException {
    return reading
        .prover(receipts)
        .proveAll(questions)
        .map(proof -> Reply.octets(MediaTypes.PROOFS, fitting(proof.encode())))
        .orElseThrow(
            () ->
                Readings.nothing(
                    "As of block "
                        + reading.asOf().height()
                        + " nothing is recorded under any of these keys, or whoever asks may not"
                        + " see it."));
  }

  private static Bytes fitting(Bytes octets) {
    if (octets.length() > AnswerProof.LENGTH_MAX) {
      throw new ProblemException(
          HttpFault.MALFORMED,
          "The proof of so many records has "
              + octets.length()
              + " octets, and verifiers read at most "
              + AnswerProof.LENGTH_MAX
              + ". Ask for fewer, with limit and after.");
    }
    return octets;
  }
}
