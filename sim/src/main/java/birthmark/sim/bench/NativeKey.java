package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;

/** An Ed25519 key that signs by AWS-LC: load is to be made faster than it is worked off. */
final class NativeKey implements SigningKey {
  private static final ThreadLocal<Signature> SIGNER =
      ThreadLocal.withInitial(NativeKey::newSignature);

  private final CoseKey publicKey;
  private final KeyPair pair;

  private NativeKey(KeyPair pair) {
    this.publicKey = JdkSignatures.coseKey(pair.getPublic());
    this.pair = pair;
  }

  /** A new key. */
  static NativeKey generate() {
    try {
      return new NativeKey(
          KeyPairGenerator.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE)
              .generateKeyPair());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no Ed25519 key can be made", e);
    }
  }

  private static Signature newSignature() {
    try {
      return Signature.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the native library lacks Ed25519", e);
    }
  }

  @Override
  public CoseKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes toBeSigned) {
    try {
      Signature signer = SIGNER.get();
      signer.initSign(pair.getPrivate());
      signer.update(toBeSigned.unsafe());
      return Bytes.ofOwned(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the key does not sign", e);
    }
  }
}
