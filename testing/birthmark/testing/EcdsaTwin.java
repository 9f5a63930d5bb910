package birthmark.testing;

import birthmark.bytes.Bytes;
import java.math.BigInteger;

/** The second ECDSA signature over P-256 that verifies wherever one does: that with the other s. */
public final class EcdsaTwin {
  /** The order of the curve's base point (SP 800-186, section 3.2.1.3). */
  public static final BigInteger ORDER =
      new BigInteger("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16);

  private EcdsaTwin() {}

  /** {@code signed}, a signature or what ends with one, with its other s. */
  public static Bytes of(Bytes signed) {
    int end = signed.length();
    BigInteger s = new BigInteger(1, signed.slice(end - 32, end).toByteArray());
    byte[] other = ORDER.subtract(s).toByteArray();
    byte[] octets = signed.toByteArray();
    for (int i = 1; i <= 32; i++) {
      octets[end - i] = i <= other.length ? other[other.length - i] : 0;
    }
    return Bytes.ofOwned(octets);
  }
}
