package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contract.Subject;
import birthmark.cose.CoseKey;

/**
 * A thing's name for ever: the thumbprint of its first signing key, 32 octets.
 *
 * @param value the thumbprint
 */
@About("A thing: the thumbprint of its first signing key.")
public record ThingId(@Length(min = 32, max = 32) Bytes value) {
  private static final Bytes UEID_TYPE = Bytes.fromHex("01");

  /** The thing whose first signing key is {@code key}. */
  public static ThingId of(CoseKey key) {
    return new ThingId(key.thumbprint().value());
  }

  /** The thing as a holder of keys. */
  public Subject subject() {
    return Subject.thing(value);
  }

  /** The thing's Universal Entity ID: 01 and the 32 octets (RFC 9711, section 4.2.1). */
  public Bytes ueid() {
    return UEID_TYPE.concat(value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
