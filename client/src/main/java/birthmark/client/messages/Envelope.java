package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.cose.ContentType;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;

/**
 * A message that is sealed to its recipient, signed outside again: whoever carries it sees who
 * sends to whom, and that the sender does, and nothing of what it says.
 *
 * @param address where it goes
 * @param sealedTo the recipient's key-agreement key
 * @param encapsulated what the recipient finds the key by (RFC 9180, enc)
 * @param sealed the sealed message
 */
public record Envelope(Address address, KeyId sealedTo, Bytes encapsulated, Bytes sealed) {
  /** What a signature over one is for. */
  public static final ContentType TYPE =
      ContentType.media("application/vnd.birthmark.envelope+cbor");

  private static final int ENCAPSULATED_MAX = 65;
  private static final int SEALED_MAX = 40_000;

  /** This, signed with the sender's {@code key}. */
  Bytes sign(SigningKey key) {
    CborWriter out = new CborWriter(512).array(Address.COMPONENTS + 3);
    address.write(out).bytes(sealedTo.value()).bytes(encapsulated).bytes(sealed);
    return Sign1.sign(key, TYPE, out.toBytes()).encode();
  }

  /**
   * The envelope that {@code octets} hold; its signature is not checked here.
   *
   * @throws MessageException if they hold none
   */
  public static SignedForm<Envelope> decode(Bytes octets) throws MessageException {
    return SignedForm.decode(
        octets,
        TYPE,
        Address.COMPONENTS + 3,
        in ->
            new Envelope(
                Address.read(in),
                new KeyId(in.bytesOf(KeyId.LENGTH)),
                in.bytes(ENCAPSULATED_MAX),
                in.bytes(SEALED_MAX)));
  }
}
