package birthmark.node.query;

import birthmark.bytes.Bytes;
import birthmark.cose.SigningKey;
import birthmark.machine.Tip;
import birthmark.merkle.LogProof;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Receipts for accepted statements, for whoever knows a statement's id. */
public final class Receipts {
  private final SigningKey key;
  private final Receipt.Claims claims;

  /** Receipts signed with {@code key}, the ledger's receipt key, naming {@code issuer}. */
  public Receipts(SigningKey key, String issuer) {
    this.key = key;
    this.claims = new Receipt.Claims(Optional.of(issuer), Optional.empty());
  }

  /** The receipt that the statement {@code id} is in the log as of {@code snapshot}. */
  public Optional<Receipt> of(Snapshot snapshot, Bytes id) {
    return snapshot
        .recorded(id)
        .flatMap(
            recorded ->
                recorded.verdict() instanceof Recorded.Accepted accepted
                    ? Optional.of(of(snapshot, accepted.index()))
                    : Optional.empty());
  }

  /** The receipt that entry {@code index} is in the log as of {@code snapshot}. */
  public Receipt of(Snapshot snapshot, long index) {
    Tip tip = snapshot.tip();
    long size = tip.log().size();
    return Receipt.issue(
        key,
        claims,
        new Receipt.Inclusion(size, index, LogProof.inclusion(snapshot.tiles(), index, size)),
        tip.log().root(),
        checkpoint(snapshot));
  }

  private static Note checkpoint(Snapshot snapshot) {
    try {
      return Note.decode(Bytes.ofOwned(snapshot.checkpoint().getBytes(StandardCharsets.UTF_8)));
    } catch (NoteException e) {
      throw new IllegalStateException("the stored checkpoint is damaged: " + e.sentence(), e);
    }
  }
}
