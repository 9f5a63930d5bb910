package birthmark.node.testing;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.testing.SeededRandom;
import com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.util.ArrayList;
import java.util.List;

/** An Ed25519 key that signs with the native library, for tests that sign a lot. */
public final class FastKey implements SigningKey {
  private final CoseKey publicKey;
  private final PrivateKey privateKey;

  private FastKey(KeyPair pair) {
    this.publicKey = JdkSignatures.coseKey(pair.getPublic());
    this.privateKey = pair.getPrivate();
  }

  /** A key from {@code random}. */
  public static FastKey generate(SecureRandom random) {
    return new FastKey(JdkSigningKey.generate(Algorithm.ED25519, random));
  }

  /** The founders' keys of a ledger of notes made with this count and seed. */
  public static List<SigningKey> allOf(List<SigningKey> founders, int count, long seed) {
    SeededRandom random = new SeededRandom(seed);
    List<SigningKey> keys = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      FastKey key = generate(random);
      if (!key.publicKey().equals(founders.get(i).publicKey())) {
        throw new AssertionError("the same seed must give the same keys");
      }
      keys.add(key);
    }
    return List.copyOf(keys);
  }

  @Override
  public CoseKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes toBeSigned) {
    try {
      Signature signer = Signature.getInstance("Ed25519", AmazonCorrettoCryptoProvider.INSTANCE);
      signer.initSign(privateKey);
      signer.update(toBeSigned.unsafe());
      return Bytes.ofOwned(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new AssertionError("a test's key must sign", e);
    }
  }
}
