package birthmark.client.messages;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import java.nio.charset.StandardCharsets;
import java.security.PrivateKey;
import java.security.interfaces.ECPrivateKey;
import java.security.interfaces.XECPrivateKey;
import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;
import org.bouncycastle.util.BigIntegers;

/**
 * HPKE (RFC 9180) in base mode with HKDF-SHA256 and AES-128-GCM: DHKEM(X25519, HKDF-SHA256), or
 * DHKEM(P-256, HKDF-SHA256) where the recipient's key is one of P-256. Who sent is shown by the
 * signatures.
 */
final class Sealing {
  private static final byte[] INFO = "birthmark message".getBytes(StandardCharsets.US_ASCII);
  private static final Bytes UNCOMPRESSED = Bytes.fromHex("04");
  private static final int SCALAR = 32;

  private Sealing() {}

  /**
   * A sealed message.
   *
   * @param encapsulated what the recipient finds the key by
   * @param sealed the ciphertext and its tag
   */
  record Sealed(Bytes encapsulated, Bytes sealed) {}

  private static HPKE suite(CoseKey key) {
    return new HPKE(
        HPKE.mode_base,
        key instanceof CoseKey.Okp ? HPKE.kem_X25519_SHA256 : HPKE.kem_P256_SHA256,
        HPKE.kdf_HKDF_SHA256,
        HPKE.aead_AES_GCM128);
  }

  private static byte[] point(CoseKey key) {
    return switch (key) {
      case CoseKey.Okp okp -> okp.x().toByteArray();
      case CoseKey.Ec2 ec2 -> UNCOMPRESSED.concat(ec2.x()).concat(ec2.y()).toByteArray();
      case CoseKey.Akp _ ->
          throw new IllegalArgumentException("a key of this kind does not agree on secrets");
    };
  }

  /**
   * Seals {@code message} to {@code recipient}, bound to {@code address}.
   *
   * @throws MessageException if the recipient's key is of no use
   */
  static Sealed seal(CoseKey recipient, Address address, Bytes message) throws MessageException {
    return seal(recipient, INFO, address.encode(), message);
  }

  /**
   * The same of anything else.
   *
   * @param info what it is for
   * @param bound what it is bound to
   */
  static Sealed seal(CoseKey recipient, byte[] info, Bytes bound, Bytes plain)
      throws MessageException {
    HPKE hpke = suite(recipient);
    try {
      byte[][] sealed =
          hpke.seal(
              hpke.deserializePublicKey(point(recipient)),
              info,
              bound.toByteArray(),
              plain.toByteArray(),
              null,
              null,
              null);
      // Bouncy Castle gives the ciphertext first, then what is encapsulated.
      return new Sealed(Bytes.copyOf(sealed[1]), Bytes.copyOf(sealed[0]));
    } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException e) {
      throw new MessageException(Fault.NOT_SEALED_TO_US, "the recipient's key is of no use");
    }
  }

  /**
   * What {@code envelope} holds.
   *
   * @throws MessageException if it was sealed to another key or for another address, or changed
   */
  static Bytes open(PrivateKey key, CoseKey publicKey, Envelope envelope) throws MessageException {
    Sealed sealed = new Sealed(envelope.encapsulated(), envelope.sealed());
    return open(key, publicKey, INFO, envelope.address().encode(), sealed);
  }

  /** The same of anything else. */
  static Bytes open(PrivateKey key, CoseKey publicKey, byte[] info, Bytes bound, Sealed sealed)
      throws MessageException {
    HPKE hpke = suite(publicKey);
    try {
      AsymmetricCipherKeyPair pair = hpke.deserializePrivateKey(scalar(key), point(publicKey));
      return Bytes.copyOf(
          hpke.open(
              sealed.encapsulated().toByteArray(),
              pair,
              info,
              bound.toByteArray(),
              sealed.sealed().toByteArray(),
              null,
              null,
              null));
    } catch (InvalidCipherTextException | RuntimeException e) {
      // Points off the curve and of small order are refused by unchecked exceptions of several
      // kinds.
      throw new MessageException(Fault.NOT_SEALED_TO_US);
    }
  }

  private static byte[] scalar(PrivateKey key) {
    return switch (key) {
      case XECPrivateKey x25519 ->
          x25519
              .getScalar()
              .orElseThrow(() -> new IllegalArgumentException("the key does not leave its token"));
      case ECPrivateKey p256 -> BigIntegers.asUnsignedByteArray(SCALAR, p256.getS());
      default -> throw new IllegalArgumentException("a key of no kind that agrees");
    };
  }
}
