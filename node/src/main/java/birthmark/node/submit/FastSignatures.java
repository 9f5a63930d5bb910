package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.cose.AcceptanceSet;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.KeyFault;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.util.Optional;

/**
 * A verifier on AWS-LC, the native library of the Amazon Corretto Crypto Provider: some fifteen
 * times as fast as the JDK for Ed25519 and ES256, with the same acceptance set.
 *
 * <p>ML-DSA-65 is left to the JDK, which is as fast. Parsed keys are remembered.
 */
public final class FastSignatures implements Signatures {
  private static final System.Logger LOG = System.getLogger(FastSignatures.class.getName());
  private static final int KEYS_MAX = 65_536;
  private static final int KEY_OCTETS = 1_000;

  private final JdkSignatures jdk = new JdkSignatures();
  private final BoundedMap<CoseKey, PublicKey> keys =
      new BoundedMap<>(KEYS_MAX, (long) KEYS_MAX * KEY_OCTETS);
  private final ThreadLocal<Signature> ed25519 = ThreadLocal.withInitial(() -> named("Ed25519"));
  private final ThreadLocal<Signature> es256 =
      ThreadLocal.withInitial(() -> named("SHA256withECDSAinP1363Format"));

  private FastSignatures() {}

  /** The fastest verifier there is on this machine; says so where that is only the JDK's. */
  public static Signatures best() {
    Throwable fault = AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError();
    if (fault == null) {
      return new FastSignatures();
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "No native library for signatures runs on this machine ({0}): they are checked by Java"
            + " alone, which is right but slow.",
        fault.getMessage());
    return new JdkSignatures();
  }

  /** {@code key}, signing by the native library where that runs on this machine and is faster. */
  public static SigningKey signing(JdkSigningKey key) {
    boolean faster =
        AmazonCorrettoCryptoProvider.INSTANCE.getLoadingError() == null
            && key.algorithm() != Algorithm.ML_DSA_65;
    return faster ? key.by(AmazonCorrettoCryptoProvider.INSTANCE) : key;
  }

  private static Signature named(String name) {
    try {
      return Signature.getInstance(name, AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the native library lacks " + name, e);
    }
  }

  @Override
  public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
    if (!AcceptanceSet.admits(algorithm, key, signature)) {
      return false;
    }
    return switch (algorithm) {
      case ED25519, EDDSA -> verify(ed25519.get(), key, signed, signature);
      case ES256 -> verify(es256.get(), key, signed, signature);
      case ML_DSA_65, ES384, ES512 -> jdk.verify(algorithm, key, signed, signature);
    };
  }

  private boolean verify(Signature verifier, CoseKey key, Bytes signed, Bytes signature) {
    try {
      verifier.initVerify(parsed(key));
      verifier.update(signed.unsafe());
      return verifier.verify(signature.unsafe());
    } catch (InvalidKeyException | SignatureException e) {
      // The provider's way to say that a key or signature is malformed: no such one verifies.
      return false;
    } catch (GeneralSecurityException e) {
      // A key that is no point of its curve.
      return false;
    }
  }

  private PublicKey parsed(CoseKey key) throws GeneralSecurityException {
    Optional<PublicKey> known = keys.get(key);
    if (known.isPresent()) {
      return known.get();
    }
    PublicKey parsed = JdkSignatures.publicKey(key);
    keys.put(key, parsed, KEY_OCTETS);
    return parsed;
  }

  @Override
  public Optional<KeyFault> faultOf(CoseKey key) {
    return AcceptanceSet.faultOf(key);
  }
}
