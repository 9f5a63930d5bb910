package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.cose.JdkSignatures;
import birthmark.node.query.PastBlocks;
import birthmark.node.query.Receipts;
import birthmark.node.store.Snapshot;
import birthmark.node.testing.MemoryDisk;
import birthmark.node.testing.NotesStore;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.testing.ChangingLog;
import birthmark.testing.NotesLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Checkpoints that both replicas of a ledger signed, block after block. */
class FinalCheckpointsTest {
  private final NotesLedger notes = new NotesLedger(2, 1_000, 1);
  private final NotesStore ledger = new NotesStore(notes, new MemoryDisk());

  private FinalCheckpoints opened() {
    FollowedSets sets =
        new FollowedSets(
            ledger.store(),
            notes.machine().rulebook(),
            notes.machine().genesis(),
            new JdkSignatures());
    return new FinalCheckpoints(ledger.store(), sets);
  }

  /** Has a block become final; its checkpoint. */
  private Note settled(FinalCheckpoints finals) {
    ledger.fill(1);
    Checkpoint checkpoint =
        new Checkpoint(
            notes.machine().genesis().name(), ledger.tip().log().size(), ledger.tip().log().root());
    Note note = ChangingLog.signed(checkpoint, notes.founders());
    finals.keep(note);
    return note;
  }

  @Test
  void aBlockThatIsKeptIsUnderItsOwnHoweverFarTheLedgerHasGoneOn() {
    FinalCheckpoints finals = opened();
    List<Note> notesOf = new ArrayList<>();
    for (int i = 0; i < PastBlocks.BLOCKS_MAX; i++) {
      notesOf.add(settled(finals));
    }
    for (Note each : notesOf) {
      long size = Checkpoint.of(each).size();
      assertEquals(Optional.of(each), finals.newest(size));
      assertEquals(Optional.of(each), finals.newest(size + 1), "up to the next block's");
    }
    settled(finals);
    long first = Checkpoint.of(notesOf.getFirst()).size();
    assertEquals(Optional.empty(), finals.newest(first), "as many as states are kept");
    Note last = notesOf.getLast();
    assertEquals(Optional.of(last), finals.newest(Checkpoint.of(last).size()));
  }

  @Test
  void aReceiptAsOfAnEarlierBlockIsUnderTheSignaturesOfThatBlock() {
    FinalCheckpoints finals = opened();
    Receipts receipts = new Receipts(notes.founders().getFirst(), "issuer", finals::newest);
    Note before = settled(finals);
    try (Snapshot then = ledger.store().snapshot()) {
      settled(finals);
      long last = then.tip().log().size() - 1;
      assertEquals(before.encode(), receipts.of(then, last).checkpoint());
    }
  }

  @Test
  void theLastOutlastsARestart() {
    Note last = settled(opened());
    FinalCheckpoints again = opened();
    assertEquals(Optional.of(last), again.newest(Long.MAX_VALUE));
    assertEquals(Checkpoint.of(last).size(), again.size());
  }
}
