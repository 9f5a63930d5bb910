package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.statement.ContentTypes;
import java.util.Optional;

/**
 * What a thing says of itself: the claims of an Entity Attestation Token (RFC 9711) in the profile
 * {@link EvidenceFormat#PROFILE}.
 *
 * @param nonce the sealed block it was made after
 * @param thing which thing
 * @param debug whether it can be debugged
 * @param bootCount how often it was started
 * @param image what it runs
 * @param settings SHA-256 of its settings, if it measures them
 */
public record Evidence(
    Nonce nonce,
    ThingId thing,
    DebugStatus debug,
    long bootCount,
    Image image,
    @Length(min = 32, max = 32) Optional<Bytes> settings) {
  /** The most octets of signed evidence: an ML-DSA-65 signature and the claims. */
  public static final int LENGTH_MAX = 4_096;

  /**
   * A measured image.
   *
   * @param digest SHA-256 of the image
   * @param version the version it says it has; the digest alone decides
   * @param measured who measured it
   */
  public record Image(
      @Length(min = 32, max = 32) Bytes digest, Version version, Assurance measured) {}

  /** This, signed with the thing's {@code key}: a tagged COSE_Sign1 in deterministic CBOR. */
  public Bytes sign(SigningKey key) {
    return Sign1.sign(key, ContentTypes.EVIDENCE, EvidenceFormat.encode(this)).encode();
  }
}
