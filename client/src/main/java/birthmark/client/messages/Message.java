package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.cose.ContentType;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;

/**
 * What one thing tells another, signed for this recipient, agreement and number.
 *
 * @param address where it goes
 * @param sent when, by the sender's clock
 * @param content what it says, up to {@value #CONTENT_MAX} octets
 */
public record Message(Address address, Timestamp sent, Bytes content) {
  /** The most octets of a content. */
  public static final int CONTENT_MAX = 32_768;

  /** What a signature over one is for. */
  public static final ContentType TYPE =
      ContentType.media("application/vnd.birthmark.message+cbor");

  /** Checks the length. */
  public Message {
    if (content.length() > CONTENT_MAX) {
      throw new IllegalArgumentException(
          "a message has at most " + CONTENT_MAX + " octets, not " + content.length());
    }
  }

  /** This, signed with the sender's {@code key}. */
  Bytes sign(SigningKey key) {
    CborWriter out = new CborWriter(256).array(Address.COMPONENTS + 2);
    address.write(out).unsigned(sent.millis()).bytes(content);
    return Sign1.sign(key, TYPE, out.toBytes()).encode();
  }

  /**
   * The message that {@code octets} hold; its signature is not checked here.
   *
   * @throws MessageException if they hold none
   */
  public static SignedForm<Message> decode(Bytes octets) throws MessageException {
    return SignedForm.decode(
        octets,
        TYPE,
        Address.COMPONENTS + 2,
        in -> new Message(Address.read(in), new Timestamp(in.unsigned()), in.bytes(CONTENT_MAX)));
  }
}
