package birthmark.contracts.firmware;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Tag;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;
import birthmark.contracts.things.ModelId;
import java.util.List;
import java.util.Optional;

/** What can be asked of {@link Firmware}. */
public sealed interface FirmwareTransaction extends Transaction {
  /**
   * A model's maker publishes a release.
   *
   * @param model the model it runs on
   * @param version its version
   * @param image SHA-256 of the image
   * @param imageSize its octets, 1 or more
   * @param securityCounter not below that of the release before
   * @param sbom SHA-256 of its software bill of materials
   * @param location where the image is to be had: a URI (RFC 3986) with the scheme https, coaps or
   *     urn; the ledger never fetches it
   * @param previousDeadline the moment from which the release before this one, and all before that,
   *     are no longer admitted
   * @param notes what changed
   */
  @Tag(1)
  @About("Publish a firmware release for one of your models.")
  record Publish(
      @About("The model it runs on.") ModelId model,
      @About("Its version, which no other release of the model has.") Version version,
      @About("SHA-256 of the image.") @Length(min = 32, max = 32) Bytes image,
      @About("The image's size in octets.") long imageSize,
      @About("What a thing never runs below once it ran this; not below the release before.")
          long securityCounter,
      @About("SHA-256 of its software bill of materials.") @Length(min = 32, max = 32)
          Optional<Bytes> sbom,
      @About("Where the image is to be had: an https, coaps or urn URI.")
          @Length(min = 1, max = 512)
          String location,
      @About("From when the release before this one is no longer admitted.")
          Optional<Timestamp> previousDeadline,
      @About("What changed.") @Length(min = 1, max = 2_000) Optional<String> notes)
      implements FirmwareTransaction {
    private static final List<String> SCHEMES = List.of("https://", "coaps://", "urn:");

    /** Checks the size and the location. */
    public Publish {
      if (imageSize < 1) {
        throw new IllegalArgumentException("an image has at least one octet");
      }
      requireUri(location);
    }

    private static void requireUri(String location) {
      boolean sound =
          SCHEMES.stream()
              .anyMatch(
                  scheme -> location.startsWith(scheme) && location.length() > scheme.length());
      for (int i = 0; i < location.length(); i++) {
        char c = location.charAt(i);
        // What RFC 3986, section 2 leaves out of ASCII.
        sound &= c > ' ' && c < 0x7f && "\"<>\\^`{|}".indexOf(c) < 0;
      }
      if (!sound) {
        throw new IllegalArgumentException(
            "a location is a URI that starts with https://, coaps:// or urn:, not '"
                + location
                + "'");
      }
    }
  }

  /**
   * A model's maker says that a release may no longer run.
   *
   * @param model the model
   * @param version the release
   * @param severity how bad it is to go on
   * @param reason in words
   * @param advisory the advisory's id
   */
  @Tag(2)
  @About("Revoke a firmware release of one of your models, for ever.")
  record RevokeRelease(
      @About("The model.") ModelId model,
      @About("The release.") Version version,
      @About("How bad it is to go on running it.") Severity severity,
      @About("Why, in words.") @Length(min = 1, max = 400) String reason,
      @About("The advisory's id, such as CVE-2018-10088.") @Length(min = 1, max = 80)
          Optional<String> advisory)
      implements FirmwareTransaction {}
}
