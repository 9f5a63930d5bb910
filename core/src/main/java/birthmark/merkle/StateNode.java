package birthmark.merkle;

import birthmark.bytes.Bytes;

/** A node of the state tree in memory. Nodes never change. */
sealed interface StateNode {
  /** Octets that begin with the bits every key below shares. */
  Bytes key();

  /** How many bits every key below shares; for a leaf, all of its key. */
  int bits();

  /** How many keys are below. */
  long count();

  Bytes hash();

  /** How many nodes are in memory from here down. */
  int loaded();

  /** The tree without keys; never below a branch. */
  enum Empty implements StateNode {
    EMPTY;

    @Override
    public Bytes key() {
      return Bytes.EMPTY;
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
    public Bytes hash() {
      return StateHash.EMPTY_ROOT;
    }

    @Override
    public int loaded() {
      return 0;
    }
  }

  /** A key, the hash of its value, and the hash that stands for both. */
  record Leaf(Bytes key, Bytes valueHash, Bytes hash) implements StateNode {
    static Leaf of(StateHash hash, Bytes key, Bytes valueHash) {
      return new Leaf(key, valueHash, hash.leaf(key, valueHash));
    }

    @Override
    public int bits() {
      return key.length() * 8;
    }

    @Override
    public long count() {
      return 1;
    }

    @Override
    public int loaded() {
      return 1;
    }
  }

  /** A page that is not in memory; {@code bits} is where its topmost branch parts. */
  record Stub(Bytes key, int bits, long count, Bytes hash) implements StateNode {
    @Override
    public int loaded() {
      return 1;
    }

    Bytes pageKey() {
      return StatePage.key(key, bits);
    }
  }

  /** Where a branch is stored. */
  enum Place {
    /** Not stored yet. */
    NEW,
    /** Within a page, below its topmost branch. */
    INSIDE,
    /** The topmost branch of a page. */
    TOP
  }

  /** Two subtrees whose keys share {@code bits} bits and differ in the next: 0 left, 1 right. */
  record Branch(
      Bytes key,
      int bits,
      long count,
      Bytes hash,
      StateNode left,
      StateNode right,
      Place place,
      int loaded)
      implements StateNode {
    static Branch of(StateHash hash, int bits, StateNode left, StateNode right) {
      long count = left.count() + right.count();
      Bytes own = hash.branch(left.key(), bits, count, left.hash(), right.hash());
      int loaded = 1 + left.loaded() + right.loaded();
      return new Branch(left.key(), bits, count, own, left, right, Place.NEW, loaded);
    }

    Branch with(StateNode newLeft, StateNode newRight, Place newPlace) {
      int sum = 1 + newLeft.loaded() + newRight.loaded();
      return new Branch(key, bits, count, hash, newLeft, newRight, newPlace, sum);
    }

    Stub stub() {
      return new Stub(key, bits, count, hash);
    }

    Bytes pageKey() {
      return StatePage.key(key, bits);
    }
  }
}
