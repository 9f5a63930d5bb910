package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cose.ContentType;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Sign1;

/**
 * Something that a thing signed, whose signature is looked at when its key is known.
 *
 * @param signed the signed octets
 * @param said what they say
 */
public record SignedForm<T>(Sign1 signed, T said) {
  /** Reads what is inside. */
  interface Reading<T> {
    T read(CborReader in);
  }

  static <T> SignedForm<T> decode(Bytes octets, ContentType type, int components, Reading<T> form)
      throws MessageException {
    try {
      Sign1 signed = Sign1.decode(octets);
      if (!signed.contentType().equals(type)) {
        throw new MessageException(Fault.MALFORMED, "it is signed as " + signed.contentType());
      }
      CborReader in = new CborReader(signed.payload());
      in.arrayOf(components);
      T said = form.read(in);
      in.end();
      return new SignedForm<>(signed, said);
    } catch (CoseException | CborException | IllegalArgumentException e) {
      throw new MessageException(Fault.MALFORMED, String.valueOf(e.getMessage()));
    }
  }

  /** Its octets. */
  public Bytes octets() {
    return signed.encode();
  }

  /** Its id: SHA-256 of what is signed. */
  public Bytes id() {
    return signed.id();
  }

  /**
   * Checks that {@code key} signed it.
   *
   * @throws MessageException if it did not
   */
  public void requireBy(CoseKey key) throws MessageException {
    if (!signed.keyId().equals(key.thumbprint()) || !signed.verifies(new JdkSignatures(), key)) {
      throw new MessageException(Fault.SIGNATURE_INVALID);
    }
  }
}
