package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.things.ThingId;

/**
 * A message's place: for ever one message has it.
 *
 * @param network the ledger's network id, 32 octets
 * @param agreement by which agreement it is sent
 * @param sender who sends it
 * @param recipient who is to have it
 * @param number its number among all that the sender sends under the agreement, from 1
 */
public record Address(
    Bytes network, AgreementId agreement, ThingId sender, ThingId recipient, long number) {
  /** How many components it is written as. */
  static final int COMPONENTS = 5;

  private static final int ID = 32;

  /** Checks the number. */
  public Address {
    if (number < 1) {
      throw new IllegalArgumentException("messages are numbered from 1");
    }
  }

  /** Writes the five components. */
  public CborWriter write(CborWriter out) {
    return out.bytes(network)
        .bytes(agreement.value())
        .bytes(sender.value())
        .bytes(recipient.value())
        .unsigned(number);
  }

  /** The address that the next five items are. */
  public static Address read(CborReader in) {
    return new Address(
        in.bytesOf(ID),
        new AgreementId(in.bytesOf(ID)),
        new ThingId(in.bytesOf(ID)),
        new ThingId(in.bytesOf(ID)),
        in.unsigned());
  }

  /** What sealing binds a message to. */
  Bytes encode() {
    return write(new CborWriter(160).array(COMPONENTS)).toBytes();
  }
}
