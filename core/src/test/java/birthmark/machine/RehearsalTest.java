package birthmark.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Consequence;
import birthmark.contract.Context;
import birthmark.contract.Judgment;
import birthmark.contract.Now;
import birthmark.contract.Outcome;
import birthmark.contract.Transaction;
import birthmark.contracts.firmware.FirmwareFact;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.cose.SigningKey;
import birthmark.state.View;
import birthmark.testing.Fleet;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class RehearsalTest {
  private static final int THINGS = 7;

  private final Fleet fleet = new Fleet();
  private final List<Fleet.Device> running = new ArrayList<>();

  @BeforeEach
  void attest() {
    fleet.publish(Fleet.CAMERA, "1.0", 1);
    fleet.publish(Fleet.CAMERA, "1.1", 1);
    for (int i = 0; i < THINGS; i++) {
      running.add(fleet.born(Fleet.CAMERA, Assurance.SELF_REPORTED));
      fleet.attest(running.getLast(), i == 0 ? "1.1" : "1.0");
    }
  }

  private Rehearsal rehearse(SigningKey signer, Transaction transaction) {
    Now now = fleet.now();
    return Rehearsal.of(
        fleet.rulebook(),
        fleet.ledger(),
        new Context(
            fleet.network(),
            now.height() + 1,
            now.time(),
            Bytes.copyOf(new byte[Context.STATEMENT_LENGTH]),
            signer.publicKey().thumbprint(),
            Fleet.party(signer).subject(),
            fleet.ledger()),
        transaction,
        Optional.empty());
  }

  private static FirmwareTransaction.RevokeRelease revoke() {
    return new FirmwareTransaction.RevokeRelease(
        Fleet.CAMERA, new Version("1.0"), Severity.CRITICAL, "a hole", Optional.empty());
  }

  /** From what to what each thing goes that the contracts say can change. */
  private <Q, R> SortedSet<String> moves(
      Consequence<Q, R> consequence, Rehearsal rehearsal, List<String> each) {
    View before = fleet.view();
    boolean complete =
        consequence
            .scan()
            .of(
                before,
                rehearsal.principal(),
                rehearsal.transaction(),
                query -> {
                  String old = word(consequence, before, query);
                  String next = word(consequence, rehearsal.after(), query);
                  each.add(old + " to " + next);
                  return each.size() < THINGS;
                });
    assertTrue(complete);
    return new TreeSet<>(each);
  }

  private <Q, R> String word(Consequence<Q, R> consequence, View state, Q query) {
    return consequence
        .read()
        .derivation()
        .of(state, fleet.now(), query)
        .map(consequence.word())
        .orElse("");
  }

  private Consequence<?, ?> standings() {
    return fleet.rulebook().named("admission").orElseThrow().surface().consequences().getFirst();
  }

  @Test
  void aRevocationTellsWhichThingsWouldBeKeptApartAndChangesNone() {
    Bytes root = fleet.ledger().tip().tree().root();
    Rehearsal rehearsal = rehearse(fleet.maker(), revoke());
    assertTrue(assertInstanceOf(Judgment.Accepted.class, rehearsal.judgment()).inForce());
    assertInstanceOf(FirmwareFact.ReleaseRevoked.class, rehearsal.facts().getFirst());
    List<String> each = new ArrayList<>();
    assertEquals(1, moves(standings(), rehearsal, each).size());
    assertEquals(THINGS - 1, each.size());
    assertEquals("admitted to quarantined", each.getFirst());
    assertEquals(root, fleet.ledger().tip().tree().root());
    for (Fleet.Device device : running) {
      assertEquals("ADMITTED", fleet.standing(device).kind().name());
    }
    // What was told comes true.
    fleet.revoke(Fleet.CAMERA, "1.0", Severity.CRITICAL);
    assertEquals("QUARANTINED", fleet.standing(running.get(1)).kind().name());
    assertEquals("ADMITTED", fleet.standing(running.getFirst()).kind().name());
  }

  @Test
  void whatWaitsForApprovalTellsWhatItDoesOnceApproved() {
    fleet.accept(
        fleet.maker(),
        new PartyTransaction.RequireApprovals(
            ApprovalClass.REVOCATION,
            2,
            List.of(Fleet.party(fleet.maker()), Fleet.party(fleet.other())),
            3_600));
    Rehearsal rehearsal = rehearse(fleet.maker(), revoke());
    assertFalse(assertInstanceOf(Judgment.Accepted.class, rehearsal.judgment()).inForce());
    assertInstanceOf(PartyFact.Proposed.class, rehearsal.facts().getFirst());
    assertInstanceOf(Outcome.Accepted.class, rehearsal.atLast().orElseThrow());
    List<String> each = new ArrayList<>();
    assertEquals("admitted to quarantined", moves(standings(), rehearsal, each).first());
  }

  @Test
  void whatWouldBeRefusedSaysWhyAndChangesNothing() {
    Rehearsal rehearsal = rehearse(fleet.other(), revoke());
    assertInstanceOf(Judgment.Refused.class, rehearsal.judgment());
    List<String> each = new ArrayList<>();
    assertEquals("admitted to admitted", moves(standings(), rehearsal, each).first());
    assertEquals(1, new TreeSet<>(each).size());
  }
}
