package birthmark.contracts.things;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Codec;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import java.util.List;
import java.util.TreeSet;

/**
 * A birth certificate: what a maker says of a thing, once and for ever. The thing's own key signs
 * it too, to show that the thing holds it.
 *
 * @param signing the thing's first signing key, which names it
 * @param agreement its first key-agreement key
 * @param model its model
 * @param batch the batch it was made in
 * @param madeAt where it was made: a site code or UN/LOCODE, nothing personal
 * @param made when it was made
 * @param assurance how its measurements are made
 * @param identifiers its weak identifiers
 * @param components the things it is built from, by their own certificates
 */
@About("A birth certificate: what a maker says of a thing, once and for ever.")
public record Certificate(
    @About("The thing's signing key, as a COSE_Key.") CoseKey signing,
    @About("The thing's key-agreement key, as a COSE_Key.") CoseKey agreement,
    ModelId model,
    @About("The batch it was made in.") @Length(min = 1, max = 32) String batch,
    @About("Where it was made: a site code or UN/LOCODE.") @Length(min = 1, max = 64) String madeAt,
    @About("When it was made.") Timestamp made,
    @About("How its measurements are made.") Assurance assurance,
    @About("Serial numbers and the like.") @Length(max = 16) List<Identifier> identifiers,
    @About("The things it is built from.") @Length(max = 64) List<ThingId> components) {
  /** Its CBOR form. */
  public static final Codec<Certificate> CODEC = Codec.of(Certificate.class);

  /** Checks the keys' purposes and that nothing is named twice. */
  public Certificate {
    identifiers = List.copyOf(identifiers);
    components = List.copyOf(components);
    requirePurposes(signing, agreement);
    TreeSet<Bytes> parts = new TreeSet<>();
    for (ThingId component : components) {
      if (!parts.add(component.value())) {
        throw new IllegalArgumentException("component " + component + " is named twice");
      }
    }
    TreeSet<String> names = new TreeSet<>();
    for (Identifier identifier : identifiers) {
      if (!names.add(identifier.kind().indexed().name() + identifier.digest().hex())) {
        throw new IllegalArgumentException("an identifier is given twice");
      }
    }
  }

  /** Checks that one key signs, the other agrees, and that they are not one point. */
  static void requirePurposes(CoseKey signing, CoseKey agreement) {
    if (signing.signingAlgorithm().isEmpty()) {
      throw new IllegalArgumentException(
          "a thing's signing key is Ed25519, P-256 with ES256 or ML-DSA-65");
    }
    if (agreement.signingAlgorithm().isPresent()) {
      throw new IllegalArgumentException(
          "a thing's key-agreement key is X25519, or P-256 with algorithm -25");
    }
    if (signing.thumbprint().equals(agreement.thumbprint())) {
      throw new IllegalArgumentException(
          "a thing's two keys are one point: make another one to agree on secrets");
    }
  }

  /** The thing it is about. */
  public ThingId thing() {
    return ThingId.of(signing);
  }
}
