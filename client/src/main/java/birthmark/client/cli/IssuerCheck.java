package birthmark.client.cli;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.IssuerQuestions;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.codec.MalformedException;
import birthmark.contract.Keys;
import birthmark.contract.Subject;
import birthmark.contracts.registrations.Registrations;
import birthmark.contracts.registrations.SignedStatement;
import birthmark.cose.JdkSignatures;
import java.util.List;

/**
 * Whether the party whose key a registered statement names signed it, by what the ledger holds of
 * the registration and of the key: two proven answers that travel with the statement.
 */
sealed interface IssuerCheck {
  /**
   * It did, by a key that counted when it was registered.
   *
   * @param party the party
   * @param height the block that registered it
   */
  record Signed(Subject party, long height) implements IssuerCheck {}

  /** Nothing is said of it. */
  record Unsaid() implements IssuerCheck {}

  /**
   * What is said does not show it.
   *
   * @param why what is wrong
   */
  record Refused(String why) implements IssuerCheck {}

  private static List<Question> questions(SignedStatement statement) {
    return IssuerQuestions.of(statement.id().hex(), statement.key().toString());
  }

  /** The two proofs, from {@code node}. */
  static List<Bytes> ask(Invocation invocation, Node node, SignedStatement statement)
      throws ClientException {
    String id = statement.id().hex();
    String key = statement.key().toString();
    return List.of(
        node.octets(
            Node.path(List.of("registrations", "registrations", id, key)),
            ProvenAnswers.MEDIA_TYPE,
            invocation.reader()),
        node.octets(
            Node.path(List.of("keys", key)), ProvenAnswers.MEDIA_TYPE, invocation.reader()));
  }

  /** The check of {@code statement} by {@code proofs}. */
  static IssuerCheck of(
      Invocation invocation, OfflineVerifier trust, SignedStatement statement, List<Bytes> proofs) {
    if (proofs.isEmpty() || statement.named().isPresent()) {
      return new Unsaid();
    }
    if (proofs.size() != 2) {
      return new Refused("two proofs show who its issuer is, not " + proofs.size());
    }
    List<Question> questions = questions(statement);
    AnswerCheck.Proven[] proven = new AnswerCheck.Proven[2];
    for (int i = 0; i < 2; i++) {
      switch (ProvenAnswers.check(invocation, trust, proofs.get(i))) {
        case AnswerCheck.Refused refused -> {
          return new Refused("a proof about its issuer does not hold: " + refused.sentence());
        }
        case AnswerCheck.Proven holds -> proven[i] = holds;
      }
      if (!proven[i].question().equals(questions.get(i))
          || !(proven[i].answer() instanceof Answer.Found)) {
        return new Refused("a proof about its issuer is of something else");
      }
    }
    try {
      return judge(
          statement,
          Registrations.REGISTRATIONS.value().fromJson(((Answer.Found) proven[0].answer()).value()),
          Keys.TABLE.value().fromJson(((Answer.Found) proven[1].answer()).value()),
          proven[1].seal().height());
    } catch (MalformedException e) {
      return new Refused("a proof about its issuer cannot be read: " + e.sentence());
    }
  }

  /**
   * Judges by the rows.
   *
   * @param asOf the block as of which the row of the key is
   */
  private static IssuerCheck judge(
      SignedStatement statement, Registrations.Registered row, Keys.Registered key, long asOf) {
    if (!row.digest().equals(statement.digest())) {
      return new Refused("the registration is of other octets");
    }
    if (asOf < row.since() || !key.validAt(row.since())) {
      return new Refused("the issuer's key did not count when the statement was registered");
    }
    if (key.subject().kind() != Subject.Kind.PARTY || key.purpose() != Keys.Purpose.SIGNING) {
      return new Refused("the issuer's key is not one that a party signs with");
    }
    boolean signed =
        statement.isBy(key.key())
            && new JdkSignatures().verify(key.key(), statement.signed(), statement.signature());
    return signed
        ? new Signed(key.subject(), row.since())
        : new Refused("its signature does not verify by the key of its issuer");
  }
}
