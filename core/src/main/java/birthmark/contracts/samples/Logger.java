package birthmark.contracts.samples;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;

/**
 * A device that signs its own files.
 *
 * @param model what it is
 * @param serial its number
 * @param key its key
 * @param registered since when
 */
public record Logger(
    @Length(min = 1, max = 80) String model,
    @Length(min = 1, max = 40) String serial,
    CoseKey key,
    Timestamp registered) {
  /**
   * A logger of an operator.
   *
   * @param operator who registered it
   * @param logger its key's thumbprint
   */
  public record Id(PartyId operator, KeyId logger) {
    @Override
    public String toString() {
      return logger.toString();
    }
  }
}
