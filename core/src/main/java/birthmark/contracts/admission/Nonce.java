package birthmark.contracts.admission;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;

/**
 * What makes evidence fresh: a sealed block that nobody could foresee.
 *
 * @param height the block's height
 * @param root the log's root hash after its seal, 32 octets
 */
public record Nonce(long height, @Length(min = 32, max = 32) Bytes root) {
  /** The octets of a nonce: a height of 8, most significant first, and a root hash of 32. */
  public static final int LENGTH = 40;

  private static final int HEIGHT_LENGTH = 8;

  /** The octets. */
  public Bytes encode() {
    byte[] octets = new byte[HEIGHT_LENGTH];
    for (int i = 0; i < HEIGHT_LENGTH; i++) {
      octets[i] = (byte) (height >>> (8 * (HEIGHT_LENGTH - 1 - i)));
    }
    return Bytes.ofOwned(octets).concat(root);
  }

  /**
   * The nonce of these octets.
   *
   * @throws IllegalArgumentException if they are not {@value #LENGTH}, or the height is above 2^63
   *     - 1
   */
  static Nonce decode(Bytes octets) {
    if (octets.length() != LENGTH) {
      throw new IllegalArgumentException(
          "the nonce has " + LENGTH + " octets, not " + octets.length());
    }
    long height = 0;
    for (int i = 0; i < HEIGHT_LENGTH; i++) {
      height = height << 8 | octets.octet(i);
    }
    if (height < 0) {
      throw new IllegalArgumentException("the nonce names a height above 2^63 - 1");
    }
    return new Nonce(height, octets.slice(HEIGHT_LENGTH, LENGTH));
  }
}
