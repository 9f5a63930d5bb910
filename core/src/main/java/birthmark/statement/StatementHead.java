package birthmark.statement;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Acting;
import birthmark.cose.Sign1;
import java.util.Optional;

/**
 * What a statement says before its body: enough to tell whose number it used, whatever the rules
 * were when it was signed.
 *
 * @param network the ledger it is for, 32 octets
 * @param contract the contract's number
 * @param tag the transaction's
 * @param sequence the signer's number, 1 or more
 * @param expiry the block time after which it counts no more
 * @param acts whether it says, behind the body, in whose name it asks
 */
public record StatementHead(
    Bytes network, long contract, long tag, long sequence, Timestamp expiry, boolean acts) {
  /** The items of a statement's payload, without that in whose name it asks. */
  static final int ITEMS = 6;

  /** Whether {@code message} was signed as a statement. */
  static boolean begins(Sign1 message) {
    return message.contentType().equals(ContentTypes.STATEMENT);
  }

  /** Reads the head of a payload; the body is the next item. */
  static StatementHead read(CborReader in) {
    int items = in.array(ITEMS + 1);
    if (items < ITEMS) {
      throw new CborException(
          CborException.Reason.OUT_OF_RANGE, 0, items + " items where 6 or 7 are needed");
    }
    return new StatementHead(
        in.bytesOf(32),
        in.unsigned(),
        in.unsigned(),
        in.unsigned(),
        new Timestamp(in.unsigned(Timestamp.MAX_MILLIS)),
        items > ITEMS);
  }

  /** The head of the statement that {@code message} is; empty if it is another kind of message. */
  public static Optional<StatementHead> of(Sign1 message) {
    if (!begins(message)) {
      return Optional.empty();
    }
    CborReader in = new CborReader(message.payload());
    try {
      StatementHead head = read(in);
      in.skip();
      if (head.acts()) {
        Acting.CODEC.read(in);
      }
      in.end();
      return head.sequence() < 1 ? Optional.empty() : Optional.of(head);
    } catch (CborException | MalformedException e) {
      return Optional.empty();
    }
  }
}
