package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.cose.ContentType;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;

/**
 * A recipient's word that it has a message.
 *
 * @param address where that went
 * @param message its id
 * @param received when, by the recipient's clock
 */
public record MessageReceipt(Address address, Bytes message, Timestamp received) {
  /** What a signature over one is for. */
  public static final ContentType TYPE =
      ContentType.media("application/vnd.birthmark.message-receipt+cbor");

  private static final int ID = 32;

  /** This, signed with the recipient's {@code key}. */
  Bytes sign(SigningKey key) {
    CborWriter out = new CborWriter(256).array(Address.COMPONENTS + 2);
    address.write(out).bytes(message).unsigned(received.millis());
    return Sign1.sign(key, TYPE, out.toBytes()).encode();
  }

  /**
   * The receipt that {@code octets} hold; its signature is not checked here.
   *
   * @throws MessageException if they hold none
   */
  public static SignedForm<MessageReceipt> decode(Bytes octets) throws MessageException {
    return SignedForm.decode(
        octets,
        TYPE,
        Address.COMPONENTS + 2,
        in -> new MessageReceipt(Address.read(in), in.bytesOf(ID), new Timestamp(in.unsigned())));
  }
}
