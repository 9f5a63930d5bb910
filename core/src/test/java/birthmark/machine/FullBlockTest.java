package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.merkle.EntryBundle;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FullBlockTest {
  private static final int LATE = 3;

  private final NotesLedger notes = new NotesLedger(2, 1_000, 8);
  private final SigningKey key = notes.founders().getFirst();

  private Statement pin(long sequence, String title) {
    return notes.sign(key, sequence, new Notes.Pin(new Notes.Title(title), "text"));
  }

  @Test
  void whatFollowsTheLastRefusalThatASealCanListWaitsForTheNextBlock() throws Exception {
    notes.block(pin(1, "taken"));
    List<Statement> refused = new ArrayList<>();
    for (int i = 0; i < Seal.REFUSALS_MAX; i++) {
      refused.add(pin(2 + i, "taken"));
    }
    List<Statement> late = new ArrayList<>();
    for (int i = 0; i < LATE; i++) {
      late.add(pin(2 + Seal.REFUSALS_MAX + i, i == 1 ? "free" : "taken"));
    }
    List<Statement> all = new ArrayList<>(refused);
    all.addAll(late);
    BlockResult full = notes.block(all.toArray(Statement[]::new));
    assertEquals(Seal.REFUSALS_MAX, full.seal().orElseThrow().refusals().size());
    for (Decision decision : full.decisions().subList(Seal.REFUSALS_MAX, all.size())) {
      Decision.Ignored ignored = assertInstanceOf(Decision.Ignored.class, decision);
      assertEquals(EnvelopeRefusal.BLOCK_FULL, ignored.reason());
    }
    assertEquals(full.entries(), new EntryBundle(full.entries()).entries());
    assertEquals(full.seal(), Optional.of(Seal.decode(full.entries().getLast())));

    BlockResult next = notes.block(late.toArray(Statement[]::new));
    assertInstanceOf(Decision.Refused.class, next.decisions().get(0));
    assertInstanceOf(Decision.Accepted.class, next.decisions().get(1));
    assertInstanceOf(Decision.Refused.class, next.decisions().get(2));
  }

  private static Seal listing(int refusals) {
    Bytes hash = Bytes.ofOwned(new byte[32]);
    Seal.Refusal longest =
        new Seal.Refusal(
            new KeyId(hash), Long.MAX_VALUE, hash, 0xffff, 0xff, EntryBundle.ENTRY_LENGTH_MAX);
    return new Seal(
        Long.MAX_VALUE,
        NotesLedger.START,
        hash,
        hash,
        Collections.nCopies(refusals, longest),
        Long.MAX_VALUE,
        hash,
        hash);
  }

  @Test
  void aSealWithAsManyRefusalsAsItCanListFitsIntoABundleAndNoneWithMoreIsRead() throws Exception {
    Bytes longest = listing(Seal.REFUSALS_MAX).encode();
    assertTrue(longest.length() <= EntryBundle.ENTRY_LENGTH_MAX, longest.length() + " octets");
    assertEquals(Seal.REFUSALS_MAX, Seal.decode(longest).refusals().size());
    assertThrows(
        MalformedException.class, () -> Seal.decode(listing(Seal.REFUSALS_MAX + 1).encode()));
  }
}
