package birthmark.node.fuzz;

import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerProof;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.AnswersCheck;
import birthmark.answer.AnswersProof;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.merkle.StateProof;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.StateProofCodec;
import java.util.ArrayList;
import java.util.List;

/**
 * Proven answers, one and several, by a verifier that takes any receipt: what it reads never
 * confuses it.
 */
final class AnswerTarget implements Target {
  private final Bytes seal = Ledgers.inhabited().ledger().entries().getLast();
  private final RowsTarget rows = new RowsTarget();
  private final ReceiptCheck.Proven proven = new ReceiptTarget().proven();
  private final AnswerVerifier verifier = new AnswerVerifier(Ledgers.RULEBOOK, (_, _) -> proven);

  @Override
  public List<Bytes> seeds() {
    List<Bytes> seeds = new ArrayList<>();
    List<Bytes> proofs = rows.seeds();
    Ledgers.RULEBOOK
        .contracts()
        .forEach(
            rules ->
                rules
                    .surface()
                    .reads()
                    .forEach(
                        read -> {
                          StateProof proof =
                              StateProofCodec.read(
                                  new CborReader(proofs.get(seeds.size() % proofs.size())));
                          Question question =
                              new Question(
                                  rules.surface().path(), read.path(), List.of("a"), List.of(), 9);
                          Bytes receipt = Bytes.fromHex("00");
                          seeds.add(new AnswerProof(question, seal, receipt, proof).encode());
                          seeds.add(
                              new AnswersProof(List.of(question, question), seal, receipt, proof)
                                  .encode());
                        }));
    return seeds;
  }

  @Override
  public void read(Bytes octets) {
    if (verifier.verify(octets) instanceof AnswerCheck.Refused refused) {
      Target.require(!refused.sentence().isBlank(), "a refusal says what is wrong");
    }
    if (verifier.verifyAll(octets) instanceof AnswersCheck.Refused refused) {
      Target.require(!refused.why().sentence().isBlank(), "a refusal says what is wrong");
    }
    try {
      Target.require(AnswersProof.decode(octets).encode().equals(octets), "several have one form");
    } catch (CborException e) {
      Target.require(e.reason() != null, "a refusal says what is wrong");
    }
    try {
      Target.require(AnswerProof.decode(octets).encode().equals(octets), "a proof has one form");
    } catch (CborException e) {
      Target.require(e.reason() != null, "a refusal says what is wrong");
    }
  }
}
