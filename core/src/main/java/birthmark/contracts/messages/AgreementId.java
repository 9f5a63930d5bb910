package birthmark.contracts.messages;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * An agreement's name: the id of the statement that opened it.
 *
 * @param value 32 octets
 */
@About("An agreement: the id of the statement that opened it.")
public record AgreementId(@Length(min = 32, max = 32) Bytes value) {
  @Override
  public String toString() {
    return value.hex();
  }
}
