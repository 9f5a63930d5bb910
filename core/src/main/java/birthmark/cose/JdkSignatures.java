package birthmark.cose;

import birthmark.bytes.Bytes;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.SignatureException;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Optional;

/**
 * A verifier that needs nothing but the JDK: slower than a native one, with the same acceptance
 * set.
 */
public final class JdkSignatures implements Signatures {
  /** A verifier; it keeps no state. */
  public JdkSignatures() {}

  @Override
  public boolean verify(Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
    return AcceptanceSet.admits(algorithm, key, signature)
        && verifyAdmitted(algorithm, key, signed, signature);
  }

  /**
   * Whether {@code signature} is one of {@code key} by ES256 over what has {@code digest}: 32
   * octets that count as the SHA-256 (FIPS 186-5, 6.4.2, from step 2 on). Devices that hash in
   * their own way sign so; every replica asks the JDK.
   */
  public static boolean verifyDigest(CoseKey key, Bytes digest, Bytes signature) {
    return digest.length() == 32
        && AcceptanceSet.admits(Algorithm.ES256, key, signature)
        && verifyAs("NONEwithECDSAinP1363Format", key, digest, signature);
  }

  private static boolean verifyAdmitted(
      Algorithm algorithm, CoseKey key, Bytes signed, Bytes signature) {
    return verifyAs(jdkName(algorithm), key, signed, signature);
  }

  private static boolean verifyAs(String name, CoseKey key, Bytes signed, Bytes signature) {
    try {
      Signature verifier = Signature.getInstance(name);
      verifier.initVerify(publicKey(key));
      verifier.update(signed.unsafe());
      return verifier.verify(signature.unsafe());
    } catch (InvalidKeySpecException | InvalidKeyException | SignatureException e) {
      // The JDK's way to say that a key or signature is malformed: no such signature verifies.
      return false;
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java lacks " + name, e);
    }
  }

  @Override
  public Optional<KeyFault> faultOf(CoseKey key) {
    return AcceptanceSet.faultOf(key);
  }

  /**
   * {@code key} as the JDK's own.
   *
   * @throws InvalidKeySpecException if it is not a point of its curve
   */
  public static PublicKey publicKey(CoseKey key) throws GeneralSecurityException {
    String kind =
        switch (key) {
          case CoseKey.Okp okp ->
              switch (okp.curve()) {
                case ED25519 -> "Ed25519";
                case ED448 -> "Ed448";
                default -> "X25519";
              };
          case CoseKey.Ec2 _ -> "EC";
          case CoseKey.Akp _ -> "ML-DSA-65";
        };
    return KeyFactory.getInstance(kind)
        .generatePublic(new X509EncodedKeySpec(Spki.encode(key).unsafe()));
  }

  /**
   * The JDK's {@code key} as a COSE_Key that verifies signatures or, on X25519, agrees.
   *
   * @throws CoseException if it is of a kind that has no form here
   */
  public static CoseKey coseKey(PublicKey key) {
    return coseKey(key, CoseKey.Use.VERIFY);
  }

  /**
   * The JDK's {@code key} as a COSE_Key, {@code use} being what a key on a NIST curve is for.
   *
   * @throws CoseException if it is of a kind that has no form here
   */
  public static CoseKey coseKey(PublicKey key, CoseKey.Use use) {
    return Spki.decode(Bytes.copyOf(key.getEncoded()), use)
        .orElseThrow(
            () ->
                new CoseException(CoseException.Reason.BAD_KEY, "a key for " + key.getAlgorithm()));
  }

  /** The JDK's name of {@code algorithm}, with signatures as COSE has them. */
  static String jdkName(Algorithm algorithm) {
    return switch (algorithm) {
      case ED25519 -> "Ed25519";
      case EDDSA -> "EdDSA";
      case ES256 -> "SHA256withECDSAinP1363Format";
      case ES384 -> "SHA384withECDSAinP1363Format";
      case ES512 -> "SHA512withECDSAinP1363Format";
      case ML_DSA_65 -> "ML-DSA-65";
    };
  }
}
