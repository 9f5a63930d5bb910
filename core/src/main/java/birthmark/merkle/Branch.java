package birthmark.merkle;

import birthmark.bytes.Bytes;

/**
 * Two subtrees over more keys than a bucket holds together, which share {@code bits} bits and
 * differ in the next: 0 left, 1 right.
 */
final class Branch implements StateNode {
  /** Where a branch is stored. */
  enum Place {
    /** Not stored yet. */
    NEW,
    /** Within a page, below its topmost branch. */
    INSIDE,
    /** The topmost branch of a page. */
    TOP
  }

  private static final int OCTETS = 160;

  private final byte[] key;
  private final int bits;
  private final Place place;
  private final long count;
  private final byte[] hashes;
  private final StateNode left;
  private final StateNode right;
  private final long octets;

  private Branch(
      byte[] key,
      int bits,
      Place place,
      long count,
      byte[] hashes,
      StateNode left,
      StateNode right,
      long octets) {
    this.key = key;
    this.bits = bits;
    this.place = place;
    this.count = count;
    this.hashes = hashes;
    this.left = left;
    this.right = right;
    this.octets = octets;
  }

  /**
   * A new branch.
   *
   * @param hashes the hash of the left subtree, then that of the right
   */
  static Branch of(int bits, StateNode left, StateNode right, byte[] hashes) {
    long count = left.count() + right.count();
    long octets = OCTETS + left.octets() + right.octets();
    return new Branch(left.key(), bits, Place.NEW, count, hashes, left, right, octets);
  }

  /** This branch after changes below it that leave something on both sides. */
  Branch changed(StateNode newLeft, StateNode newRight, byte[] newHashes) {
    return new Branch(
        key,
        bits,
        Place.NEW,
        countWith(newLeft, newRight),
        newHashes,
        newLeft,
        newRight,
        octetsWith(newLeft, newRight));
  }

  /** How many keys there are with these below; reads only nodes that changed. */
  long countWith(StateNode newLeft, StateNode newRight) {
    long sum = count;
    sum += newLeft == left ? 0 : newLeft.count() - left.count();
    return sum + (newRight == right ? 0 : newRight.count() - right.count());
  }

  private long octetsWith(StateNode newLeft, StateNode newRight) {
    long sum = octets;
    sum += newLeft == left ? 0 : newLeft.octets() - left.octets();
    return sum + (newRight == right ? 0 : newRight.octets() - right.octets());
  }

  /** The same branch over the same keys, kept in memory or stored in another way. */
  Branch with(StateNode newLeft, StateNode newRight, Place newPlace) {
    long newOctets = octetsWith(newLeft, newRight);
    return new Branch(key, bits, newPlace, count, hashes, newLeft, newRight, newOctets);
  }

  Branch at(Place newPlace) {
    return with(left, right, newPlace);
  }

  Bytes pageKey() {
    return StatePage.key(key, bits);
  }

  StateNode left() {
    return left;
  }

  StateNode right() {
    return right;
  }

  /** The hash of the left subtree, then that of the right. */
  byte[] hashes() {
    return hashes;
  }

  Place place() {
    return place;
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
    return octets;
  }
}
