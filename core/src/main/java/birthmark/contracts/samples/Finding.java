package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import java.util.Optional;

/**
 * A measured value with what it takes to judge it.
 *
 * @param value the value; nothing if the analyte was not detected
 * @param unit its unit
 * @param detectionLimit the least that the method detects; a value is not below it
 * @param uncertainty the expanded uncertainty, in the same unit
 * @param analysed when
 * @param instrument with what
 * @param calibration the certificate of its calibration, and how long it holds
 */
@About("A measured value with what it takes to judge it.")
public record Finding(
    @About("The value; left out if nothing was detected.") Optional<Decimal> value,
    @About("The unit of value, detection limit and uncertainty.") Unit unit,
    @About("The least that the method detects.") Decimal detectionLimit,
    @About("The expanded uncertainty.") Decimal uncertainty,
    @About("When it was analysed.") Timestamp analysed,
    @About("The instrument.") @Length(min = 1, max = 80) String instrument,
    @About("The certificate of the instrument's calibration.") Calibration calibration) {
  /** Checks that what was detected could be. */
  public Finding {
    if (value.isPresent() && value.get().compareTo(detectionLimit) < 0) {
      throw new IllegalArgumentException(
          "a value below the detection limit was not detected: leave the value out, or give the"
              + " limit of the method that detected "
              + value.get());
    }
  }

  /**
   * The certificate of an instrument's calibration.
   *
   * @param certificate SHA-256 of the certificate
   * @param until from when it no longer holds
   */
  @About("The certificate of an instrument's calibration.")
  public record Calibration(
      @About("SHA-256 of the certificate.") @Length(min = 32, max = 32) Bytes certificate,
      @About("From when it no longer holds.") Timestamp until) {}
}
