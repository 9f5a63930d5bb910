package birthmark.sim.bench;

import birthmark.cose.JdkSigningKey;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;

/** Ed25519 keys that sign by AWS-LC: load is to be made faster than it is worked off. */
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
}
