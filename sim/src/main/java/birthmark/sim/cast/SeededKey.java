package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.Random;

/**
 * A signing key that is the same in every run, and whose signatures are: what an algorithm wants of
 * randomness follows from what is signed. For simulations; everybody can compute it.
 */
public final class SeededKey implements SigningKey {
  private final CoseKey publicKey;
  private final Algorithm algorithm;
  private final PrivateKey privateKey;

  /** Octets that follow from a seed. */
  private static final class Seeded extends SecureRandom {
    private static final long serialVersionUID = 1L;
    private final Random random;

    Seeded(long seed) {
      this.random = new Random(seed);
    }

    @Override
    public void nextBytes(byte[] octets) {
      random.nextBytes(octets);
    }
  }

  /** The key number {@code seed} of its kind. */
  public SeededKey(Algorithm algorithm, long seed) {
    KeyPair pair = JdkSigningKey.generate(algorithm, new Seeded(seed));
    this.publicKey = JdkSignatures.coseKey(pair.getPublic());
    this.algorithm = algorithm;
    this.privateKey = pair.getPrivate();
  }

  /** The public part of the key-agreement key number {@code seed}. */
  public static CoseKey agreement(long seed) {
    return JdkSignatures.coseKey(JdkSigningKey.generateAgreement(new Seeded(seed)).getPublic());
  }

  @Override
  public CoseKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes toBeSigned) {
    try {
      Signature signer = signer();
      long seed = ByteBuffer.wrap(Sha256.of(toBeSigned).unsafe()).getLong();
      signer.initSign(privateKey, new Seeded(seed));
      signer.update(toBeSigned.unsafe());
      return Bytes.ofOwned(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("a simulated key does not sign", e);
    }
  }

  /** The native library for Ed25519, which signs without randomness; Java for what needs some. */
  private Signature signer() throws GeneralSecurityException {
    return switch (algorithm) {
      case ED25519 ->
          AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
              ? Signature.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE)
              : Signature.getInstance("Ed25519");
      case ES256 -> Signature.getInstance("SHA256withECDSAinP1363Format", "SunEC");
      case ML_DSA_65 -> Signature.getInstance("ML-DSA-65", "SUN");
      case EDDSA, ES384, ES512 -> throw new IllegalStateException("no key signs " + algorithm);
    };
  }
}
