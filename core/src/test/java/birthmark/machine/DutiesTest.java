package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.contract.Context;
import birthmark.contract.Contract;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.contract.Surface;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogTree;
import birthmark.state.View;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.SignedLedger;
import birthmark.testing.notes.Notes;
import birthmark.testing.timers.Timers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What happens by itself: once, in order, bounded, alike on every replica, and told. */
class DutiesTest {
  private static final Rulebook RULES =
      Rulebook.of(
          1,
          List.of(Window.TABLE),
          List.of(new Rulebook.Numbered(1, new Notes()), new Rulebook.Numbered(2, new Timers(1))));

  private final SignedLedger ledger = new SignedLedger(RULES, 1);
  private final SigningKey key = ledger.root();

  private Timestamp in(long seconds) {
    return ledger.ledger().tip().time().plusSeconds(seconds);
  }

  private void start(String name, Timestamp at) {
    start(name, 1, at);
  }

  private void start(String name, long count, Timestamp at) {
    ledger.accept(key, new Timers.Start(name, count, at));
  }

  private static List<String> rang(BlockResult block) {
    List<String> names = new ArrayList<>();
    for (Performed each : block.performed()) {
      each.facts().forEach(fact -> names.add(((Timers.Rang) fact).name()));
    }
    return names;
  }

  /** Whatever happened, the log alone leads to the same seals and roots. */
  @AfterEach
  void theLogAloneGivesTheSame() {
    ledger.replay();
  }

  @Test
  void whatIsDueHappensOnceInTheFirstBlockThatIsNotBeforeItsMoment() {
    start("egg", in(10));
    assertEquals(List.of(), rang(ledger.block(8, true)));
    assertEquals(List.of("egg"), rang(ledger.block(1, true)));
    assertEquals(List.of(), rang(ledger.block(1, true)));
  }

  @Test
  void aHeartbeatIsEnough() {
    start("egg", in(10));
    BlockResult beat = ledger.block(3_600, true);
    assertEquals(List.of("egg"), rang(beat));
    assertEquals(1, beat.entries().size(), "the seal alone");
  }

  @Test
  void whatHappenedByItselfIsSealedThoughEveryStatementOfItsBlockIsIgnored() {
    var counted = ledger.sign(key, 5, new Timers.Start("egg", 1, in(10)));
    ledger.accept(counted);
    BlockResult block = ledger.block(20, false, counted);
    assertEquals(
        EnvelopeRefusal.SEQUENCE_COUNTED,
        ((Decision.Ignored) block.decisions().getFirst()).reason());
    assertEquals(List.of("egg"), rang(block));
    assertTrue(block.seal().isPresent());
  }

  @Test
  void ofABlockTheEarliestHappensFirstThenByContractTableAndKey() {
    Timestamp noon = in(100);
    start("b", noon);
    start("a", noon);
    start("late", noon.plusSeconds(5));
    start("early", noon.justBefore());
    assertEquals(List.of("early", "a", "b", "late"), rang(ledger.block(1_000, true)));
  }

  @Test
  void statementsAreDecidedAfterWhatWasDue() {
    start("egg", in(10));
    var pin = ledger.sign(key, new Notes.Pin(new Notes.Title("t"), "x"));
    BlockResult block = ledger.block(20, false, pin);
    assertEquals(List.of("egg"), rang(block));
    assertEquals(2, block.entries().size(), "a duty is no entry of the log");
  }

  @Test
  void aBlockDoesABoundedNumberAndSaysThatMoreIsDue() {
    Timestamp noon = in(100);
    start("one", 700, noon);
    start("two", 700, noon);
    start("three", 700, noon);
    List<Integer> done = new ArrayList<>();
    BlockResult block = ledger.block(200, true);
    while (block.behind()) {
      done.add(block.performed().size());
      block = ledger.block(0, true);
    }
    done.add(block.performed().size());
    assertEquals(List.of(Duties.MAX, Duties.MAX, 100), done);
    assertFalse(ledger.block(0, true).behind());
  }

  @Test
  void whatADutyMakesDueWaitsForTheNextBlock() {
    start("again", in(10));
    start("echo", in(10));
    BlockResult first = ledger.block(20, true);
    assertEquals(List.of("again", "echo"), rang(first));
    assertEquals(List.of("again", "the echo"), rang(ledger.block(0, true)));
  }

  @Test
  void whatAnotherDutyOfTheBlockRemovedDoesNotHappen() {
    Timestamp noon = in(10);
    start("a thief", noon);
    start("a victim", noon);
    assertEquals(List.of("a thief"), rang(ledger.block(20, true)));
  }

  @Test
  void aContractThatFailsLosesThatDutyAloneAndItIsSaid() {
    Timestamp noon = in(10);
    start("broken", noon);
    start("greedy", noon);
    start("sound", noon);
    BlockResult block = ledger.block(20, true);
    assertEquals(List.of("sound"), rang(block));
    List<String> faults =
        block.performed().stream().flatMap(each -> each.fault().stream()).toList();
    assertEquals(2, faults.size());
    assertTrue(faults.getFirst().contains("planted"), faults.getFirst());
    assertTrue(faults.getLast().contains("of another contract"), faults.getLast());
    assertEquals(
        List.of(),
        ledger.state().list(Notes.NOTES, List.of(), Optional.empty(), 10),
        "nothing of it is written");
    assertEquals(List.of(), rang(ledger.block(1, true)), "it is not tried again");
  }

  @Test
  void aSealCommitsToWhatHappened() {
    Timestamp noon = in(10);
    start("egg", noon);
    var without = ledger.proposed(List.of());
    BlockResult beat = ledger.block(20, true);
    assertTrue(without.seal().isEmpty());
    var leaf = Outcomes.performed(RULES, beat.performed().getFirst());
    assertEquals(
        LogTree.leafHash(leaf),
        beat.seal().orElseThrow().outcomesRoot(),
        "the root over one outcome is its leaf hash");
  }

  /** Timers that declare a duty on a table that they do not declare. */
  private static final class MisplacedTimers implements Contract<Timers.Tx> {
    @Override
    public Outcome decide(View state, Context at, Timers.Tx tx) {
      return new Timers(1).decide(state, at, tx);
    }

    @Override
    public Surface surface() {
      return Surface.at("timers", "timer", "What rings by itself.")
          .submit(Timers.Tx.class)
          .facts(Timers.Event.class)
          .refusals(Timers.Refusal.class)
          .tables(Timers.ECHOES)
          .due(Timers.RINGING, (state, at, key, value) -> Outcome.accepted().outcome());
    }
  }

  @Test
  void aDutyIsDeclaredOnATableOfItsOwnContractOrderedByMoment() {
    var misplaced =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Rulebook.of(
                    1,
                    List.of(Window.TABLE),
                    List.of(
                        new Rulebook.Numbered(1, new Notes()),
                        new Rulebook.Numbered(2, new MisplacedTimers()))));
    assertTrue(String.valueOf(misplaced.getMessage()).contains("must be on a table of its own"));
  }
}
