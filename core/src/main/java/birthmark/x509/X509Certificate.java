package birthmark.x509;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import java.util.List;
import java.util.Optional;

/**
 * A certificate (RFC 5280 §4.1), version 3, whose signature is not verified yet: P-256 with
 * SHA-256, Ed25519 or ML-DSA-65, as makers' devices have them (IEEE 802.1AR, Matter).
 *
 * @param der all of it
 * @param signed the octets that its issuer signed
 * @param algorithm by which algorithm
 * @param signature the signature in COSE's form: r and s of 32 octets each for P-256
 * @param issuer who issued it
 * @param subject whom it is for
 * @param notBefore from when on it holds
 * @param notAfter the last moment at which it holds, in whole seconds
 * @param key the subject's key
 * @param extensions what it says besides
 */
public record X509Certificate(
    Bytes der,
    Bytes signed,
    Algorithm algorithm,
    Bytes signature,
    DistinguishedName issuer,
    DistinguishedName subject,
    Timestamp notBefore,
    Timestamp notAfter,
    CoseKey key,
    Extensions extensions) {
  /** The most octets: those of a certificate with a post-quantum key and signature, and room. */
  public static final int MAX = 8_192;

  private static final int VERSION_TAG = 0xa0;
  private static final int EXTENSIONS_TAG = 0xa3;
  private static final int SERIAL_MAX = 20;
  private static final int HALF = 32;
  private static final Bytes VERSION_3 = Bytes.fromHex("02");

  /**
   * The certificate in {@code der}.
   *
   * @throws X509Exception if it is none of this profile
   */
  public static X509Certificate parse(Bytes der) {
    if (der.length() > MAX) {
      throw X509Exception.malformed("has more than " + MAX + " octets");
    }
    Der outer = new Der(der);
    Der all = outer.enter(Der.SEQUENCE);
    outer.end();
    Bytes signed = all.whole(Der.SEQUENCE);
    Bytes algorithm = all.whole(Der.SEQUENCE);
    Bytes signature = all.bits();
    all.end();
    Der in = new Der(signed).enter(Der.SEQUENCE);
    Der version = in.enter(VERSION_TAG);
    if (!version.integer(1).equals(VERSION_3)) {
      throw X509Exception.malformed("is not of version 3");
    }
    version.end();
    in.integer(SERIAL_MAX);
    if (!in.whole(Der.SEQUENCE).equals(algorithm)) {
      throw X509Exception.malformed("names two algorithms");
    }
    DistinguishedName issuer = new DistinguishedName(in.whole(Der.SEQUENCE));
    Der validity = in.enter(Der.SEQUENCE);
    Timestamp notBefore = CertificateTime.read(validity);
    Timestamp notAfter = CertificateTime.read(validity);
    validity.end();
    DistinguishedName subject = new DistinguishedName(in.whole(Der.SEQUENCE));
    Bytes info = in.whole(Der.SEQUENCE);
    Extensions extensions = in.more() ? Extensions.read(in.enter(EXTENSIONS_TAG)) : Extensions.NONE;
    in.end();
    subject.vendor();
    subject.product();
    Algorithm by = algorithm(algorithm);
    return new X509Certificate(
        der,
        signed,
        by,
        signature(by, signature),
        issuer,
        subject,
        notBefore,
        notAfter,
        key(info),
        extensions);
  }

  private static CoseKey key(Bytes info) {
    return CoseKey.ofSubjectPublicKeyInfo(info)
        .orElseThrow(
            () ->
                new X509Exception(
                    X509Exception.Reason.UNSUPPORTED_KEY,
                    "has a key that is not Ed25519, P-256 (not compressed) or ML-DSA-65"));
  }

  /** The algorithm of an AlgorithmIdentifier (RFC 5758, RFC 8410, RFC 9881), without parameters. */
  private static Algorithm algorithm(Bytes identifier) {
    for (Algorithm each : List.of(Algorithm.ES256, Algorithm.ED25519, Algorithm.ML_DSA_65)) {
      if (identifier(each).equals(identifier)) {
        return each;
      }
    }
    throw new X509Exception(
        X509Exception.Reason.UNSUPPORTED_ALGORITHM,
        "is signed by another algorithm than ECDSA with SHA-256, Ed25519 and ML-DSA-65");
  }

  /** The AlgorithmIdentifier of {@code algorithm} in DER. */
  static Bytes identifier(Algorithm algorithm) {
    return Bytes.fromHex(
        switch (algorithm) {
          case ES256 -> "300a06082a8648ce3d040302";
          case ED25519 -> "300506032b6570";
          case ML_DSA_65 -> "300b0609608648016503040312";
          case EDDSA, ES384, ES512 ->
              throw new IllegalArgumentException("no certificate here is signed by " + algorithm);
        });
  }

  private static Bytes signature(Algorithm algorithm, Bytes octets) {
    if (algorithm != Algorithm.ES256) {
      return octets;
    }
    Der outer = new Der(octets);
    Der numbers = outer.enter(Der.SEQUENCE);
    outer.end();
    Bytes signature = half(numbers.integer(HALF + 1)).concat(half(numbers.integer(HALF + 1)));
    numbers.end();
    return signature;
  }

  /** A number in 32 octets. */
  private static Bytes half(Bytes number) {
    if (number.length() == HALF + 1) {
      if (number.octet(0) != 0) {
        throw X509Exception.malformed("has a signature with a number above 2^256");
      }
      return number.slice(1, number.length());
    }
    return Bytes.ofOwned(new byte[HALF - number.length()]).concat(number);
  }

  /** SHA-256 of all of it: its name on the ledger. */
  public Bytes digest() {
    return Sha256.of(der);
  }

  /** Whether {@code by} signed it. */
  public boolean isSigned(Signatures signatures, CoseKey by) {
    return signatures.verify(algorithm, by, signed, signature);
  }

  /** Whether {@code issuer} signed it and is who it names as its issuer, whatever else holds. */
  public boolean isIssuedBy(Signatures signatures, X509Certificate other) {
    return issuer.equals(other.subject) && isSigned(signatures, other.key);
  }

  /** Whether issuer and subject are one. */
  public boolean isSelfIssued() {
    return issuer.equals(subject);
  }

  /** Whether it may issue certificates. */
  public boolean isAuthority() {
    return extensions.authority();
  }

  /** The subject's key identifier, if there is one. */
  public Optional<Bytes> subjectKey() {
    return extensions.subjectKey();
  }
}
