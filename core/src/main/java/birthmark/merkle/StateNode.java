package birthmark.merkle;

/**
 * A node of the state tree in memory. Nodes never change.
 *
 * <p>A node's hash is kept by the branch above, so that a pass along one path reads no other node.
 */
sealed interface StateNode permits StateNode.Empty, Leaf, Bucket, Branch, Stub {
  /** Octets that begin with the bits every key below shares. */
  byte[] key();

  /** How many bits every key below shares; for a leaf, all of its key. */
  int bits();

  /** How many keys are below. */
  long count();

  /** About how many octets the node takes in memory, with all below that is in memory. */
  long octets();

  /** The tree without keys; never below a branch. */
  enum Empty implements StateNode {
    EMPTY;

    private static final byte[] NO_KEY = {};

    @Override
    public byte[] key() {
      return NO_KEY;
    }

    @Override
    public int bits() {
      return 0;
    }

    @Override
    public long count() {
      return 0;
    }

    @Override
    public long octets() {
      return 0;
    }
  }
}
