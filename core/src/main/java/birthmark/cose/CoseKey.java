package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import java.util.Optional;

/**
 * A public key as a COSE_Key (RFC 9052 §7) that always names its algorithm.
 *
 * <p>Each admissible key has one encoding, in deterministic CBOR: key type (1), algorithm (3), then
 * its own parameters in order. Keys that agree name ECDH-ES + HKDF-256 (-25, RFC 9053 §6.3.1),
 * which is how a P-256 key that agrees is told from one that signs. A key made here has parameters
 * of the right length; whether they are a sound key is for {@link Signatures#faultOf} to say.
 */
public sealed interface CoseKey {
  /** The most octets in an encoded key: those of ML-DSA-65. */
  int MAX_LENGTH = 2048;

  /** An octet key pair's public key: Ed25519 to verify, X25519 to agree (RFC 9053 §7.2). */
  record Okp(Curve curve, Bytes x) implements CoseKey {
    /**
     * A key on one of the two curves, its point or u-coordinate as RFC 8032 or RFC 7748 encode it.
     */
    public Okp {
      if (hasTwoCoordinates(curve)) {
        throw badKey("an octet key pair is not on " + curve);
      }
      requireLength("x", x, curve.coordinateLength());
    }

    @Override
    public Optional<Algorithm> signingAlgorithm() {
      return switch (curve) {
        case ED25519 -> Optional.of(Algorithm.ED25519);
        case ED448 -> Optional.of(Algorithm.EDDSA);
        default -> Optional.empty();
      };
    }

    @Override
    public void writeRequired(CborWriter out) {
      out.map(3).integer(KTY).integer(KTY_OKP).integer(CRV).integer(curve.number());
      out.integer(X).bytes(x);
    }

    @Override
    public void write(CborWriter out) {
      out.map(4).integer(KTY).integer(KTY_OKP).integer(ALG).integer(algorithmNumber());
      out.integer(CRV).integer(curve.number()).integer(X).bytes(x);
    }
  }

  /**
   * A public key on a NIST curve, both coordinates big-endian and in full length (RFC 9053 §7.1.1).
   */
  record Ec2(Curve curve, Bytes x, Bytes y, Use use) implements CoseKey {
    /** A point with coordinates of the curve's length. */
    public Ec2 {
      if (!hasTwoCoordinates(curve)) {
        throw badKey("a key with two coordinates is on a NIST curve, not on " + curve);
      }
      requireLength("x", x, curve.coordinateLength());
      requireLength("y", y, curve.coordinateLength());
    }

    @Override
    public Optional<Algorithm> signingAlgorithm() {
      if (use == Use.AGREE) {
        return Optional.empty();
      }
      return Optional.of(
          switch (curve) {
            case P_384 -> Algorithm.ES384;
            case P_521 -> Algorithm.ES512;
            default -> Algorithm.ES256;
          });
    }

    @Override
    public void writeRequired(CborWriter out) {
      out.map(4).integer(KTY).integer(KTY_EC2).integer(CRV).integer(curve.number());
      out.integer(X).bytes(x).integer(Y).bytes(y);
    }

    @Override
    public void write(CborWriter out) {
      out.map(5).integer(KTY).integer(KTY_EC2).integer(ALG).integer(algorithmNumber());
      out.integer(CRV).integer(curve.number()).integer(X).bytes(x).integer(Y).bytes(y);
    }
  }

  /**
   * An ML-DSA-65 public key, 1,952 octets as FIPS 204 encodes it (key type AKP,
   * draft-ietf-cose-dilithium).
   */
  record Akp(Bytes pub) implements CoseKey {
    /** Octets in an ML-DSA-65 public key. */
    public static final int LENGTH = 1952;

    /** A key of 1,952 octets. */
    public Akp {
      requireLength("pub", pub, LENGTH);
    }

    @Override
    public Optional<Algorithm> signingAlgorithm() {
      return Optional.of(Algorithm.ML_DSA_65);
    }

    /** An AKP key's algorithm is part of what identifies it. */
    @Override
    public void writeRequired(CborWriter out) {
      write(out);
    }

    @Override
    public void write(CborWriter out) {
      out.map(3).integer(KTY).integer(KTY_AKP).integer(ALG).integer(algorithmNumber());
      out.integer(PUB).bytes(pub);
    }
  }

  /** What a key on a NIST curve is for; it is never for both. */
  enum Use {
    /** To verify signatures. */
    VERIFY,
    /** To agree on a secret. */
    AGREE
  }

  /** The algorithm of the signatures it verifies; empty for a key that agrees. */
  Optional<Algorithm> signingAlgorithm();

  /** Writes the parameters that RFC 9679 §4 requires in a thumbprint, as a map. */
  void writeRequired(CborWriter out);

  /** Writes the COSE_Key as one item. */
  void write(CborWriter out);

  /** Whether our own statements and certificates may name it: not on P-384, P-521 or Ed448. */
  default boolean admissible() {
    return switch (this) {
      case Okp okp -> okp.curve() != Curve.ED448;
      case Ec2 ec2 -> ec2.curve() == Curve.P_256;
      case Akp _ -> true;
    };
  }

  /** The number of its signature algorithm, or of ECDH-ES + HKDF-256. */
  default int algorithmNumber() {
    return signingAlgorithm().map(Algorithm::number).orElse(ECDH_ES_HKDF_256);
  }

  /** The COSE_Key in deterministic CBOR. */
  default Bytes encode() {
    CborWriter out = new CborWriter(128);
    write(out);
    return out.toBytes();
  }

  /** The SHA-256 thumbprint (RFC 9679); the hash is computed at each call. */
  default KeyId thumbprint() {
    CborWriter out = new CborWriter(128);
    writeRequired(out);
    return new KeyId(Sha256.of(out.toByteArray()));
  }

  /** An Ed25519 key of its 32 octets (RFC 8032 §5.1.5). */
  static CoseKey ed25519(Bytes x) {
    return new Okp(Curve.ED25519, x);
  }

  /** An X25519 key of its 32 octets (RFC 7748 §5). */
  static CoseKey x25519(Bytes x) {
    return new Okp(Curve.X25519, x);
  }

  /** A P-256 key that verifies ES256, of its coordinates, 32 octets each. */
  static CoseKey p256(Bytes x, Bytes y) {
    return new Ec2(Curve.P_256, x, y, Use.VERIFY);
  }

  /** A P-256 key that agrees, of its coordinates, 32 octets each. */
  static CoseKey p256Agreement(Bytes x, Bytes y) {
    return new Ec2(Curve.P_256, x, y, Use.AGREE);
  }

  /** An ML-DSA-65 key of its 1,952 octets. */
  static CoseKey mlDsa65(Bytes pub) {
    return new Akp(pub);
  }

  /** This key's X.509 SubjectPublicKeyInfo in DER. */
  default Bytes toSubjectPublicKeyInfo() {
    return Spki.encode(this);
  }

  /**
   * The key that signs in an X.509 SubjectPublicKeyInfo in DER (RFC 5480, RFC 8410, RFC 9881);
   * empty if it is of no kind that signs here.
   */
  static Optional<CoseKey> ofSubjectPublicKeyInfo(Bytes der) {
    return Spki.decode(der, Use.VERIFY)
        .filter(key -> key.admissible() && key.signingAlgorithm().isPresent());
  }

  /**
   * The admissible key that {@code encoded} holds, with nothing after it.
   *
   * @throws CoseException if it is not the one encoding of an admissible key
   */
  static CoseKey decode(Bytes encoded) {
    try {
      CborReader in = new CborReader(encoded);
      CoseKey key = read(in);
      in.end();
      return key;
    } catch (CborException e) {
      throw new CoseException(e);
    }
  }

  /**
   * The admissible key that comes next in {@code in}.
   *
   * @throws CborException if it is not deterministic CBOR
   * @throws CoseException if it is not the one encoding of an admissible key
   */
  static CoseKey read(CborReader in) {
    int entries = in.map(5);
    requireLabel(in, KTY);
    int type = (int) in.unsigned(Integer.MAX_VALUE);
    requireLabel(in, ALG);
    long algorithm = in.integer();
    CoseKey key =
        switch (type) {
          case KTY_OKP -> readOkp(in, entries);
          case KTY_EC2 -> readEc2(in, entries, algorithm);
          case KTY_AKP -> readAkp(in, entries);
          default -> throw badKey("key type " + type);
        };
    if (algorithm != key.algorithmNumber()) {
      throw badKey("algorithm " + algorithm + " where this key has " + key.algorithmNumber());
    }
    return key;
  }

  private static CoseKey readOkp(CborReader in, int entries) {
    requireEntries(entries, 4);
    requireLabel(in, CRV);
    long curve = in.integer();
    requireLabel(in, X);
    if (curve == Curve.ED25519.number()) {
      return ed25519(in.bytes(MAX_LENGTH));
    }
    if (curve == Curve.X25519.number()) {
      return x25519(in.bytes(MAX_LENGTH));
    }
    throw badKey("curve " + curve);
  }

  private static CoseKey readEc2(CborReader in, int entries, long algorithm) {
    requireEntries(entries, 5);
    requireLabel(in, CRV);
    long curve = in.integer();
    if (curve != Curve.P_256.number()) {
      throw badKey("curve " + curve);
    }
    requireLabel(in, X);
    Bytes x = in.bytes(MAX_LENGTH);
    requireLabel(in, Y);
    Bytes y = in.bytes(MAX_LENGTH);
    return algorithm == ECDH_ES_HKDF_256 ? p256Agreement(x, y) : p256(x, y);
  }

  private static CoseKey readAkp(CborReader in, int entries) {
    requireEntries(entries, 3);
    requireLabel(in, PUB);
    return mlDsa65(in.bytes(MAX_LENGTH));
  }

  private static boolean hasTwoCoordinates(Curve curve) {
    return switch (curve) {
      case P_256, P_384, P_521 -> true;
      case X25519, ED25519, ED448 -> false;
    };
  }

  private static void requireEntries(int found, int needed) {
    if (found != needed) {
      throw badKey(found + " parameters where this key type has " + needed);
    }
  }

  private static void requireLabel(CborReader in, int label) {
    long found = in.integer();
    if (found != label) {
      throw badKey("parameter " + found + " where " + label + " is needed");
    }
  }

  private static void requireLength(String name, Bytes value, int length) {
    if (value.length() != length) {
      throw badKey(name + " has " + value.length() + " octets where " + length + " are needed");
    }
  }

  private static CoseException badKey(String detail) {
    return new CoseException(CoseException.Reason.BAD_KEY, detail);
  }

  /** Label of the key type (RFC 9052 §7.1). */
  int KTY = 1;

  /** Label of the algorithm (RFC 9052 §7.1). */
  int ALG = 3;

  /** Label of the curve. */
  int CRV = -1;

  /** Label of the first coordinate or the encoded point. */
  int X = -2;

  /** Label of the second coordinate. */
  int Y = -3;

  /** Label of an AKP key's public key. */
  int PUB = -1;

  /** Key type of an octet key pair. */
  int KTY_OKP = 1;

  /** Key type of an elliptic curve key with two coordinates. */
  int KTY_EC2 = 2;

  /** Key type of an algorithm key pair. */
  int KTY_AKP = 7;

  /** COSE algorithm of keys that agree. */
  int ECDH_ES_HKDF_256 = -25;
}
