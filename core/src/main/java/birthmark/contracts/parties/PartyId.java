package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.contract.Subject;

/**
 * A party's name for ever: the thumbprint of its first signing key, 32 octets.
 *
 * @param value the thumbprint
 */
@About("A party: the thumbprint of its first signing key.")
public record PartyId(@Length(min = 32, max = 32) Bytes value) {
  /** The party as a holder of keys. */
  public Subject subject() {
    return Subject.party(value);
  }

  @Override
  public String toString() {
    return value.hex();
  }
}
