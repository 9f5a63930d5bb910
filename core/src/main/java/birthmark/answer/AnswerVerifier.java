package birthmark.answer;

import birthmark.answer.AnswerCheck.Proven;
import birthmark.answer.AnswerCheck.Refused;
import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.codec.MalformedException;
import birthmark.contract.Now;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.machine.Seal;
import birthmark.merkle.NotShownException;
import birthmark.merkle.ShownState;
import birthmark.proof.LogTrust;
import birthmark.proof.ReceiptCheck;
import java.util.Optional;

/**
 * The offline check of an answer: the seal is in the log, the rows are a part of the state that the
 * seal names, and the read, run again on these rows alone, gives the answer.
 *
 * <p>So nobody has to be believed what the answer is: the proof does not even say.
 */
public final class AnswerVerifier {
  private final Rulebook rulebook;
  private final LogTrust log;

  /** A verifier that reads by {@code rulebook} and trusts {@code log}. */
  public AnswerVerifier(Rulebook rulebook, LogTrust log) {
    this.rulebook = rulebook;
    this.log = log;
  }

  /** Checks an encoded {@link AnswerProof}. */
  public AnswerCheck verify(Bytes encoded) {
    if (encoded.length() > AnswerProof.LENGTH_MAX) {
      return new Refused(AnswerRefusal.TOO_LARGE, encoded.length() + " octets");
    }
    AnswerProof proof;
    try {
      proof = AnswerProof.decode(encoded);
    } catch (CborException e) {
      return new Refused(
          AnswerRefusal.MALFORMED, "at octet " + e.offset() + ": " + e.reason().sentence());
    }
    return proof
        .question()
        .read(rulebook)
        .map(read -> verify(read, proof))
        .orElseGet(
            () ->
                new Refused(
                    AnswerRefusal.UNKNOWN_READ,
                    proof.question().contract() + "/" + proof.question().path()));
  }

  private AnswerCheck verify(Read read, AnswerProof proof) {
    return switch (log.verify(proof.seal(), proof.receipt())) {
      case ReceiptCheck.Refused refused -> new Refused(AnswerRefusal.RECEIPT, refused.sentence());
      case ReceiptCheck.Proven receipt -> verify(read, proof, receipt);
    };
  }

  private AnswerCheck verify(Read read, AnswerProof proof, ReceiptCheck.Proven receipt) {
    Seal seal;
    try {
      seal = Seal.decode(proof.seal());
    } catch (MalformedException e) {
      return new Refused(AnswerRefusal.NOT_A_SEAL, e.sentence());
    }
    Optional<Rulebook> rules = rulebook.ofVersion(seal.rules());
    if (rules.isEmpty()) {
      return new Refused(
          AnswerRefusal.OTHER_RULES, "version " + seal.rules() + ", not " + rulebook.versions());
    }
    Optional<Read> inForce = proof.question().read(rules.get());
    if (inForce.isEmpty()) {
      return new Refused(
          AnswerRefusal.UNKNOWN_READ, "under rules version " + seal.rules() + ": " + read.path());
    }
    return switch (ShownState.check(proof.rows(), seal.stateRoot())) {
      case ShownState.Check.Refused refused ->
          new Refused(AnswerRefusal.STATE, refused.reason().sentence());
      case ShownState.Check.Shown shown ->
          answer(rules.get(), inForce.get(), proof, seal, receipt, shown.state());
    };
  }

  private AnswerCheck answer(
      Rulebook rules,
      Read read,
      AnswerProof proof,
      Seal seal,
      ReceiptCheck.Proven receipt,
      ShownState state) {
    ShownAnswer answering = new ShownAnswer(rules, state, new Now(seal.height(), seal.time()));
    try {
      Answer answer = answering.of(read, proof.question());
      return new Proven(proof.question(), answer, seal, receipt);
    } catch (MalformedException e) {
      return new Refused(AnswerRefusal.QUESTION, e.sentence());
    } catch (NotShownException e) {
      return new Refused(AnswerRefusal.NOT_SHOWN, "at " + e.key());
    } catch (IllegalStateException e) {
      return new Refused(AnswerRefusal.NOT_ANSWERED, "");
    }
  }
}
