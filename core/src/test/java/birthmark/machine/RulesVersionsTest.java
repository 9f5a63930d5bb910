package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.contract.Rulebook;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.contracts.governance.GovernanceTransaction.WithdrawRules;
import birthmark.contracts.parties.Parties;
import birthmark.cose.SigningKey;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.SignedLedger;
import birthmark.testing.timers.Timers;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Rules that change at a height: there, everywhere alike, and not where they are unknown. */
class RulesVersionsTest {
  private static Rulebook rules(long version) {
    return Rulebook.of(
        version,
        List.of(Window.TABLE),
        List.of(
            new Rulebook.Numbered(1, new Parties()),
            new Rulebook.Numbered(2, new Governance()),
            new Rulebook.Numbered(9, new Timers(version))));
  }

  private static final Rulebook OLD = rules(1);
  private static final Rulebook BOTH = rules(2).after(OLD);

  private final SignedLedger ledger = new SignedLedger(BOTH, 3);
  private final SigningKey key = ledger.root();

  private long height() {
    return ledger.ledger().tip().height();
  }

  private Timestamp now() {
    return ledger.ledger().tip().time();
  }

  /** Version 2 from the answer on. */
  private long scheduled() {
    ledger.accept(key, new SignalReadiness(2));
    long from = height() + 1 + Governance.LEAD;
    ledger.accept(key, new ScheduleRules(2, from));
    return from;
  }

  private BlockResult beat() {
    return ledger.block(1, true);
  }

  private void goTo(long height) {
    while (height() < height) {
      beat();
    }
  }

  @Test
  void aScheduledVersionDecidesFromItsHeightOnAndTheSealSaysWhichDid() {
    long from = scheduled();
    goTo(from - 2);
    ledger.accept(key, new Timers.Start("bell", 1, now()));
    assertEquals(from - 1, height());
    BlockResult first = beat();
    assertEquals(from, first.tip().height());
    assertEquals(2, first.seal().orElseThrow().rules());
    assertEquals(2, first.performed().getFirst().facts().size(), "from version 2 on twice");
    ledger.replay();
  }

  @Test
  void beforeItsHeightTheOldVersionDecides() {
    long from = scheduled();
    ledger.accept(key, new Timers.Start("bell", 1, now()));
    BlockResult block = beat();
    assertTrue(block.tip().height() < from);
    assertEquals(1, block.seal().orElseThrow().rules());
    assertEquals(1, block.performed().getFirst().facts().size());
  }

  @Test
  void aTransactionOfTheNewRulesCountsFromTheirHeightOnAndLeavesNoTraceBefore() {
    long from = scheduled();
    var chime = ledger.sign(key, new Timers.Chime("now"));
    assertEquals(EnvelopeRefusal.NO_SUCH_TRANSACTION, ledger.refuse(chime));
    goTo(from - 1);
    ledger.accept(chime);
    assertEquals(from, height());
    ledger.replay();
  }

  @Test
  void whatWasTakenBackDoesNotCome() {
    long from = scheduled();
    ledger.accept(key, new WithdrawRules(2));
    goTo(from + 1);
    assertEquals(1, beat().seal().orElseThrow().rules());
    ledger.replay();
  }

  @Test
  void aReplicaWithTheOldRulesAloneDecidesTheSameAndStopsBeforeTheHeightAndSaysWhatToDo() {
    long from = scheduled();
    goTo(from - 1);
    SignedLedger old = new SignedLedger(OLD, 3);
    old.accept(old.root(), new SignalReadiness(2));
    long oldFrom = old.ledger().tip().height() + 1 + Governance.LEAD;
    old.accept(old.root(), new ScheduleRules(2, oldFrom));
    while (old.ledger().tip().height() < oldFrom - 1) {
      old.block(1, true);
    }
    assertEquals(ledger.ledger().tip().log(), old.ledger().tip().log(), "up to there the same");
    UnknownRulesException stop =
        assertThrows(UnknownRulesException.class, () -> old.block(1, true));
    String sentence = String.valueOf(stop.getMessage());
    assertTrue(sentence.contains("From block " + oldFrom), sentence);
    assertTrue(sentence.contains("install a release that knows version 2"), sentence);
    assertEquals(oldFrom - 1, old.ledger().tip().height());
    assertEquals(from, beat().tip().height(), "who knows both goes on");
  }

  @Test
  void aLedgerCanStartWithLaterRules() {
    SignedLedger later = new SignedLedger(BOTH, 3, 2);
    assertEquals(2, later.block(1, true).seal().orElseThrow().rules());
    assertInstanceOf(
        Decision.Accepted.class, later.decide(later.sign(later.root(), new Timers.Chime("now"))));
    later.replay();
    assertThrows(UnknownRulesException.class, () -> new SignedLedger(OLD, 3, 2));
  }

  @Test
  void rulesKnowThoseBeforeThem() {
    assertEquals(List.of(2L, 1L), BOTH.versions());
    assertEquals(Optional.of(OLD), BOTH.ofVersion(1));
    assertEquals(Optional.empty(), BOTH.ofVersion(3));
    assertEquals(Optional.empty(), OLD.ofVersion(2));
  }

  @Test
  void rulesThatWouldNoLongerReadWhatEarlierOnesWroteAreNoSuccessors() {
    Rulebook without =
        Rulebook.of(2, List.of(Window.TABLE), List.of(new Rulebook.Numbered(1, new Parties())));
    var fault = assertThrows(IllegalArgumentException.class, () -> without.after(OLD));
    assertTrue(String.valueOf(fault.getMessage()).contains("contract 9 must stay timers"));
    var version = assertThrows(IllegalArgumentException.class, () -> rules(1).after(OLD));
    assertTrue(String.valueOf(version.getMessage()).contains("must follow version 1"));
  }
}
