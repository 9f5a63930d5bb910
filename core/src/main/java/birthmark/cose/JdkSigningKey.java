package birthmark.cose;

import birthmark.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.util.Optional;

/**
 * A signing key held by the JDK, for clients and tests; nothing that replicas decide depends on it.
 */
public final class JdkSigningKey implements SigningKey {
  private final CoseKey publicKey;
  private final Algorithm algorithm;
  private final PrivateKey privateKey;
  private final Optional<Provider> provider;

  private JdkSigningKey(
      CoseKey publicKey, Algorithm algorithm, PrivateKey privateKey, Optional<Provider> provider) {
    this.publicKey = publicKey;
    this.algorithm = algorithm;
    this.privateKey = privateKey;
    this.provider = provider;
  }

  /**
   * The signing key of a pair for Ed25519, P-256 or ML-DSA-65.
   *
   * @throws CoseException if the pair is for something else
   */
  public static JdkSigningKey of(KeyPair pair) {
    CoseKey key = JdkSignatures.coseKey(pair.getPublic());
    Algorithm algorithm =
        key.signingAlgorithm()
            .filter(Algorithm::admissible)
            .orElseThrow(
                () ->
                    new CoseException(
                        CoseException.Reason.BAD_KEY,
                        "a key for " + pair.getPublic().getAlgorithm() + " signs no statements"));
    return new JdkSigningKey(key, algorithm, pair.getPrivate(), Optional.empty());
  }

  /** The same key, whose signatures {@code other} computes instead of the JDK's own provider. */
  public JdkSigningKey by(Provider other) {
    return new JdkSigningKey(publicKey, algorithm, privateKey, Optional.of(other));
  }

  /** By which algorithm it signs. */
  public Algorithm algorithm() {
    return algorithm;
  }

  /** A new pair that signs by {@code algorithm}, an admissible one, made from {@code random}. */
  public static KeyPair generate(Algorithm algorithm, SecureRandom random) {
    return switch (algorithm) {
      case ED25519 -> generate("Ed25519", random);
      case ML_DSA_65 -> generate("ML-DSA-65", random);
      case ES256 -> generateP256(random);
      case EDDSA, ES384, ES512 ->
          throw new IllegalArgumentException("statements are not signed with " + algorithm);
    };
  }

  /** A new pair that agrees on X25519, made from {@code random}. */
  public static KeyPair generateAgreement(SecureRandom random) {
    return generate("X25519", random);
  }

  private static KeyPair generate(String kind, SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
      switch (kind) {
        case "Ed25519", "X25519" -> generator.initialize(255, random);
        default -> generator.initialize(new java.security.spec.NamedParameterSpec(kind), random);
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make keys for " + kind, e);
    }
  }

  private static KeyPair generateP256(SecureRandom random) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java cannot make keys on P-256", e);
    }
  }

  @Override
  public CoseKey publicKey() {
    return publicKey;
  }

  @Override
  public Bytes sign(Bytes toBeSigned) {
    try {
      String name = JdkSignatures.jdkName(algorithm);
      Signature signer =
          provider.isPresent()
              ? Signature.getInstance(name, provider.get())
              : Signature.getInstance(name);
      signer.initSign(privateKey);
      signer.update(toBeSigned.unsafe());
      return Bytes.ofOwned(signer.sign());
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "the private key of " + publicKey.thumbprint() + " does not sign", e);
    }
  }
}
