package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contracts.things.Batch;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ThingTransaction.ClaimBirth;
import birthmark.contracts.things.ThingTransaction.RegisterBatch;
import birthmark.merkle.LogTree;
import birthmark.merkle.MerkleTree;
import java.io.ByteArrayOutputStream;
import java.util.List;

/**
 * The things of one batch, and the tree over their certificates.
 *
 * @param certificates theirs, in their order
 */
public record Lot(List<Certificate> certificates) {
  /** The tree. */
  public MerkleTree tree() {
    ByteArrayOutputStream leaves = new ByteArrayOutputStream();
    certificates.forEach(
        each -> leaves.writeBytes(LogTree.leafHash(Certificate.CODEC.encode(each)).toByteArray()));
    return new MerkleTree(leaves.toByteArray());
  }

  /** What registers it. */
  public RegisterBatch register() {
    Bytes root = tree().root();
    return new RegisterBatch(
        certificates.getFirst().model(), certificates.size(), root, Sha256.of(root));
  }

  /** What claims the thing at {@code index} with the proof that it holds its key. */
  public ClaimBirth claim(int index, Bytes possession) {
    return new ClaimBirth(
        tree().root(),
        index,
        tree().path(index).stream().map(Batch.Sibling::new).toList(),
        certificates.get(index),
        possession);
  }
}
