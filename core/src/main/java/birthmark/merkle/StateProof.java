package birthmark.merkle;

import birthmark.bytes.Bytes;
import java.util.List;

/**
 * A part of the state with the proof that it is one: the tree, of which all that was not asked for
 * is cut off, so that only its hash remains.
 *
 * <p>One shape proves everything: a key with its value, that a key is absent, that a list is
 * complete, and any of these together. {@link ShownState#check} verifies it.
 *
 * @param parts what hangs at the ends of the branches, in key order; the branches follow from that
 */
public record StateProof(List<Part> parts) {
  /** Keeps a copy. */
  public StateProof {
    parts = List.copyOf(parts);
  }

  /** What is at the end of a branch. */
  public sealed interface Part {
    /**
     * The octets that every key of the part begins with; of a part with one key, that key.
     *
     * <p>Where {@link #bits} is no multiple of 8 the bits behind are zero.
     */
    Bytes key();

    /** How many bits of {@link #key} count. */
    int bits();

    /** How many keys there are in the part. */
    long count();
  }

  /**
   * A key with its value.
   *
   * @param value the value, not its hash
   */
  public record Row(Bytes key, Bytes value) implements Part {
    @Override
    public int bits() {
      return 8 * key.length();
    }

    @Override
    public long count() {
      return 1;
    }
  }

  /**
   * A key whose value is not shown: it is here because another key would be in its place.
   *
   * @param valueHash the hash of the value
   */
  public record Neighbour(Bytes key, Bytes valueHash) implements Part {
    @Override
    public int bits() {
      return 8 * key.length();
    }

    @Override
    public long count() {
      return 1;
    }
  }

  /**
   * A subtree that is cut off.
   *
   * <p>A branch commits to the number of keys below it, not to that of each side: where both sides
   * are cut off only the sum is proven, so the numbers say what the prover says.
   *
   * @param bits one more than the branch above has; 0 if nothing is above
   * @param hash the hash of the subtree
   */
  public record Cut(Bytes key, int bits, long count, Bytes hash) implements Part {}
}
