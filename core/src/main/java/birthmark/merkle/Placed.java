package birthmark.merkle;

/** A node and where its hash is. */
final class Placed {
  private final StateNode node;
  private final byte[] hashes;
  private final int at;

  Placed(StateNode node, byte[] hashes, int at) {
    this.node = node;
    this.hashes = hashes;
    this.at = at;
  }

  StateNode node() {
    return node;
  }

  byte[] hashes() {
    return hashes;
  }

  int at() {
    return at;
  }

  /** Writes the hash. */
  void copyHash(byte[] out, int outAt) {
    System.arraycopy(hashes, at, out, outAt, StateHash.LENGTH);
  }
}
