package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.messages.AgreementStanding;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Three things with an agreement, and a clock that is set by hand. */
final class Pair implements InstantSource {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final Instant UNTIL = NOW.plus(Duration.ofDays(2));
  static final Duration PROOF_MAX = Duration.ofHours(12);

  final Path folder;
  final Identity ann = identity("X25519");
  final Identity ben = identity("secp256r1");
  final Identity eve = identity("X25519");
  Instant now = NOW;

  Pair(Path folder) {
    this.folder = folder;
  }

  @Override
  public Instant instant() {
    return now;
  }

  static Identity identity(String curve) {
    try {
      JdkSigningKey signing =
          JdkSigningKey.of(KeyPairGenerator.getInstance("Ed25519").generateKeyPair());
      KeyPair pair;
      if (curve.equals("X25519")) {
        pair = KeyPairGenerator.getInstance("X25519").generateKeyPair();
      } else {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        pair = generator.generateKeyPair();
      }
      return new Identity(
          ThingId.of(signing.publicKey()),
          signing,
          JdkSignatures.coseKey(pair.getPublic(), CoseKey.Use.AGREE),
          pair.getPrivate());
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  private static AgreementStanding.Member member(Identity who, boolean admitted) {
    return new AgreementStanding.Member(
        who.thing(), who.signing().publicKey(), who.agreement(), admitted, Optional.empty());
  }

  ProvenAgreement agreement(AgreementStanding.Kind kind, boolean admitted, long height) {
    return agreement(kind, height, member(ann, admitted), member(ben, true), member(eve, true));
  }

  ProvenAgreement agreement() {
    return agreement(AgreementStanding.Kind.IN_FORCE, true, 7);
  }

  /** The same with other keys of {@code ben}. */
  ProvenAgreement with(Identity renewed, long height) {
    AgreementStanding.Member other =
        new AgreementStanding.Member(
            ben.thing(),
            renewed.signing().publicKey(),
            renewed.agreement(),
            true,
            Optional.empty());
    return agreement(
        AgreementStanding.Kind.IN_FORCE, height, member(ann, true), other, member(eve, true));
  }

  private static ProvenAgreement agreement(
      AgreementStanding.Kind kind, long height, AgreementStanding.Member... members) {
    return new ProvenAgreement(
        Bytes.fromHex("11".repeat(32)),
        new AgreementStanding(
            new AgreementId(Bytes.fromHex("22".repeat(32))),
            kind,
            "heating",
            new Timestamp(UNTIL.toEpochMilli()),
            60,
            3,
            List.of(members),
            List.of()),
        height,
        NOW,
        Bytes.EMPTY);
  }

  Correspondent open(Identity who) throws ClientException {
    return open(who, agreement());
  }

  Correspondent open(Identity who, ProvenAgreement agreement) throws ClientException {
    return new Correspondent(
        folder.resolve(who.thing() + ".messages"), who, agreement, PROOF_MAX, this);
  }
}
