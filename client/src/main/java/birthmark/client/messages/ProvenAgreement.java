package birthmark.client.messages;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerVerifier;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.messages.AgreementStanding;
import birthmark.contracts.things.ThingId;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * An agreement as the ledger was proven to have it: enough for a thing to exchange messages with
 * nobody else within reach.
 *
 * @param network the ledger's network id
 * @param standing where it stood
 * @param height as of which block
 * @param sealed that block's time
 * @param proof what proves it, to hand on to others
 */
public record ProvenAgreement(
    Bytes network, AgreementStanding standing, long height, Instant sealed, Bytes proof) {
  /** The media type of a proof. */
  public static final String TYPE = "application/vnd.birthmark.answer-proof+cbor";

  /** What a node is asked about {@code agreement}. */
  public static Question question(AgreementId agreement) {
    return new Question(
        "messages", "agreements/{agreement}", List.of(agreement.toString()), List.of(), 0);
  }

  /**
   * What {@code proof} proves on the ledger of {@code genesis}.
   *
   * @throws ClientException if that is nothing, or not where an agreement stands
   */
  public static ProvenAgreement of(Bytes proof, Genesis genesis) throws ClientException {
    OfflineVerifier offline = new OfflineVerifier(genesis);
    AnswerVerifier verifier =
        new AnswerVerifier(
            Contracts.rulebook(), (entry, receipt) -> offline.verify(entry, receipt).check());
    return switch (verifier.verify(proof)) {
      case AnswerCheck.Refused refused -> throw unproven(refused.sentence());
      case AnswerCheck.Proven proven -> of(proof, proven, genesis.network());
    };
  }

  /**
   * The same of a proof that was checked.
   *
   * @throws ClientException if it does not prove where an agreement stands
   */
  public static ProvenAgreement of(Bytes proof, AnswerCheck.Proven proven, Bytes network)
      throws ClientException {
    if (!(proven.answer() instanceof Answer.Found found)
        || !proven.question().path().equals("agreements/{agreement}")
        || !proven.question().contract().equals("messages")) {
      throw unproven("it does not prove where an agreement stands");
    }
    try {
      return new ProvenAgreement(
          network,
          AgreementStanding.CODEC.fromJson(found.value()),
          proven.seal().height(),
          Instant.ofEpochMilli(proven.seal().time().millis()),
          proof);
    } catch (MalformedException e) {
      throw unproven("its answer is not of its form: " + e.sentence()).because(e);
    }
  }

  private static ClientException unproven(String why) {
    return ClientException.refused(
        "the agreement is not proven: " + why, "Get a proof from a node, or from a gateway.");
  }

  /** The agreement's name. */
  public AgreementId id() {
    return standing.agreement();
  }

  /** The member {@code thing}. */
  AgreementStanding.Member require(ThingId thing) throws MessageException {
    return standing
        .member(thing)
        .orElseThrow(() -> new MessageException(Fault.NOT_A_MEMBER, "thing " + thing));
  }

  /**
   * Checks that messages may go to {@code address} at {@code now}.
   *
   * @throws MessageException saying why not
   */
  public void requireOpen(Address address, Instant now) throws MessageException {
    if (!address.network().equals(network) || !address.agreement().equals(id())) {
      throw new MessageException(Fault.OTHER_AGREEMENT);
    }
    if (standing.kind() != AgreementStanding.Kind.IN_FORCE
        || !now.isBefore(Instant.ofEpochMilli(standing.until().millis()))) {
      throw new MessageException(
          Fault.NOT_IN_FORCE, "as of block " + height + ", until " + standing.until());
    }
    require(address.recipient());
    require(address.sender());
    if (address.sender().equals(address.recipient())) {
      throw new MessageException(Fault.NOT_A_MEMBER, "a thing does not write to itself");
    }
  }

  /**
   * Checks that {@code thing} is admitted at {@code now}, as far as was proven.
   *
   * @throws MessageException if it is not
   */
  void requireAdmitted(ThingId thing, Instant now) throws MessageException {
    AgreementStanding.Member member = require(thing);
    Optional<Instant> until =
        member.admittedUntil().map(moment -> Instant.ofEpochMilli(moment.millis()));
    if (!member.admitted() || (until.isPresent() && !now.isBefore(until.get()))) {
      throw new MessageException(Fault.NOT_ADMITTED, "thing " + thing);
    }
  }
}
