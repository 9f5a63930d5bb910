package birthmark.did;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import java.math.BigInteger;

/** Base 58 with Bitcoin's digits, as Multibase names z (draft-msporny-base58). */
final class Base58 {
  /** More octets than any key here has. */
  private static final int TEXT_MAX = 4_096;

  private static final String DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
  private static final BigInteger BASE = BigInteger.valueOf(58);

  private Base58() {}

  static String encode(Bytes octets) {
    StringBuilder text = new StringBuilder();
    BigInteger rest = new BigInteger(1, octets.toByteArray());
    while (rest.signum() > 0) {
      BigInteger[] parts = rest.divideAndRemainder(BASE);
      text.append(DIGITS.charAt(parts[1].intValueExact()));
      rest = parts[0];
    }
    for (int i = 0; i < octets.length() && octets.octet(i) == 0; i++) {
      text.append(DIGITS.charAt(0));
    }
    return text.reverse().toString();
  }

  /**
   * The octets that {@code text} stands for.
   *
   * @throws MalformedException if a character is no digit, or there are too many
   */
  static Bytes decode(String text) throws MalformedException {
    if (text.length() > TEXT_MAX) {
      throw new MalformedException("", "has more digits than any key here");
    }
    BigInteger number = BigInteger.ZERO;
    int zeros = 0;
    for (int i = 0; i < text.length(); i++) {
      int digit = DIGITS.indexOf(text.charAt(i));
      if (digit < 0) {
        throw new MalformedException("", "has a character that is no digit of base 58");
      }
      zeros += digit == 0 && zeros == i ? 1 : 0;
      number = number.multiply(BASE).add(BigInteger.valueOf(digit));
    }
    byte[] signed = number.signum() == 0 ? new byte[0] : number.toByteArray();
    int skip = signed.length > 0 && signed[0] == 0 ? 1 : 0;
    byte[] octets = new byte[zeros + signed.length - skip];
    System.arraycopy(signed, skip, octets, zeros, signed.length - skip);
    return Bytes.ofOwned(octets);
  }
}
