package birthmark.merkle;

/**
 * A key that is in no bucket: its sibling is over more keys than a bucket holds, or there is none.
 */
final class Leaf implements StateNode {
  private static final int OCTETS = 150;

  private final byte[] key;
  private final byte[] valueHash;

  Leaf(byte[] key, byte[] valueHash) {
    this.key = key;
    this.valueHash = valueHash;
  }

  @Override
  public byte[] key() {
    return key;
  }

  byte[] valueHash() {
    return valueHash;
  }

  @Override
  public int bits() {
    return key.length * 8;
  }

  @Override
  public long count() {
    return 1;
  }

  @Override
  public long octets() {
    return OCTETS;
  }
}
