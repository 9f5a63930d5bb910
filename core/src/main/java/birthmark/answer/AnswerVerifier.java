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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

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
    return switch (check(encoded, octets -> AnswerProof.decode(octets).alone())) {
      case AnswersCheck.Refused refused -> refused.why();
      case AnswersCheck.Proven proven -> proven.answers().getFirst();
    };
  }

  /** Checks an encoded {@link AnswersProof}: all that it answers holds, or nothing does. */
  public AnswersCheck verifyAll(Bytes encoded) {
    return check(encoded, AnswersProof::decode);
  }

  private AnswersCheck check(Bytes encoded, Function<Bytes, AnswersProof> form) {
    if (encoded.length() > AnswerProof.LENGTH_MAX) {
      return refused(AnswerRefusal.TOO_LARGE, encoded.length() + " octets");
    }
    AnswersProof proof;
    try {
      proof = form.apply(encoded);
    } catch (CborException e) {
      return refused(
          AnswerRefusal.MALFORMED, "at octet " + e.offset() + ": " + e.reason().sentence());
    }
    for (Question question : proof.questions()) {
      if (question.read(rulebook).isEmpty()) {
        return refused(AnswerRefusal.UNKNOWN_READ, question.contract() + "/" + question.path());
      }
    }
    return switch (log.verify(proof.seal(), proof.receipt())) {
      case ReceiptCheck.Refused refused -> refused(AnswerRefusal.RECEIPT, refused.sentence());
      case ReceiptCheck.Proven receipt -> check(proof, receipt);
    };
  }

  private AnswersCheck check(AnswersProof proof, ReceiptCheck.Proven receipt) {
    Seal seal;
    try {
      seal = Seal.decode(proof.seal());
    } catch (MalformedException e) {
      return refused(AnswerRefusal.NOT_A_SEAL, e.sentence());
    }
    Optional<Rulebook> rules = rulebook.ofVersion(seal.rules());
    if (rules.isEmpty()) {
      return refused(
          AnswerRefusal.OTHER_RULES, "version " + seal.rules() + ", not " + rulebook.versions());
    }
    List<Read> inForce = new ArrayList<>();
    for (Question question : proof.questions()) {
      Optional<Read> read = question.read(rules.get());
      if (read.isEmpty()) {
        return refused(
            AnswerRefusal.UNKNOWN_READ,
            "under rules version " + seal.rules() + ": " + question.path());
      }
      inForce.add(read.get());
    }
    return switch (ShownState.check(proof.rows(), seal.stateRoot())) {
      case ShownState.Check.Refused refused ->
          refused(AnswerRefusal.STATE, refused.reason().sentence());
      case ShownState.Check.Shown shown ->
          answers(
              inForce,
              proof.questions(),
              new ShownAnswer(rules.get(), shown.state(), new Now(seal.height(), seal.time())),
              seal,
              receipt);
    };
  }

  private static AnswersCheck answers(
      List<Read> reads,
      List<Question> questions,
      ShownAnswer answering,
      Seal seal,
      ReceiptCheck.Proven receipt) {
    List<Proven> answers = new ArrayList<>();
    for (int i = 0; i < reads.size(); i++) {
      Question question = questions.get(i);
      try {
        answers.add(new Proven(question, answering.of(reads.get(i), question), seal, receipt));
      } catch (MalformedException e) {
        return refused(AnswerRefusal.QUESTION, e.sentence());
      } catch (NotShownException e) {
        return refused(AnswerRefusal.NOT_SHOWN, "at " + e.key());
      } catch (IllegalStateException e) {
        return refused(AnswerRefusal.NOT_ANSWERED, "");
      }
    }
    return new AnswersCheck.Proven(answers);
  }

  private static AnswersCheck refused(AnswerRefusal reason, String detail) {
    return new AnswersCheck.Refused(new Refused(reason, detail));
  }
}
