package birthmark.gateway.attestation;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborException;
import birthmark.cbor.CborItem;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.ForeignSign1;
import birthmark.cose.Signatures;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A PSA attestation token (RFC 9783): a COSE_Sign1 over claims, in the profile {@code
 * http://arm.com/psa/2.0.0}, {@code tag:psacertified.org,2023:psa#tfm} or the first one.
 */
final class PsaToken {
  /** The most octets of a token. */
  static final int LENGTH_MAX = 16_384;

  private static final int COMPONENTS_MAX = 64;

  /** The numbers of the claims in one profile. */
  private record Labels(
      long profile,
      long client,
      long lifecycle,
      long implementation,
      long components,
      long nonce,
      long instance) {}

  private static final Labels FIRST =
      new Labels(-75_000, -75_001, -75_002, -75_003, -75_006, -75_008, -75_009);
  private static final Labels SECOND = new Labels(265, 2_394, 2_395, 2_396, 2_399, 10, 256);
  private static final String FIRST_PROFILE = "PSA_IOT_PROFILE_1";
  private static final List<String> PROFILES =
      List.of("http://arm.com/psa/2.0.0", "tag:psacertified.org,2023:psa#tfm");

  /** A piece of software that was measured. */
  record Component(Optional<String> type, Bytes measurement, Bytes signer) {}

  private final ForeignSign1 envelope;
  private final CborItem claims;
  private final Labels labels;

  private PsaToken(ForeignSign1 envelope, CborItem claims, Labels labels) {
    this.envelope = envelope;
    this.claims = claims;
    this.labels = labels;
  }

  /** The token that {@code encoded} holds; empty if it is none. */
  static Optional<PsaToken> decode(Bytes encoded) {
    if (encoded.length() > LENGTH_MAX) {
      return Optional.empty();
    }
    try {
      ForeignSign1 envelope = ForeignSign1.decode(encoded, List.of());
      if (envelope.payload().isEmpty()) {
        return Optional.empty();
      }
      CborItem claims = CborDecoder.decode(envelope.payload().get(), CborDecoder.Profile.VALID);
      Optional<String> profile = Items.text(claims, SECOND.profile());
      if (profile.isPresent()) {
        return PROFILES.contains(profile.get())
            ? Optional.of(new PsaToken(envelope, claims, SECOND))
            : Optional.empty();
      }
      Optional<String> first = Items.text(claims, FIRST.profile());
      return first.isEmpty() || first.get().equals(FIRST_PROFILE)
          ? Optional.of(new PsaToken(envelope, claims, FIRST))
          : Optional.empty();
    } catch (CoseException | CborException e) {
      return Optional.empty();
    }
  }

  /** Whether all that a token must say is there, in its own form. */
  boolean isWhole() {
    return implementation().filter(id -> id.length() == 32).isPresent()
        && instance().filter(id -> id.length() == 33 && id.octet(0) == 1).isPresent()
        && nonce().filter(PsaToken::isDigest).isPresent()
        && lifecycle().isPresent()
        && Items.member(claims, labels.client()).isPresent()
        && !components().isEmpty();
  }

  private static boolean isDigest(Bytes octets) {
    return octets.length() == 32 || octets.length() == 48 || octets.length() == 64;
  }

  /** Which implementation of the root of trust it is. */
  Optional<Bytes> implementation() {
    return Items.octets(claims, labels.implementation());
  }

  /** Which device it is. */
  Optional<Bytes> instance() {
    return Items.octets(claims, labels.instance());
  }

  /** What it was challenged with. */
  Optional<Bytes> nonce() {
    return Items.octets(claims, labels.nonce());
  }

  /** Which profile it keeps to. */
  String profile() {
    return Items.text(claims, labels.profile()).orElse(FIRST_PROFILE);
  }

  /** The state of the root of trust. */
  Optional<Integer> lifecycle() {
    return Items.number(claims, labels.lifecycle());
  }

  /** What was measured; none where one of them is not in its form, or there are too many. */
  List<Component> components() {
    List<CborItem> items = Items.list(claims, labels.components());
    List<Component> components = new ArrayList<>();
    for (CborItem item : items) {
      Optional<Bytes> measurement = Items.octets(item, 2).filter(PsaToken::isDigest);
      Optional<Bytes> signer = Items.octets(item, 5).filter(PsaToken::isDigest);
      if (measurement.isEmpty() || signer.isEmpty() || components.size() >= COMPONENTS_MAX) {
        return List.of();
      }
      components.add(new Component(Items.text(item, 1), measurement.get(), signer.get()));
    }
    return components;
  }

  /** Whether {@code key} signed it. */
  boolean isSignedBy(Signatures signatures, CoseKey key) {
    return envelope.verifies(signatures, key, Bytes.EMPTY);
  }
}
