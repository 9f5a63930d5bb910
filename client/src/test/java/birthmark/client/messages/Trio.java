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
public final class Trio implements InstantSource {
  static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  static final Instant UNTIL = NOW.plus(Duration.ofDays(2));
  static final Duration PROOF_MAX = Duration.ofHours(12);

  final Path folder;
  private final Member first = member("X25519", "Ed25519");
  private final Member second = member("secp256r1", "secp256r1");
  private final Member third = member("X25519", "Ed25519");
  final Identity ann = first.identity();
  final Identity ben = second.identity();
  final Identity eve = third.identity();
  Instant now = NOW;

  /** Things that keep what they have in {@code folder}. */
  public Trio(Path folder) {
    this.folder = folder;
  }

  @Override
  public Instant instant() {
    return now;
  }

  /**
   * A thing.
   *
   * @param identity its keys
   * @param pair the one that signs
   */
  public record Member(Identity identity, KeyPair pair) {
    /** Which thing. */
    public ThingId thing() {
      return identity.thing();
    }
  }

  /** The first. */
  public Member ann() {
    return first;
  }

  /** The second, whose keys are both of P-256. */
  public Member ben() {
    return second;
  }

  /** The third. */
  public Member eve() {
    return third;
  }

  private static KeyPair pair(String curve) {
    try {
      if (!curve.startsWith("secp")) {
        return KeyPairGenerator.getInstance(curve).generateKeyPair();
      }
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec(curve));
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new AssertionError(e);
    }
  }

  /** A thing whose keys agree on the one curve and sign on the other. */
  public static Member member(String agreeing, String signing) {
    KeyPair agrees = pair(agreeing);
    KeyPair signs = pair(signing);
    JdkSigningKey key = JdkSigningKey.of(signs);
    return new Member(
        new Identity(
            ThingId.of(key.publicKey()),
            key,
            JdkSignatures.coseKey(agrees.getPublic(), CoseKey.Use.AGREE),
            agrees.getPrivate()),
        signs);
  }

  static Identity identity(String curve) {
    return member(curve, "Ed25519").identity();
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

  /** The side of {@code who}. */
  public Correspondent open(Member who) throws ClientException {
    return open(who.identity());
  }

  Correspondent open(Identity who) throws ClientException {
    return open(who, agreement());
  }

  Correspondent open(Identity who, ProvenAgreement agreement) throws ClientException {
    return new Correspondent(
        folder.resolve(who.thing() + ".messages"), who, agreement, PROOF_MAX, this);
  }
}
