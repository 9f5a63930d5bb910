package birthmark.sim.check;

import birthmark.bytes.Bytes;
import birthmark.cose.Signatures;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogVerdict;
import birthmark.node.store.Snapshot;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.Receipt;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Whoever keeps the last checkpoint: each next one must be signed and consistent with it. */
public final class CheckpointWitness {
  private final TrustAnchor anchor;
  private final Signatures signatures;
  private final ReceiptVerifier verifier;
  private Optional<Checkpoint> last = Optional.empty();

  /** A witness that trusts {@code anchor} alone. */
  public CheckpointWitness(TrustAnchor anchor, Signatures signatures) {
    this.anchor = anchor;
    this.signatures = signatures;
    this.verifier = new ReceiptVerifier(anchor, signatures);
  }

  /** Takes in the checkpoint of a snapshot. */
  void follow(Snapshot now) {
    Checkpoint checkpoint = verified(now.checkpoint());
    Witness.require(
        checkpoint.size() == now.tip().log().size()
            && checkpoint.root().equals(now.tip().log().root()),
        "the checkpoint of block " + now.tip().height() + " is not the log's");
    last.ifPresent(before -> consistent(now, before, checkpoint));
    last = Optional.of(checkpoint);
  }

  private Checkpoint verified(String text) {
    Note note;
    try {
      note = Note.decode(Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoteException e) {
      throw new ViolationException("a checkpoint cannot be read", e);
    }
    boolean signed =
        note.signatures().stream()
            .filter(anchor.checkpointKey()::names)
            .anyMatch(
                signature -> anchor.checkpointKey().verify(signatures, note.text(), signature));
    Witness.require(signed, "a checkpoint has no signature of the ledger's");
    return Checkpoint.of(note);
  }

  private static void consistent(Snapshot now, Checkpoint before, Checkpoint after) {
    LogVerdict verdict =
        LogProof.verifyConsistency(
            before.size(),
            after.size(),
            LogProof.consistency(now.tiles(), before.size(), after.size()),
            before.root(),
            after.root());
    Witness.require(
        verdict == LogVerdict.HOLDS,
        "the checkpoint of "
            + after.size()
            + " entries is not consistent with that of "
            + before.size()
            + ": "
            + verdict.sentence());
  }

  /** What {@code receipt}, which must verify, proves of {@code entry}. */
  ReceiptCheck.Proven verify(Bytes entry, Receipt receipt) {
    return switch (verifier.verify(entry, receipt.encode())) {
      case ReceiptCheck.Proven proven -> proven;
      case ReceiptCheck.Refused refused ->
          throw new ViolationException("a receipt does not verify: " + refused.sentence());
    };
  }
}
