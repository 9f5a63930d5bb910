package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.cose.KeyId;

/**
 * A proof of work for one key on one ledger, which could not be begun before a block of the last
 * minutes (after Back, "Hashcash", 2002).
 *
 * @param height a block of the last 900 s
 * @param nonce what was searched for
 */
@About("A proof of work for the key that signs.")
public record Work(
    @About("A block of the last 15 minutes.") long height,
    @About("What was searched for, 8 octets.")
        @Length(min = Work.NONCE_LENGTH, max = Work.NONCE_LENGTH)
        Bytes nonce) {
  /** Octets in a nonce. */
  public static final int NONCE_LENGTH = 8;

  /**
   * What is worked on: SHA-256 of the CBOR array {@code ["birthmark work", network, key, height,
   * root]}.
   *
   * @param key the key that is to be registered
   * @param root the log's root after the block at {@code height}
   */
  public static Bytes puzzle(Bytes network, KeyId key, long height, Bytes root) {
    return Sha256.of(
        new CborWriter()
            .array(5)
            .text("birthmark work")
            .bytes(network)
            .bytes(key.value())
            .unsigned(height)
            .bytes(root)
            .toBytes());
  }

  /** How much this is, in leading zero bits of the SHA-256 of {@code puzzle} and the nonce. */
  public long bits(Bytes puzzle) {
    return bits(new Sha256().add(puzzle).add(nonce).digest());
  }

  /** How many zero bits {@code digest} begins with. */
  public static int bits(byte[] digest) {
    int bits = 0;
    for (byte octet : digest) {
      int zeros = Integer.numberOfLeadingZeros(octet & 0xff) - (Integer.SIZE - Byte.SIZE);
      bits += zeros;
      if (zeros < Byte.SIZE) {
        break;
      }
    }
    return bits;
  }
}
