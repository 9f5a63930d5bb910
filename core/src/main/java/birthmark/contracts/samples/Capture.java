package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * A logger's file that was captured: what identifies and proves it, and what it says.
 *
 * @param signed SHA-256 of what the device signed of it
 * @param signature the device's signature
 * @param findings what it says
 * @param mean the mean of its readings, six places half up
 * @param at when it was captured
 */
public record Capture(
    @Length(min = 32, max = 32) Bytes signed,
    @Length(min = 64, max = 64) Bytes signature,
    LogFindings findings,
    Optional<SignedDecimal> mean,
    Timestamp at) {
  /**
   * A file of a logger.
   *
   * @param operator who captured it
   * @param logger the thumbprint of the device's key
   * @param file SHA-256 of all its octets
   */
  public record Id(PartyId operator, KeyId logger, @Length(min = 32, max = 32) Bytes file) {
    @Override
    public String toString() {
      return file.hex();
    }
  }
}
