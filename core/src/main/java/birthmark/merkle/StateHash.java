package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;

/** The hashes of the state tree; not for use by two threads at once. */
final class StateHash {
  static final int LENGTH = Sha256.LENGTH;

  private static final int EMPTY = 0x10;
  private static final int LEAF = 0x11;
  private static final int BRANCH = 0x12;

  static final Bytes EMPTY_ROOT = Bytes.ofOwned(new Sha256().add(EMPTY).digest());

  private static final int BRANCH_PREFIX_AT = 1 + Short.BYTES + Long.BYTES;

  private final Sha256 sha256 = new Sha256();
  private final byte[] scratch = new byte[BRANCH_PREFIX_AT + StateTree.MAX_KEY_LENGTH + 2 * LENGTH];

  /** H(0x11, key length in 1 octet, key, value hash). */
  Bytes leaf(Bytes key, Bytes valueHash) {
    int length = key.length();
    scratch[0] = LEAF;
    scratch[1] = (byte) length;
    System.arraycopy(key.unsafe(), 0, scratch, 2, length);
    System.arraycopy(valueHash.unsafe(), 0, scratch, 2 + length, LENGTH);
    return digest(2 + length + LENGTH);
  }

  /**
   * H(0x12, bits in 2 octets, count in 8 octets, the first {@code bits} bits of {@code key} padded
   * with zero bits to an octet, left hash, right hash).
   */
  Bytes branch(Bytes key, int bits, long count, Bytes left, Bytes right) {
    scratch[0] = BRANCH;
    scratch[1] = (byte) (bits >>> 8);
    scratch[2] = (byte) bits;
    for (int i = 0; i < Long.BYTES; i++) {
      scratch[3 + i] = (byte) (count >>> (56 - 8 * i));
    }
    int octets = Bits.octets(bits);
    System.arraycopy(key.unsafe(), 0, scratch, BRANCH_PREFIX_AT, octets);
    Bits.clearTail(scratch, BRANCH_PREFIX_AT, bits);
    int at = BRANCH_PREFIX_AT + octets;
    System.arraycopy(left.unsafe(), 0, scratch, at, LENGTH);
    System.arraycopy(right.unsafe(), 0, scratch, at + LENGTH, LENGTH);
    return digest(at + 2 * LENGTH);
  }

  private Bytes digest(int length) {
    return Bytes.ofOwned(sha256.add(scratch, 0, length).digest());
  }

  /** Refuses what cannot be a key. */
  static void checkKey(Bytes key) {
    if (key.length() == 0 || key.length() > StateTree.MAX_KEY_LENGTH) {
      throw new IllegalArgumentException(
          "a key of the state tree has 1 to 128 octets, not " + key.length());
    }
  }

  /** Refuses what cannot be the hash of a value. */
  static void checkValueHash(Bytes valueHash) {
    if (valueHash.length() != LENGTH) {
      throw new IllegalArgumentException("a value hash has 32 octets, not " + valueHash.length());
    }
  }
}
