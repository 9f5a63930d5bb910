package birthmark.contracts.firmware;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Alarm;
import birthmark.contract.Open;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ModelId;
import java.util.List;
import java.util.Optional;

/** What became true of a firmware release; everybody may read it. */
public sealed interface FirmwareFact extends Open {
  /** The release's maker. */
  PartyId maker();

  @Override
  default List<Subject> concerns() {
    return List.of(maker().subject());
  }

  /**
   * A release was published.
   *
   * @param model the model
   * @param version its version
   * @param image SHA-256 of the image
   * @param securityCounter its security counter
   * @param previousDeadline from when the releases before are no longer admitted
   * @param maker who published it
   */
  @Tag(1)
  @About("A firmware release was published.")
  record ReleasePublished(
      ModelId model,
      Version version,
      @Length(min = 32, max = 32) Bytes image,
      long securityCounter,
      Optional<Timestamp> previousDeadline,
      PartyId maker)
      implements FirmwareFact {}

  /**
   * A release was revoked.
   *
   * @param model the model
   * @param version the release
   * @param severity how bad it is to go on
   * @param reason in words
   * @param advisory the advisory's id
   * @param maker who revoked it
   */
  @Tag(2)
  @About("A firmware release was revoked.")
  record ReleaseRevoked(
      ModelId model,
      Version version,
      Severity severity,
      @Length(min = 1, max = 400) String reason,
      @Length(min = 1, max = 80) Optional<String> advisory,
      PartyId maker)
      implements FirmwareFact, Alarm {}

  /**
   * A deadline passed: a release and all before it are no longer admitted, except where lives
   * depend on the model.
   *
   * @param model the model
   * @param version the last release that it holds for
   * @param from since when
   * @param maker who set it
   */
  @Tag(3)
  @About("A deadline passed: this release and all before it are no longer admitted.")
  record DeadlinePassed(ModelId model, Version version, Timestamp from, PartyId maker)
      implements FirmwareFact {}
}
