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

  private static final int LEAF_KEY_AT = 2;
  private static final int BRANCH_KEY_AT = 1 + Short.BYTES + Long.BYTES;

  private final Sha256 sha256 = new Sha256();
  private final byte[] scratch = new byte[BRANCH_KEY_AT + StateTree.MAX_KEY_LENGTH + 2 * LENGTH];

  /**
   * Writes H(0x11, key length in 1 octet, key, value hash) into {@code out} from {@code outAt}.
   *
   * <p>Here and in {@link #beginBranch} the key is the first {@code from} octets of {@code prefix},
   * then octets of {@code rest} from {@code at}.
   */
  void leaf(
      byte[] prefix,
      int from,
      byte[] rest,
      int at,
      int restLength,
      byte[] value,
      int valueAt,
      byte[] out,
      int outAt) {
    int length = from + restLength;
    scratch[0] = LEAF;
    scratch[1] = (byte) length;
    System.arraycopy(prefix, 0, scratch, LEAF_KEY_AT, from);
    System.arraycopy(rest, at, scratch, LEAF_KEY_AT + from, restLength);
    System.arraycopy(value, valueAt, scratch, LEAF_KEY_AT + length, LENGTH);
    digest(LEAF_KEY_AT + length + LENGTH, out, outAt);
  }

  /** Writes the hash of a leaf. */
  void leaf(byte[] key, byte[] valueHash, byte[] out, int outAt) {
    leaf(key, 0, key, 0, key.length, valueHash, 0, out, outAt);
  }

  /**
   * Writes the hash of a branch, whose subtrees' hashes are one after the other in {@code hashes}.
   */
  void branch(byte[] key, int bits, long count, byte[] hashes, byte[] out, int outAt) {
    int at = beginBranch(key, Bits.octets(bits), key, 0, bits, count);
    System.arraycopy(hashes, 0, scratch, at, 2 * LENGTH);
    endBranch(at, out, outAt);
  }

  /**
   * Begins the hash of a branch, H(0x12, bits in 2 octets, count in 8 octets, the first {@code
   * bits} bits of the key padded with zero bits to an octet, left hash, right hash). Both hashes
   * are written to {@link #scratch} at what is returned, then {@link #endBranch} ends it.
   */
  int beginBranch(byte[] prefix, int from, byte[] rest, int at, int bits, long count) {
    scratch[0] = BRANCH;
    BigEndian.putShort(scratch, 1, bits);
    BigEndian.putLong(scratch, 3, count);
    int octets = Bits.octets(bits);
    System.arraycopy(prefix, 0, scratch, BRANCH_KEY_AT, Math.min(from, octets));
    if (octets > from) {
      System.arraycopy(rest, at, scratch, BRANCH_KEY_AT + from, octets - from);
    }
    Bits.clearTail(scratch, BRANCH_KEY_AT, bits);
    return BRANCH_KEY_AT + octets;
  }

  /** Where the hashes of a branch's subtrees are written. */
  byte[] scratch() {
    return scratch;
  }

  /** Writes the hash of the branch, whose subtrees' hashes are at {@code at}. */
  void endBranch(int at, byte[] out, int outAt) {
    digest(at + 2 * LENGTH, out, outAt);
  }

  private void digest(int length, byte[] out, int outAt) {
    sha256.add(scratch, 0, length).digest(out, outAt);
  }
}
