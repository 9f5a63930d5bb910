package birthmark.x509;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import java.util.List;
import java.util.Optional;

/**
 * A certificate before its issuer signs it: how a maker without an authority of its own makes one,
 * and how others are tried.
 *
 * @param subject whom it is for
 * @param key the subject's key
 * @param issuer who issues it
 * @param serial its number, from 1, unique for the issuer
 * @param notBefore from when on it holds, in whole seconds
 * @param notAfter the last second at which it holds
 * @param extensions what it says besides
 */
public record CertificateDraft(
    DistinguishedName subject,
    CoseKey key,
    DistinguishedName issuer,
    long serial,
    Timestamp notBefore,
    Timestamp notAfter,
    List<Extension> extensions) {
  /** The key signs whatever is asked of it. */
  public static final int DIGITAL_SIGNATURE = 0x80;

  /** The key signs certificates. */
  public static final int CERTIFICATES = 0x04;

  /** The key signs revocation lists. */
  public static final int REVOCATION_LISTS = 0x02;

  private static final int KEY_ID = 20;

  /**
   * An extension.
   *
   * @param type its object identifier, in hexadecimal
   * @param critical whether who does not know it must refuse
   * @param value its value in DER
   */
  public record Extension(String type, boolean critical, Bytes value) {
    /** It is an authority, with at most so many below it if that is limited. */
    public static Extension authority(Optional<Integer> below) {
      Bytes limit =
          below
              .map(most -> DerWriter.integer(Bytes.ofOwned(new byte[] {(byte) most.intValue()})))
              .orElse(Bytes.EMPTY);
      return new Extension(
          "551d13",
          true,
          DerWriter.element(
              Der.SEQUENCE, DerWriter.element(Der.BOOLEAN, Bytes.fromHex("ff")), limit));
    }

    /** It is a device's. */
    public static Extension device() {
      return new Extension("551d13", true, DerWriter.element(Der.SEQUENCE));
    }

    /** What its key is for: the first octet of the bits. */
    public static Extension usage(int bits) {
      int unused = Math.min(7, Integer.numberOfTrailingZeros(bits));
      Bytes value = Bytes.ofOwned(new byte[] {(byte) unused, (byte) bits});
      return new Extension("551d0f", true, DerWriter.element(Der.BIT_STRING, value));
    }

    /** The only purpose it is for, an object identifier in hexadecimal. */
    public static Extension purpose(String oid) {
      return new Extension("551d25", false, DerWriter.element(Der.SEQUENCE, DerWriter.oid(oid)));
    }

    /** The identifier of its own key. */
    public static Extension subjectKey(CoseKey key) {
      return new Extension("551d0e", false, DerWriter.element(Der.OCTET_STRING, keyId(key)));
    }

    /** The identifier of its issuer's key. */
    public static Extension issuerKey(CoseKey key) {
      return new Extension(
          "551d23", false, DerWriter.element(Der.SEQUENCE, DerWriter.element(0x80, keyId(key))));
    }

    private Bytes encode() {
      Bytes flag = critical ? DerWriter.element(Der.BOOLEAN, Bytes.fromHex("ff")) : Bytes.EMPTY;
      return DerWriter.element(
          Der.SEQUENCE, DerWriter.oid(type), flag, DerWriter.element(Der.OCTET_STRING, value));
    }
  }

  /**
   * The certificate of a root, which its own key signs.
   *
   * @param below how many authorities may be below it, if that is limited
   */
  public static CertificateDraft root(
      DistinguishedName name,
      CoseKey key,
      Timestamp notBefore,
      Timestamp notAfter,
      Optional<Integer> below) {
    return new CertificateDraft(
        name, key, name, 1, notBefore, notAfter, authority(key, key, below));
  }

  /** The certificate of an authority that the root or authority {@code issuer} signs. */
  public static CertificateDraft intermediate(
      DistinguishedName name,
      CoseKey key,
      X509Certificate issuer,
      long serial,
      Timestamp notAfter,
      Optional<Integer> below) {
    return new CertificateDraft(
        name,
        key,
        issuer.subject(),
        serial,
        issuer.notBefore(),
        notAfter,
        authority(key, issuer.key(), below));
  }

  /** The certificate of a device that {@code issuer} signs. */
  public static CertificateDraft device(
      DistinguishedName name,
      CoseKey key,
      X509Certificate issuer,
      long serial,
      Timestamp notAfter) {
    return new CertificateDraft(
        name,
        key,
        issuer.subject(),
        serial,
        issuer.notBefore(),
        notAfter,
        List.of(
            Extension.device(),
            Extension.usage(DIGITAL_SIGNATURE),
            Extension.subjectKey(key),
            Extension.issuerKey(issuer.key())));
  }

  private static List<Extension> authority(CoseKey key, CoseKey by, Optional<Integer> below) {
    return List.of(
        Extension.authority(below),
        Extension.usage(CERTIFICATES | REVOCATION_LISTS),
        Extension.subjectKey(key),
        Extension.issuerKey(by));
  }

  /** The same with other extensions. */
  public CertificateDraft with(List<Extension> others) {
    return new CertificateDraft(subject, key, issuer, serial, notBefore, notAfter, others);
  }

  /** The first 160 bits of SHA-256 of the key (RFC 7093, method 4). */
  private static Bytes keyId(CoseKey key) {
    return Sha256.of(key.toSubjectPublicKeyInfo()).slice(0, KEY_ID);
  }

  /** A name with a common name, and a Matter vendor if it is limited to one. */
  public static DistinguishedName name(String commonName, Optional<String> vendor) {
    Bytes named = part("550403", commonName);
    Bytes limited = vendor.map(id -> part("2b0601040182a27c0201", id)).orElse(Bytes.EMPTY);
    return new DistinguishedName(DerWriter.element(Der.SEQUENCE, named, limited));
  }

  private static Bytes part(String oid, String text) {
    return DerWriter.element(
        Der.SET, DerWriter.element(Der.SEQUENCE, DerWriter.oid(oid), DerWriter.text(text)));
  }

  /** The octets that an issuer signs by {@code algorithm}. */
  public Bytes toBeSigned(Algorithm algorithm) {
    Bytes all = Bytes.EMPTY;
    for (Extension extension : extensions) {
      all = all.concat(extension.encode());
    }
    byte[] number = new byte[Long.BYTES];
    for (int i = 0; i < Long.BYTES; i++) {
      number[i] = (byte) (serial >> (8 * (Long.BYTES - 1 - i)));
    }
    return DerWriter.element(
        Der.SEQUENCE,
        DerWriter.element(0xa0, DerWriter.integer(Bytes.fromHex("02"))),
        DerWriter.integer(Bytes.ofOwned(number)),
        X509Certificate.identifier(algorithm),
        issuer.der(),
        DerWriter.element(Der.SEQUENCE, DerWriter.time(notBefore), DerWriter.time(notAfter)),
        subject.der(),
        key.toSubjectPublicKeyInfo(),
        all.length() == 0
            ? Bytes.EMPTY
            : DerWriter.element(0xa3, DerWriter.element(Der.SEQUENCE, all)));
  }

  /** The certificate in DER, signed by {@code by}. */
  public Bytes sign(SigningKey by) {
    Algorithm algorithm = by.publicKey().signingAlgorithm().orElseThrow();
    return signed(algorithm, by.sign(toBeSigned(algorithm)));
  }

  /** The certificate in DER with a signature in COSE's form. */
  public Bytes signed(Algorithm algorithm, Bytes signature) {
    Bytes written = signature;
    if (algorithm == Algorithm.ES256) {
      int half = signature.length() / 2;
      written =
          DerWriter.element(
              Der.SEQUENCE,
              DerWriter.integer(signature.slice(0, half)),
              DerWriter.integer(signature.slice(half, signature.length())));
    }
    return DerWriter.element(
        Der.SEQUENCE,
        toBeSigned(algorithm),
        X509Certificate.identifier(algorithm),
        DerWriter.bits(written));
  }
}
