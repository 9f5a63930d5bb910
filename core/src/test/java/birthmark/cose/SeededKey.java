package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.bouncycastle.asn1.x9.ECNamedCurveTable;
import org.bouncycastle.asn1.x9.X9ECParameters;
import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.crypto.signers.MLDSASigner;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * A test's signing key, made from a secret of 32 octets that everybody may know, with signatures
 * that are the same each time: RFC 8032, RFC 6979, and the deterministic variant of FIPS 204.
 */
record SeededKey(Algorithm algorithm, Bytes secret, CoseKey publicKey) implements SigningKey {
  static final X9ECParameters P256 = ECNamedCurveTable.getByName("P-256");
  private static final ECDomainParameters DOMAIN = new ECDomainParameters(P256);

  /** The key whose secret is SHA-256 of {@code name}. */
  static SeededKey named(Algorithm algorithm, String name) {
    return of(algorithm, Sha256.of(name.getBytes(StandardCharsets.UTF_8)));
  }

  static SeededKey of(Algorithm algorithm, Bytes secret) {
    return new SeededKey(algorithm, secret, publicKey(algorithm, secret));
  }

  private static CoseKey publicKey(Algorithm algorithm, Bytes secret) {
    return switch (algorithm) {
      case ED25519 -> {
        byte[] x = new byte[32];
        Ed25519.generatePublicKey(secret.unsafe(), 0, x, 0);
        yield CoseKey.ed25519(Bytes.ofOwned(x));
      }
      case ES256 -> p256(P256.getG().multiply(number(secret)), CoseKey.Use.VERIFY);
      case ML_DSA_65 -> CoseKey.mlDsa65(Bytes.ofOwned(mlDsa(secret).getPublicKey()));
      default -> throw new IllegalArgumentException("no seeded keys for " + algorithm);
    };
  }

  static CoseKey p256(ECPoint point, CoseKey.Use use) {
    byte[] encoded = point.getEncoded(false);
    Bytes x = Bytes.copyOf(encoded, 1, 33);
    Bytes y = Bytes.copyOf(encoded, 33, 65);
    return new CoseKey.Ec2(Curve.P_256, x, y, use);
  }

  private static BigInteger number(Bytes secret) {
    return new BigInteger(1, secret.unsafe());
  }

  static MLDSAPrivateKeyParameters mlDsa(Bytes secret) {
    return new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, secret.toByteArray());
  }

  @Override
  public Bytes sign(Bytes toBeSigned) {
    return switch (algorithm) {
      case ED25519 -> {
        byte[] signature = new byte[64];
        Ed25519.sign(secret.unsafe(), 0, toBeSigned.unsafe(), 0, toBeSigned.length(), signature, 0);
        yield Bytes.ofOwned(signature);
      }
      case ES256 -> {
        ECDSASigner signer = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
        signer.init(true, new ECPrivateKeyParameters(number(secret), DOMAIN));
        BigInteger[] pair = signer.generateSignature(Sha256.of(toBeSigned).unsafe());
        yield fixed(pair[0]).concat(fixed(pair[1]));
      }
      default -> {
        MLDSASigner signer = new MLDSASigner();
        signer.init(true, mlDsa(secret));
        signer.update(toBeSigned.unsafe(), 0, toBeSigned.length());
        try {
          yield Bytes.ofOwned(signer.generateSignature());
        } catch (CryptoException e) {
          throw new AssertionError(e);
        }
      }
    };
  }

  /** 32 octets, big-endian. */
  static Bytes fixed(BigInteger number) {
    byte[] octets = new byte[32];
    for (int i = 0; i < 32; i++) {
      octets[31 - i] = number.shiftRight(8 * i).byteValue();
    }
    return Bytes.ofOwned(octets);
  }
}
