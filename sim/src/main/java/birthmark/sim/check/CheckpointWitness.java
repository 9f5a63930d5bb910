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
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;

/** Whoever keeps the last checkpoint: each next one must be signed and consistent with it. */
public final class CheckpointWitness {
  private final TrustAnchor anchor;
  private final Signatures signatures;
  private final ReceiptVerifier verifier;
  private final NavigableMap<Long, Bytes> roots = new TreeMap<>();

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
    if (!roots.isEmpty()) {
      consistent(now, roots.lastEntry(), checkpoint);
    }
    roots.put(checkpoint.size(), checkpoint.root());
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

  private static void consistent(Snapshot now, Map.Entry<Long, Bytes> before, Checkpoint after) {
    LogVerdict verdict =
        LogProof.verifyConsistency(
            before.getKey(),
            after.size(),
            LogProof.consistency(now.tiles(), before.getKey(), after.size()),
            before.getValue(),
            after.root());
    Witness.require(
        verdict == LogVerdict.HOLDS,
        "the checkpoint of "
            + after.size()
            + " entries is not consistent with that of "
            + before.getKey()
            + ": "
            + verdict.sentence());
  }

  /** Checks that {@code receipt} proves {@code entry} at {@code index} under a checkpoint seen. */
  void verify(Bytes entry, long index, Receipt receipt) {
    switch (verifier.verify(entry, receipt.encode())) {
      case ReceiptCheck.Refused refused ->
          throw new ViolationException("a receipt does not verify: " + refused.sentence());
      case ReceiptCheck.Proven proven ->
          Witness.require(
              proven.index() == index
                  && Optional.of(proven.root())
                      .equals(Optional.ofNullable(roots.get(proven.size()))),
              "a receipt for entry " + index + " is not under a checkpoint of the log");
    }
  }
}
