package birthmark.merkle;

import birthmark.bytes.Bytes;

/** A stored page that is not in memory; its topmost branch parts at {@code bits}. */
final class Stub implements StateNode {
  private static final int OCTETS = 80;

  private final byte[] key;
  private final int bits;
  private final long count;

  Stub(byte[] key, int bits, long count) {
    this.key = key;
    this.bits = bits;
    this.count = count;
  }

  /** What stands for {@code node}, which is stored, when it is no longer in memory. */
  static Stub of(StateNode node) {
    return new Stub(Bits.prefix(node.key(), node.bits()), node.bits(), node.count());
  }

  Bytes pageKey() {
    return StatePage.key(key, bits);
  }

  @Override
  public byte[] key() {
    return key;
  }

  @Override
  public int bits() {
    return bits;
  }

  @Override
  public long count() {
    return count;
  }

  @Override
  public long octets() {
    return OCTETS;
  }
}
