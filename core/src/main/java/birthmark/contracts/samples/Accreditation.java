package birthmark.contracts.samples;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import java.util.Optional;

/**
 * That a laboratory is competent to measure something (ISO/IEC 17025), for a time.
 *
 * @param from since when
 * @param until from when it no longer holds
 * @param withdrawn from when on it was withdrawn
 */
public record Accreditation(Timestamp from, Timestamp until, Optional<Timestamp> withdrawn) {
  /** The most octets of a certificate's number. */
  public static final int CERTIFICATE_MAX = 24;

  /**
   * A certificate.
   *
   * @param laboratory whose
   * @param analyte what for
   * @param certifier who gave it
   * @param certificate its number
   */
  public record Id(
      PartyId laboratory,
      ShortName analyte,
      PartyId certifier,
      @Length(min = 1, max = CERTIFICATE_MAX) String certificate) {}

  Accreditation withdrawnAt(Timestamp at) {
    return new Accreditation(from, until, Optional.of(at));
  }

  /** Whether it held {@code at} a moment. */
  boolean heldAt(Timestamp at) {
    return !at.isBefore(from)
        && at.isBefore(until)
        && withdrawn.map(since -> at.isBefore(since)).orElse(true);
  }
}
