package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.cose.SigningKey;
import birthmark.machine.Tip;
import birthmark.merkle.LogProof;
import birthmark.node.submit.FastSignatures;
import birthmark.proof.Checkpoint;
import birthmark.proof.CheckpointSigner;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import birthmark.proof.NoteKey;
import birthmark.proof.Receipt;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import birthmark.proof.TrustAnchor;
import birthmark.testing.SignedLedger;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Receipts and checkpoints: nothing proves anything but what was issued. */
final class ReceiptTarget implements Target {
  private static final String ORIGIN = "test.example";

  private final List<Bytes> entries;
  private final List<Bytes> receipts = new ArrayList<>();
  private final Set<Bytes> issued;
  private final ReceiptVerifier verifier;

  ReceiptTarget() {
    SignedLedger ledger = Ledgers.inhabited();
    SigningKey key = ledger.root();
    Tip tip = ledger.ledger().tip();
    long size = tip.log().size();
    this.entries = ledger.ledger().entries().subList(0, 8);
    Note note =
        CheckpointSigner.of(ORIGIN, key).note(new Checkpoint(ORIGIN, size, tip.log().root()));
    for (int index = 0; index < entries.size(); index++) {
      List<Bytes> path = LogProof.inclusion(ledger.ledger().tiles(), index, size);
      receipts.add(
          Receipt.issue(
                  key,
                  new Receipt.Claims(Optional.of("https://" + ORIGIN), Optional.empty()),
                  new Receipt.Inclusion(size, index, path),
                  tip.log().root(),
                  note)
              .encode());
    }
    this.issued = new HashSet<>(receipts);
    NoteKey noteKey = NoteKey.ofLog(ORIGIN, key.publicKey()).orElseThrow();
    this.verifier =
        new ReceiptVerifier(
            new TrustAnchor(ORIGIN, noteKey, key.publicKey()), FastSignatures.best());
  }

  /** What the first receipt proves. */
  ReceiptCheck.Proven proven() {
    return (ReceiptCheck.Proven) verifier.verify(entries.getFirst(), receipts.getFirst());
  }

  @Override
  public List<Bytes> seeds() {
    List<Bytes> seeds = new ArrayList<>(receipts);
    seeds.add(Receipt.decode(receipts.getFirst()).checkpoint());
    return seeds;
  }

  @Override
  public void read(Bytes octets) {
    try {
      Target.require(Note.decode(octets).encode().equals(octets), "a note has one form");
    } catch (NoteException e) {
      Target.require(!e.sentence().isBlank(), "a refusal says what is wrong");
    }
    for (Bytes entry : entries) {
      switch (verifier.verify(entry, octets)) {
        case ReceiptCheck.Proven proven ->
            Target.require(
                issued.contains(octets) && entries.get((int) proven.index()).equals(entry),
                "only what was issued proves anything");
        case ReceiptCheck.Refused refused ->
            Target.require(!refused.sentence().isBlank(), "a refusal says what is wrong");
      }
    }
  }
}
