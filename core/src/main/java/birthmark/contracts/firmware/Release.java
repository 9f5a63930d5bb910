package birthmark.contracts.firmware;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import java.util.Optional;

/**
 * A release as it stands.
 *
 * @param image SHA-256 of the image
 * @param imageSize its octets
 * @param securityCounter what a thing never runs below once it ran it
 * @param position its place among the model's releases, from 1
 * @param sbom SHA-256 of its software bill of materials
 * @param location where the image is to be had
 * @param notes what changed
 * @param maker who published it
 * @param published when
 * @param revocation why it may no longer run, if so
 */
public record Release(
    @Length(min = 32, max = 32) Bytes image,
    long imageSize,
    long securityCounter,
    long position,
    @Length(min = 32, max = 32) Optional<Bytes> sbom,
    @Length(min = 1, max = 512) String location,
    @Length(min = 1, max = 2_000) Optional<String> notes,
    PartyId maker,
    Timestamp published,
    Optional<Revocation> revocation) {
  /**
   * Why a release may no longer run.
   *
   * @param severity how bad it is
   * @param reason in words
   * @param advisory the advisory's id, such as {@code CVE-2018-10088}
   * @param at when it was revoked
   */
  public record Revocation(
      Severity severity,
      @Length(min = 1, max = 400) String reason,
      @Length(min = 1, max = 80) Optional<String> advisory,
      Timestamp at) {}

  Release revoked(Revocation why) {
    return new Release(
        image,
        imageSize,
        securityCounter,
        position,
        sbom,
        location,
        notes,
        maker,
        published,
        Optional.of(why));
  }
}
