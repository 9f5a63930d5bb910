package birthmark.did;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import java.math.BigInteger;

/**
 * Identifiers that are a public key: {@code did:key:z} and, in base 58, the key's multicodec number
 * and octets (the did:key method, W3C CCG).
 *
 * <p>Ed25519, X25519, the NIST curves with compressed points, and ML-DSA-65. A key on secp256k1 is
 * refused by name: nothing here verifies by it.
 */
public final class DidKey {
  private static final String PREFIX = "did:key:z";
  private static final int X25519 = 0xec;
  private static final int ED25519 = 0xed;
  private static final int SECP256K1 = 0xe7;
  private static final int P_256 = 0x1200;
  private static final int P_384 = 0x1201;
  private static final int P_521 = 0x1202;
  private static final int ML_DSA_65 = 0x1211;

  private DidKey() {}

  /** The identifier that is {@code key}, which signs or is on Curve25519. */
  public static String encode(CoseKey key) {
    return PREFIX
        + Base58.encode(
            switch (key) {
              case CoseKey.Okp okp when okp.curve() == Curve.ED25519 ->
                  varint(ED25519).concat(okp.x());
              case CoseKey.Okp okp when okp.curve() == Curve.X25519 ->
                  varint(X25519).concat(okp.x());
              case CoseKey.Okp okp ->
                  throw new IllegalArgumentException("did:key has no number for " + okp.curve());
              case CoseKey.Ec2 ec2 -> varint(number(ec2.curve())).concat(compressed(ec2));
              case CoseKey.Akp akp -> varint(ML_DSA_65).concat(akp.pub());
            });
  }

  /**
   * The key that {@code did} is; one on a NIST curve is taken to sign. Whether it is sound is for
   * {@link birthmark.cose.Signatures#faultOf} to say.
   *
   * @throws MalformedException if it is none, or of a kind that is not known here
   */
  public static CoseKey decode(String did) throws MalformedException {
    if (!did.startsWith(PREFIX)) {
      throw new MalformedException("", "a key as an identifier begins with " + PREFIX);
    }
    Bytes octets = Base58.decode(did.substring(PREFIX.length()));
    if (octets.length() < 3) {
      throw new MalformedException("", "is too short to be a key");
    }
    boolean two = octets.octet(1) < 0x80;
    if (octets.octet(0) < 0x80 || !two) {
      throw new MalformedException("", "names a kind of key that is not known here");
    }
    int number = (octets.octet(0) & 0x7f) | octets.octet(1) << 7;
    Bytes key = octets.slice(2, octets.length());
    try {
      return switch (number) {
        case ED25519 -> new CoseKey.Okp(Curve.ED25519, key);
        case X25519 -> new CoseKey.Okp(Curve.X25519, key);
        case P_256 -> point(Curve.P_256, key);
        case P_384 -> point(Curve.P_384, key);
        case P_521 -> point(Curve.P_521, key);
        case ML_DSA_65 -> new CoseKey.Akp(key);
        case SECP256K1 ->
            throw new MalformedException("", "is on secp256k1, which is not used here");
        default -> throw new MalformedException("", "names a kind of key that is not known here");
      };
    } catch (CoseException e) {
      throw new MalformedException("", "holds no key: " + e.reason().sentence());
    }
  }

  private static int number(Curve curve) {
    return switch (curve) {
      case P_256 -> P_256;
      case P_384 -> P_384;
      case P_521 -> P_521;
      case X25519, ED25519, ED448 ->
          throw new IllegalArgumentException(curve + " has points without two coordinates");
    };
  }

  /** A multicodec number in its two octets, the low seven bits first. */
  private static Bytes varint(int number) {
    return Bytes.ofOwned(new byte[] {(byte) (number | 0x80), (byte) (number >>> 7)});
  }

  /** 02 or 03 by the last bit of y, then x (SEC 1, section 2.3.3). */
  private static Bytes compressed(CoseKey.Ec2 key) {
    int last = key.y().octet(key.y().length() - 1) & 1;
    return Bytes.ofOwned(new byte[] {(byte) (2 + last)}).concat(key.x());
  }

  /** The point that is compressed in {@code octets} (SEC 1, section 2.3.4). */
  private static CoseKey point(Curve curve, Bytes octets) throws MalformedException {
    int length = curve.coordinateLength();
    if (octets.length() != 1 + length || (octets.octet(0) != 2 && octets.octet(0) != 3)) {
      throw new MalformedException("", "holds no compressed point of " + curve);
    }
    Field field = Field.of(curve);
    Bytes x = octets.slice(1, octets.length());
    BigInteger y = field.y(new BigInteger(1, x.toByteArray()), octets.octet(0) & 1);
    byte[] right = y.toByteArray();
    byte[] full = new byte[length];
    int skip = Math.max(0, right.length - length);
    System.arraycopy(right, skip, full, length - right.length + skip, right.length - skip);
    return new CoseKey.Ec2(curve, x, Bytes.ofOwned(full), CoseKey.Use.VERIFY);
  }

  /**
   * A NIST curve y² = x³ - 3x + b modulo p (FIPS 186-5, SP 800-186), whose p leaves 3 when divided
   * by 4, so that a square's root is a power.
   */
  private record Field(BigInteger p, BigInteger b) {
    static Field of(Curve curve) {
      return switch (curve) {
        case P_256 ->
            field(
                "ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
                "5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b");
        case P_384 ->
            field(
                "fffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000"
                    + "ffffffff",
                "b3312fa7e23ee7e4988e056be3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8ed"
                    + "d3ec2aef");
        case P_521 ->
            field(
                "01ff" + "ff".repeat(64),
                "0051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b489918ef109e156193951ec7e937b1652"
                    + "c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00");
        case X25519, ED25519, ED448 ->
            throw new IllegalArgumentException(curve + " is no such curve");
      };
    }

    private static Field field(String p, String b) {
      return new Field(
          new BigInteger(1, Bytes.fromHex(p).toByteArray()),
          new BigInteger(1, Bytes.fromHex(b).toByteArray()));
    }

    BigInteger y(BigInteger x, int last) throws MalformedException {
      if (x.compareTo(p) >= 0) {
        throw new MalformedException("", "holds a coordinate that is too large");
      }
      BigInteger three = BigInteger.valueOf(3);
      BigInteger square = x.multiply(x).subtract(three).multiply(x).add(b).mod(p);
      BigInteger root = square.modPow(p.add(BigInteger.ONE).shiftRight(2), p);
      if (!root.multiply(root).mod(p).equals(square) || root.signum() == 0) {
        throw new MalformedException("", "holds an x that no point of the curve has");
      }
      boolean odd = root.testBit(0);
      return odd == (last == 1) ? root : p.subtract(root);
    }
  }
}
