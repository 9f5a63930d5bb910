package birthmark.cose;

import birthmark.bytes.Bytes;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/**
 * Edwards25519 by the book (RFC 8032 §5.1), slow and plain: it makes the signatures and keys that
 * no library makes.
 *
 * <p>Points are affine; nothing is shared with the checks under test but the prime and the order.
 */
final class Edwards {
  static final BigInteger P = BigInteger.TWO.pow(255).subtract(BigInteger.valueOf(19));
  static final BigInteger L =
      BigInteger.TWO.pow(252).add(new BigInteger("27742317777372353535851937790883648493"));
  private static final BigInteger D =
      BigInteger.valueOf(-121665).multiply(BigInteger.valueOf(121666).modInverse(P)).mod(P);
  private static final BigInteger I =
      BigInteger.TWO.modPow(P.subtract(BigInteger.ONE).shiftRight(2), P);

  static final Point NEUTRAL = new Point(BigInteger.ZERO, BigInteger.ONE);

  /** The generator of RFC 8032: y = 4/5 and an even x. */
  static final Point BASE =
      decode(Bytes.fromHex("5866666666666666666666666666666666666666666666666666666666666666"));

  /** A point of order 8. */
  static final Point EIGHTH =
      decode(Bytes.fromHex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"));

  private Edwards() {}

  record Point(BigInteger x, BigInteger y) {
    Point plus(Point q) {
      BigInteger product = D.multiply(x).multiply(q.x).multiply(y).multiply(q.y);
      BigInteger xs = x.multiply(q.y).add(q.x.multiply(y));
      BigInteger ys = y.multiply(q.y).add(x.multiply(q.x));
      return new Point(
          xs.multiply(BigInteger.ONE.add(product).modInverse(P)).mod(P),
          ys.multiply(BigInteger.ONE.subtract(product).modInverse(P)).mod(P));
    }

    Point times(BigInteger scalar) {
      Point sum = NEUTRAL;
      for (int i = scalar.bitLength() - 1; i >= 0; i--) {
        sum = sum.plus(sum);
        if (scalar.testBit(i)) {
          sum = sum.plus(this);
        }
      }
      return sum;
    }

    Bytes encode() {
      return littleEndian(x.testBit(0) ? y.setBit(255) : y);
    }

    /** The u-coordinate of the same point on Curve25519 (RFC 7748 §4.1). */
    Bytes montgomery() {
      return littleEndian(
          BigInteger.ONE.add(y).multiply(BigInteger.ONE.subtract(y).modInverse(P)).mod(P));
    }
  }

  /** The point that 32 octets encode, or an error of the test where they encode none. */
  static Point decode(Bytes encoded) {
    BigInteger bits = number(encoded);
    BigInteger y = bits.clearBit(255);
    BigInteger yy = y.multiply(y);
    BigInteger square =
        yy.subtract(BigInteger.ONE)
            .multiply(D.multiply(yy).add(BigInteger.ONE).modInverse(P))
            .mod(P);
    BigInteger x = square.modPow(P.add(BigInteger.valueOf(3)).shiftRight(3), P);
    if (!x.multiply(x).mod(P).equals(square)) {
      x = x.multiply(I).mod(P);
    }
    if (!x.multiply(x).mod(P).equals(square)) {
      throw new ArithmeticException("no point has this y");
    }
    return new Point(x.testBit(0) == bits.testBit(255) ? x : P.subtract(x).mod(P), y);
  }

  static Bytes littleEndian(BigInteger number) {
    byte[] octets = new byte[32];
    for (int i = 0; i < 32; i++) {
      octets[i] = number.shiftRight(8 * i).byteValue();
    }
    return Bytes.ofOwned(octets);
  }

  static BigInteger number(Bytes littleEndian) {
    byte[] reversed = new byte[littleEndian.length()];
    for (int i = 0; i < reversed.length; i++) {
      reversed[i] = (byte) littleEndian.octet(reversed.length - 1 - i);
    }
    return new BigInteger(1, reversed);
  }

  static Bytes sha512(Bytes... parts) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-512");
      for (Bytes part : parts) {
        digest.update(part.unsafe());
      }
      return Bytes.ofOwned(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  /** The secret scalar of a seed (RFC 8032 §5.1.5). */
  static BigInteger scalar(Bytes seed) {
    BigInteger low = number(sha512(seed).slice(0, 32));
    return low.clearBit(0).clearBit(1).clearBit(2).clearBit(255).setBit(254);
  }

  /** The challenge of RFC 8032 §5.1.7, step 2. */
  static BigInteger challenge(Bytes r, Bytes key, Bytes message) {
    return number(sha512(r, key, message)).mod(L);
  }

  /** R and S, S reduced. */
  static Bytes signature(Bytes r, BigInteger s) {
    return r.concat(littleEndian(s.mod(L)));
  }
}
