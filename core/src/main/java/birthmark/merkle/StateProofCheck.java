package birthmark.merkle;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.merkle.StateProof.Cut;
import birthmark.merkle.StateProof.Neighbour;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * One check of a state proof: builds the branches over its parts from left to right, each as soon
 * as it is complete, up to the root.
 */
final class StateProofCheck {
  private static final int LENGTH = StateHash.LENGTH;
  private static final int DEPTH_MAX = 8 * StateTree.MAX_KEY_LENGTH + 1;

  private final StateHash hash = new StateHash();
  private final List<Part> parts;

  // Subtrees that wait for the one to their right: hash, number of keys, and the bits of the branch
  // that they are the left side of.
  private final byte[] hashes = new byte[(DEPTH_MAX + 1) * LENGTH];
  private final long[] counts = new long[DEPTH_MAX + 1];
  private final int[] branchBits = new int[DEPTH_MAX + 1];
  private int waiting;

  StateProofCheck(List<Part> parts) {
    this.parts = parts;
  }

  /** Why the proof is not one of the state with this root; empty if it is. */
  Optional<StateProofRefusal> refusal(Bytes root) {
    for (Part part : parts) {
      Optional<StateProofRefusal> malformed = malformed(part);
      if (malformed.isPresent()) {
        return malformed;
      }
    }
    int before = -1;
    for (int i = 0; i < parts.size(); i++) {
      Part part = parts.get(i);
      int after = -1;
      if (i + 1 < parts.size()) {
        Part next = parts.get(i + 1);
        after = common(part, next);
        Optional<StateProofRefusal> disorder = disorder(part, next, after);
        if (disorder.isPresent()) {
          return disorder;
        }
      }
      if (part instanceof Cut cut && cut.bits() != Math.max(before, after) + 1) {
        return Optional.of(StateProofRefusal.KEY_BITS);
      }
      Optional<StateProofRefusal> overflow = add(part, after);
      if (overflow.isPresent()) {
        return overflow;
      }
      before = after;
    }
    Bytes found = parts.isEmpty() ? StateHash.EMPTY_ROOT : Bytes.copyOf(hashes, 0, LENGTH);
    return found.equals(root) ? Optional.empty() : Optional.of(StateProofRefusal.ROOT_DIFFERS);
  }

  private static Optional<StateProofRefusal> malformed(Part part) {
    byte[] key = part.key().unsafe();
    if (key.length > StateTree.MAX_KEY_LENGTH || (key.length == 0 && !(part instanceof Cut))) {
      return Optional.of(StateProofRefusal.KEY_LENGTH);
    }
    if (part instanceof Neighbour neighbour && neighbour.valueHash().length() != LENGTH) {
      return Optional.of(StateProofRefusal.HASH_LENGTH);
    }
    return part instanceof Cut cut ? malformed(cut, key) : Optional.empty();
  }

  private static Optional<StateProofRefusal> malformed(Cut cut, byte[] key) {
    if (cut.bits() < 0
        || key.length != Bits.octets(cut.bits())
        || !Arrays.equals(key, Bits.prefix(key, cut.bits()))) {
      return Optional.of(StateProofRefusal.KEY_BITS);
    }
    if (cut.hash().length() != LENGTH) {
      return Optional.of(StateProofRefusal.HASH_LENGTH);
    }
    return cut.count() < 1 ? Optional.of(StateProofRefusal.COUNT) : Optional.empty();
  }

  /** How many bits the keys of two parts share: those of the branch that parts them. */
  private static int common(Part part, Part next) {
    int limit = Math.min(part.bits(), next.bits());
    return Bits.common(part.key().unsafe(), next.key().unsafe(), limit);
  }

  private static Optional<StateProofRefusal> disorder(Part part, Part next, int common) {
    if (common >= Math.min(part.bits(), next.bits())) {
      return Optional.of(StateProofRefusal.KEY_BEGINS_ANOTHER);
    }
    boolean ascending =
        !Bits.isSet(part.key().unsafe(), common) && Bits.isSet(next.key().unsafe(), common);
    return ascending ? Optional.empty() : Optional.of(StateProofRefusal.OUT_OF_ORDER);
  }

  /**
   * Adds a part, and all branches that are complete with it.
   *
   * @param after the bits of the branch between it and the next part, -1 for the last
   */
  private Optional<StateProofRefusal> add(Part part, int after) {
    writeHash(part, waiting * LENGTH);
    counts[waiting] = part.count();
    while (waiting > 0 && branchBits[waiting - 1] > after) {
      waiting--;
      long sum = counts[waiting] + counts[waiting + 1];
      if (sum < 0) {
        return Optional.of(StateProofRefusal.COUNT);
      }
      byte[] sides = Arrays.copyOfRange(hashes, waiting * LENGTH, (waiting + 2) * LENGTH);
      hash.branch(part.key().unsafe(), branchBits[waiting], sum, sides, hashes, waiting * LENGTH);
      counts[waiting] = sum;
    }
    branchBits[waiting] = after;
    waiting += after < 0 ? 0 : 1;
    return Optional.empty();
  }

  private void writeHash(Part part, int at) {
    if (part instanceof Cut cut) {
      System.arraycopy(cut.hash().unsafe(), 0, hashes, at, LENGTH);
    } else {
      Bytes value =
          part instanceof Row row ? Sha256.of(row.value()) : ((Neighbour) part).valueHash();
      hash.leaf(part.key().unsafe(), value.unsafe(), hashes, at);
    }
  }
}
