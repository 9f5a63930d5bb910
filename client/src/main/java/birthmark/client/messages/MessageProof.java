package birthmark.client.messages;

import birthmark.answer.AnswerProof;
import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.contracts.messages.AgreementStanding;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.contracts.things.ThingId;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import birthmark.proof.ReceiptCheck;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What shows a third party that a message was sent, and was among those that a thing committed to
 * on the ledger by then. It shows this message and no other.
 *
 * @param message the message, signed by its sender
 * @param index its place in the conversation, from 0
 * @param path the hashes that lead from it to the committed root
 * @param statement the statement that committed
 * @param receipt the ledger's receipt for that
 * @param agreement what proves whose keys the agreement's are
 */
public record MessageProof(
    Bytes message, long index, List<Bytes> path, Bytes statement, Bytes receipt, Bytes agreement) {
  /** The CBOR tag of such a file, of the first-come range (RFC 8949, section 9.2). */
  public static final long TAG = 1_112_367_437;

  /** The most octets of one. */
  public static final int LENGTH_MAX = AnswerProof.LENGTH_MAX;

  /** The tag as it begins a file. */
  private static final Bytes HEAD = Bytes.fromHex("da424d614d");

  private static final int COMPONENTS = 6;
  private static final int PATH_MAX = 64;
  private static final int ENTRY_MAX = 60_000;
  private static final int RECEIPT_MAX = 1 << 20;

  /** Keeps its own list. */
  public MessageProof {
    path = List.copyOf(path);
  }

  /**
   * What was shown.
   *
   * @param message what was said
   * @param by who committed to it
   * @param messages to how many messages that thing committed
   * @param statement the id of the statement that did
   */
  public record Shown(Message message, ThingId by, long messages, Bytes statement) {}

  /** Its octets. */
  public Bytes encode() {
    CborWriter out = new CborWriter(4_096).tag(TAG).array(COMPONENTS);
    out.bytes(message).unsigned(index).array(path.size());
    path.forEach(out::bytes);
    return out.bytes(statement).bytes(receipt).bytes(agreement).toBytes();
  }

  /** Whether {@code octets} begin as one does. */
  public static boolean begins(Bytes octets) {
    return octets.startsWith(HEAD);
  }

  /**
   * The proof that {@code octets} hold.
   *
   * @throws MessageException if they hold none
   */
  public static MessageProof decode(Bytes octets) throws MessageException {
    try {
      CborReader in = new CborReader(octets);
      if (in.tag() != TAG) {
        throw new MessageException(Fault.MALFORMED, "it is no proof of a message");
      }
      in.arrayOf(COMPONENTS);
      Bytes message = in.bytes(ENTRY_MAX);
      long index = in.unsigned();
      int count = in.array(PATH_MAX);
      List<Bytes> path = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        path.add(in.bytesOf(LogTree.HASH_LENGTH));
      }
      MessageProof proof =
          new MessageProof(
              message,
              index,
              path,
              in.bytes(ENTRY_MAX),
              in.bytes(RECEIPT_MAX),
              in.bytes(LENGTH_MAX));
      in.end();
      return proof;
    } catch (CborException | IllegalArgumentException e) {
      throw new MessageException(Fault.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /**
   * What this shows on the ledger of {@code genesis}.
   *
   * @throws ClientException if that is nothing, saying why
   */
  public Shown verify(Genesis genesis) throws ClientException {
    ProvenAgreement proven = ProvenAgreement.of(agreement, genesis);
    if (new OfflineVerifier(genesis).verify(statement, receipt).check()
        instanceof ReceiptCheck.Refused refused) {
      throw unproven("the commitment is not proven to be on the ledger: " + refused.sentence());
    }
    try {
      Statement committed = Statement.decode(Contracts.rulebook(), statement);
      if (!(committed.transaction() instanceof MessageTransaction.CommitConversation commit)
          || !commit.agreement().equals(proven.id())) {
        throw unproven("the statement commits to no conversation of this agreement");
      }
      AgreementStanding.Member by =
          proven.standing().members().stream()
              .filter(each -> each.signing().thumbprint().equals(committed.key()))
              .findFirst()
              .orElseThrow(() -> unproven("the commitment is by no key of the agreement's things"));
      if (!LogProof.verifyInclusion(
              LogTree.leafHash(message), index, commit.messages(), path, commit.root())
          .holds()) {
        throw unproven("the message is not among those that were committed to");
      }
      SignedForm<Message> signed = Message.decode(message);
      Address address = signed.said().address();
      if (!address.network().equals(genesis.network())
          || !address.agreement().equals(proven.id())) {
        throw new MessageException(Fault.OTHER_AGREEMENT);
      }
      proven.require(address.recipient());
      signed.requireBy(proven.require(address.sender()).signing());
      return new Shown(signed.said(), by.thing(), commit.messages(), committed.id());
    } catch (RefusedException e) {
      throw unproven("the commitment is no statement").because(e);
    } catch (MessageException e) {
      throw unproven(e.sentence()).because(e);
    }
  }

  private static ClientException unproven(String why) {
    return ClientException.refused(
        why, "Ask whoever showed it to you for the message with its proof.");
  }
}
