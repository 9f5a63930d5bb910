package birthmark.merkle;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import java.io.ByteArrayOutputStream;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class MerkleTreeTest {
  private static Bytes leaf(int index) {
    return Sha256.of(Bytes.fromHex(String.format(Locale.ROOT, "%08x", index)));
  }

  private static MerkleTree tree(int size) {
    ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    for (int i = 0; i < size; i++) {
      leaves.writeBytes(leaf(i).toByteArray());
    }
    return new MerkleTree(leaves.toByteArray());
  }

  /** MTH of RFC 9162 section 2.1.1, as it is written there. */
  private static Bytes root(int from, int to) {
    if (to - from == 1) {
      return leaf(from);
    }
    int split = from + Integer.highestOneBit(to - from - 1);
    return LogTree.nodeHash(root(from, split), root(split, to));
  }

  @Test
  void theRootIsThatOfTheStandardAndEachPathLeadsToIt() {
    for (int size = 1; size <= 70; size++) {
      MerkleTree tree = tree(size);
      assertEquals(size, tree.size());
      assertEquals(root(0, size), tree.root(), "size " + size);
      for (int i = 0; i < size; i++) {
        assertEquals(
            LogVerdict.HOLDS,
            LogProof.verifyInclusion(leaf(i), i, size, tree.path(i), tree.root()),
            i + " of " + size);
      }
    }
  }

  @Test
  void thereIsNoTreeOfNothingAndNoPathFromNoLeaf() {
    assertThrows(IllegalArgumentException.class, () -> new MerkleTree(new byte[0]));
    assertThrows(IllegalArgumentException.class, () -> new MerkleTree(new byte[33]));
    MerkleTree tree = tree(3);
    assertThrows(IllegalArgumentException.class, () -> tree.path(3));
    assertThrows(IllegalArgumentException.class, () -> tree.path(-1));
  }
}
