package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSigningKey;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.XECPublicKey;

/** Keys for load: those that sign do so by AWS-LC, to be made faster than it is worked off. */
final class NativeKeys {
  private NativeKeys() {}

  /** A new key. */
  static JdkSigningKey generate() {
    try {
      return JdkSigningKey.of(
              KeyPairGenerator.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE)
                  .generateKeyPair())
          .by(AmazonCorrettoCryptoProvider.INSTANCE);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no Ed25519 key can be made", e);
    }
  }

  /** The public part of a new key that agrees. */
  static CoseKey agreement() {
    try {
      XECPublicKey key =
          (XECPublicKey) KeyPairGenerator.getInstance("X25519").generateKeyPair().getPublic();
      byte[] bigEndian = key.getU().toByteArray();
      byte[] u = new byte[32];
      for (int i = 0; i < Math.min(u.length, bigEndian.length); i++) {
        u[i] = bigEndian[bigEndian.length - 1 - i];
      }
      return CoseKey.x25519(Bytes.ofOwned(u));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("no X25519 key can be made", e);
    }
  }
}
