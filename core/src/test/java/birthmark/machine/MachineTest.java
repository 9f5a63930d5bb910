package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.contract.Transaction;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import birthmark.testing.MemoryLedger;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import birthmark.testing.notes.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MachineTest {
  private final NotesLedger notes = new NotesLedger(3, 10_000, 7);
  private final SigningKey ada = notes.founders().get(0);
  private final SigningKey ben = notes.founders().get(1);

  private static Transaction pin(String title) {
    return new Notes.Pin(new Notes.Title(title), "text of " + title);
  }

  private static Transaction unpin(String title) {
    return new Notes.Unpin(new Notes.Title(title));
  }

  private static Reason reason(Decision decision) {
    return switch (decision) {
      case Decision.Refused refused -> refused.reason();
      case Decision.Ignored ignored -> ignored.reason();
      case Decision.Accepted accepted -> throw new AssertionError("accepted: " + accepted);
    };
  }

  private Reason refusedWith(Statement statement) {
    return reason(notes.block(statement).decisions().getFirst());
  }

  @Test
  void anAcceptedStatementIsInTheLogAndTheSealEndsTheBlock() throws Exception {
    Statement statement = notes.sign(ada, 1, pin("tea"));
    BlockResult result = notes.block(statement);
    Decision.Accepted accepted =
        assertInstanceOf(Decision.Accepted.class, result.decisions().getFirst());
    assertEquals(2, accepted.index());
    assertEquals(statement.envelope().encode(), notes.ledger().entries().get(2));
    Seal seal = Seal.decode(notes.ledger().entries().get(3));
    assertEquals(1, seal.height());
    assertEquals(result.tip().tree().root(), seal.stateRoot());
    assertEquals(List.of(), seal.refusals());
  }

  @Test
  void aRefusedStatementCannotBeReplayedIntoAcceptanceLater() {
    notes.block(notes.sign(ada, 1, pin("tea")));
    Statement tooEarly = notes.sign(ben, 1, pin("tea"));
    assertEquals(Notes.Refusal.TITLE_TAKEN, refusedWith(tooEarly));
    notes.block(notes.sign(ada, 2, unpin("tea")));
    assertEquals(EnvelopeRefusal.SEQUENCE_COUNTED, refusedWith(tooEarly));
  }

  @Test
  void theSameStatementCountsOnceInsideABlockToo() {
    Statement statement = notes.sign(ada, 1, pin("tea"));
    List<Decision> decisions = notes.block(statement, statement).decisions();
    assertInstanceOf(Decision.Accepted.class, decisions.get(0));
    assertEquals(EnvelopeRefusal.SEQUENCE_COUNTED, reason(decisions.get(1)));
  }

  @Test
  void envelopesAreRefusedEachForItsOwnReason() {
    notes.block(notes.sign(ada, 5_000, pin("first")));
    SigningKey stranger =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(99)));
    assertEquals(
        EnvelopeRefusal.UNKNOWN_KEY, refusedWith(notes.sign(stranger, 1, pin("stranger"))));
    NotesLedger other = new NotesLedger(3, 1, 7);
    assertEquals(EnvelopeRefusal.OTHER_NETWORK, refusedWith(other.sign(ada, 6_000, pin("other"))));
    assertEquals(
        EnvelopeRefusal.SEQUENCE_BEHIND,
        refusedWith(notes.sign(ada, 5_000 - 1_024, pin("behind"))));
    assertEquals(
        EnvelopeRefusal.SEQUENCE_TOO_FAR,
        refusedWith(notes.sign(ada, 5_001 + Window.JUMP_MAX, pin("far"))));
    assertEquals(
        EnvelopeRefusal.EXPIRED,
        refusedWith(notes.sign(ada, 5_001, NotesLedger.START, pin("late"))));
    Statement good = notes.sign(ada, 5_002, pin("good"));
    byte[] octets = good.envelope().encode().toByteArray();
    octets[octets.length - 1] ^= 1;
    assertEquals(
        EnvelopeRefusal.SIGNATURE_INVALID, refusedWith(notes.decode(Bytes.copyOf(octets))));
    assertInstanceOf(Decision.Accepted.class, notes.block(good).decisions().getFirst());
  }

  @Test
  void overQuotaIsRefusedUntilTheNextMinute() {
    NotesLedger tight = new NotesLedger(1, 2, 3);
    SigningKey key = tight.founders().getFirst();
    List<Decision> decisions =
        tight
            .block(
                tight.sign(key, 1, pin("1")),
                tight.sign(key, 2, pin("2")),
                tight.sign(key, 3, pin("3")))
            .decisions();
    assertEquals(EnvelopeRefusal.OVER_QUOTA, reason(decisions.get(2)));
    assertInstanceOf(
        Decision.Accepted.class,
        tight.block(60, tight.sign(key, 4, pin("4"))).decisions().getFirst());
  }

  @Test
  void aBlockThatChangesNothingLeavesNoTrace() {
    Tip before = notes.ledger().tip();
    SigningKey stranger =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(98)));
    BlockResult result = notes.block(notes.sign(stranger, 1, pin("x")));
    assertTrue(result.entries().isEmpty());
    assertEquals(before, notes.ledger().tip());
  }

  @Test
  void aHeartbeatCarriesTimeOn() throws Exception {
    Timestamp later = notes.ledger().tip().time().plusSeconds(10);
    BlockResult result =
        notes
            .machine()
            .apply(notes.ledger().tip(), notes.ledger(), new Block(1, later, List.of(), true));
    notes.ledger().keep(result);
    assertEquals(later, Seal.decode(result.entries().getFirst()).time());
    assertEquals(later, notes.ledger().tip().time());
  }

  @Test
  void aReplayOfTheLogAloneGivesTheSameRoots() throws Exception {
    for (long seed = 1; seed <= 12; seed++) {
      NotesLedger original = new NotesLedger(3, 40, seed);
      play(original, new Random(seed));
      MemoryLedger copy = new MemoryLedger(original.machine());
      List<Bytes> entries = original.ledger().entries();
      assertEquals(copy.entries(), entries.subList(0, 2), "genesis and first seal");
      List<Statement> statements = new ArrayList<>();
      int refusals = 0;
      for (Bytes entry : entries.subList(2, entries.size())) {
        if (!Seal.is(entry)) {
          statements.add(original.decode(entry));
          continue;
        }
        Seal seal = Seal.decode(entry);
        Block block = new Block(seal.height(), seal.time(), List.copyOf(statements), true);
        BlockResult again = original.machine().replay(copy.tip(), copy, block, seal.refusals());
        assertEquals(entry, again.entries().getLast(), "seal of block " + seal.height());
        copy.keep(again);
        statements.clear();
        refusals += seal.refusals().size();
      }
      assertTrue(refusals > 0, "the play must hold refusals, or this shows nothing");
      assertEquals(original.ledger().tip().log(), copy.tip().log());
      assertEquals(original.ledger().tip().tree().root(), copy.tip().tree().root());
    }
  }

  @Test
  void theSameBlocksGiveTheSameOctetsTwice() {
    NotesLedger one = new NotesLedger(3, 40, 5);
    NotesLedger two = new NotesLedger(3, 40, 5);
    play(one, new Random(5));
    play(two, new Random(5));
    assertEquals(one.ledger().entries(), two.ledger().entries());
    assertFalse(one.ledger().entries().size() < 30);
  }

  /** Blocks of pins, unpins, repetitions, late and skipping numbers, as {@code random} has it. */
  private static void play(NotesLedger ledger, Random random) {
    long[] next = {1, 1, 1};
    List<Statement> past = new ArrayList<>();
    for (int height = 0; height < 25; height++) {
      List<Statement> block = new ArrayList<>();
      for (int i = random.nextInt(6); i >= 0; i--) {
        if (!past.isEmpty() && random.nextInt(5) == 0) {
          block.add(past.get(random.nextInt(past.size())));
          continue;
        }
        int who = random.nextInt(3);
        String title = "title " + random.nextInt(12);
        long sequence = next[who] + (random.nextInt(10) == 0 ? random.nextInt(1_500) : 0);
        next[who] = sequence + 1;
        Timestamp expiry =
            ledger.ledger().tip().time().plusSeconds(random.nextInt(12) == 0 ? 0 : 100);
        Statement statement =
            ledger.sign(
                ledger.founders().get(who),
                sequence,
                expiry,
                random.nextInt(3) == 0 ? unpin(title) : pin(title));
        block.add(statement);
        past.add(statement);
      }
      ledger.block(1 + random.nextInt(30), block.toArray(Statement[]::new));
    }
  }
}
