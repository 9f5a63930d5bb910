package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.PUMP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contracts.admission.Standing.Kind;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Sign1;
import birthmark.statement.ContentTypes;
import birthmark.statement.Statement;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.PolicyDraft;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Where a thing stands: derived from verdict, release, policy, decisions and time, never stored.
 */
class StandingTest {
  private final Fleet fleet = new Fleet();
  private final Device camera = fleet.born(CAMERA, Assurance.SELF_REPORTED);
  private final Device pump = fleet.born(PUMP, Assurance.SELF_REPORTED);

  @BeforeEach
  void releases() {
    fleet.publish(CAMERA, "1.0", 1);
    fleet.publish(PUMP, "1.0", 1);
  }

  private Kind kind(Device device) {
    return fleet.standing(device).kind();
  }

  private void policy(PolicyDraft draft, Device device) {
    fleet.accept(fleet.operator(), draft.on(device.model()));
  }

  /** Shows that a device's key was copied, by two statements of one number. */
  private void copyKey(Device device) {
    ThingTransaction first = new ThingTransaction.Accept(device.id());
    ThingTransaction second = new ThingTransaction.WithdrawOffer(device.id());
    fleet.accept(
        fleet.other(),
        new ThingTransaction.ReportCopies(statement(device, first), statement(device, second)));
  }

  private Bytes statement(Device device, ThingTransaction transaction) {
    Bytes payload =
        new Statement.Draft(fleet.network(), 900, fleet.now().time(), transaction)
            .payload(fleet.rulebook());
    return Sign1.sign(device.key(), ContentTypes.STATEMENT, payload).encode();
  }

  // --- time

  @Test
  void aThingThatNeverAttestedIsOutAndIsToldWhatToDo() {
    Standing standing = fleet.standing(camera);
    assertEquals(Kind.NEVER_ATTESTED, standing.kind());
    assertFalse(standing.admitted());
    assertTrue(standing.why().contains("has not attested yet"));
    assertEquals(Optional.empty(), standing.since());
  }

  @Test
  void aThingThatNobodyRegisteredStandsNowhere() {
    assertEquals(
        Optional.empty(),
        Admission.standing(
            fleet.view(),
            fleet.now().time(),
            new ThingId(fleet.maker().publicKey().thumbprint().value())));
  }

  @Test
  void whereAllTrafficStopsAdmissionsExpireOnReadToTheMillisecond() {
    policy(new PolicyDraft().validity(600), camera);
    fleet.attest(camera, "1.0");
    Timestamp end = fleet.now().time().plusSeconds(600);
    assertEquals(Optional.of(end), fleet.standing(camera).until());
    Timestamp before = new Timestamp(end.millis() - 1);
    assertTrue(Admission.standing(fleet.view(), before, camera.id()).orElseThrow().admitted());
    Standing late = Admission.standing(fleet.view(), end, camera.id()).orElseThrow();
    assertEquals(Kind.OVERDUE, late.kind());
    assertFalse(late.admitted());
    assertEquals(Optional.of(end), late.since());
    assertEquals(Optional.empty(), late.until());
    // A heartbeat alone carries time on.
    fleet.pass(600);
    assertEquals(Kind.OVERDUE, kind(camera));
    fleet.attest(camera, "1.0");
    assertEquals(Kind.ADMITTED, kind(camera));
  }

  @Test
  void aDeadlineThatComesAfterTheVerdictHoldsWithoutAnyWriteForTheThing() {
    fleet.attest(camera, "1.0");
    Timestamp deadline = fleet.now().time().plusSeconds(500);
    fleet.publish(CAMERA, "1.1", 1, deadline);
    assertEquals(Optional.of(deadline), fleet.standing(camera).until());
    fleet.pass(499);
    Standing superseded = fleet.standing(camera);
    assertEquals(Kind.REFUSED, superseded.kind());
    assertEquals(Optional.of(Finding.SUPERSEDED), superseded.finding());
    assertEquals(Optional.of(deadline), superseded.since());
  }

  @Test
  void aShorterValidityHoldsFromTheNextEvidenceOn() {
    fleet.attest(camera, "1.0");
    Optional<Timestamp> until = fleet.standing(camera).until();
    policy(new PolicyDraft().validity(60), camera);
    assertEquals(until, fleet.standing(camera).until());
    assertEquals(0, fleet.standing(camera).policy());
    fleet.attest(camera, "1.0");
    assertEquals(Optional.of(fleet.now().time().plusSeconds(60)), fleet.standing(camera).until());
    assertEquals(1, fleet.standing(camera).policy());
  }

  // --- revocation

  @Test
  void aRevocationHoldsAtOnceByTheOperatorsPolicy() {
    for (Severity severity : Severity.values()) {
      String version = "2." + severity;
      fleet.publish(CAMERA, version, 1);
      fleet.attest(camera, version);
      fleet.revoke(CAMERA, version, severity);
      Standing standing = fleet.standing(camera);
      Kind expected =
          switch (severity) {
            case LOW, MEDIUM -> Kind.WARNED;
            case HIGH -> Kind.RESTRICTED;
            case CRITICAL -> Kind.QUARANTINED;
          };
      assertEquals(expected, standing.kind());
      assertEquals(Optional.of(Finding.IMAGE_REVOKED), standing.finding());
      assertEquals(Optional.of(fleet.now().time()), standing.since());
      assertTrue(standing.why().contains("it opens the door"), standing.why());
      assertEquals(expected != Kind.QUARANTINED, standing.admitted());
    }
  }

  @Test
  void aPatchBringsBackWhatARevocationKeptApart() {
    fleet.attest(camera, "1.0");
    fleet.revoke(CAMERA, "1.0", Severity.CRITICAL);
    assertEquals(Kind.QUARANTINED, kind(camera));
    fleet.publish(CAMERA, "1.1", 2);
    fleet.attest(camera, "1.1");
    assertEquals(Kind.ADMITTED, kind(camera));
  }

  @Test
  void whatAPolicySaysAboutRevocationsHoldsAtOnceInBothDirections() {
    fleet.attest(camera, "1.0");
    fleet.revoke(CAMERA, "1.0", Severity.LOW);
    assertEquals(Kind.WARNED, kind(camera));
    policy(new PolicyDraft().onRevocation(Optional.empty(), Optional.of(Severity.LOW)), camera);
    assertEquals(Kind.QUARANTINED, kind(camera));
    fleet.attest(camera, "1.0");
    assertEquals(Kind.QUARANTINED, kind(camera));
    policy(new PolicyDraft().onRevocation(Optional.empty(), Optional.empty()), camera);
    assertEquals(Kind.WARNED, kind(camera), "evidence refused for the revocation alone counts");
  }

  @Test
  void aRevokedReleaseThatOnlyWarnsExpiresLikeAnyOther() {
    fleet.attest(camera, "1.0");
    fleet.revoke(CAMERA, "1.0", Severity.LOW);
    fleet.pass(Policy.DEFAULT.validitySeconds());
    assertEquals(Kind.OVERDUE, kind(camera));
  }

  // --- lives

  @Test
  void whereLivesDependOnAModelNoRevocationOrDeadlineOrCopiedKeyShutsAnythingOut() {
    policy(
        new PolicyDraft()
            .validity(100_000)
            .onRevocation(Optional.empty(), Optional.of(Severity.LOW)),
        pump);
    fleet.attest(pump, "1.0");
    fleet.revoke(PUMP, "1.0", Severity.CRITICAL);
    assertEquals(Kind.WARNED, kind(pump));
    fleet.publish(PUMP, "1.1", 1, fleet.now().time());
    assertEquals(Kind.WARNED, kind(pump));
    copyKey(pump);
    assertEquals(Kind.WARNED, kind(pump));
    // Evidence goes on to count, so that it does not fall out by expiry either.
    fleet.attest(pump, "1.0");
    assertEquals(Kind.WARNED, kind(pump));
    assertTrue(fleet.standing(pump).admitted());
  }

  @Test
  void aPastDeadlineAloneWarnsWhereLivesDependOnAModel() {
    fleet.attest(pump, "1.0");
    Timestamp deadline = fleet.now().time().plusSeconds(50);
    fleet.publish(PUMP, "1.1", 1, deadline);
    assertEquals(Kind.ADMITTED, kind(pump));
    fleet.pass(50);
    Standing standing = fleet.standing(pump);
    assertEquals(Kind.WARNED, standing.kind());
    assertEquals(Optional.of(Finding.SUPERSEDED), standing.finding());
    fleet.attest(pump, "1.0");
    assertEquals(Kind.WARNED, kind(pump));
  }

  @Test
  void aCopiedKeyAloneWarnsWhereLivesDependOnAModelAndItsOwnerDecides() {
    fleet.attest(pump, "1.0");
    copyKey(pump);
    assertEquals(Kind.WARNED, kind(pump));
    fleet.accept(
        fleet.operator(), new AdmissionTransaction.Quarantine(pump.id(), "by hand, after a look"));
    assertEquals(Kind.QUARANTINED, kind(pump));
  }

  // --- copied keys

  @Test
  void aCopiedKeyShutsAThingOutWhateverItRunsAndItsEvidenceShowsNothing() {
    fleet.attest(camera, "1.0");
    copyKey(camera);
    Standing standing = fleet.standing(camera);
    assertEquals(Kind.QUARANTINED, standing.kind());
    assertTrue(standing.why().contains("key was copied"), standing.why());
    assertEquals(
        AdmissionRefusal.KEY_COPIED,
        fleet.refuse(fleet.operator(), Fleet.attest(camera, fleet.evidence(camera, "1.0"))));
    assertEquals(
        AdmissionRefusal.NOT_QUARANTINED,
        fleet.refuse(fleet.operator(), new AdmissionTransaction.Release(camera.id())));
    ThingTransaction.Release release = new ThingTransaction.Release(camera.id(), "a backup");
    fleet.accept(fleet.operator(), release);
    fleet.accept(fleet.maker(), release);
    assertEquals(Kind.ADMITTED, kind(camera));
  }

  // --- observing

  @Test
  void aSiteThatObservesLetsInWhatItWouldShutOutAndSaysSo() {
    policy(new PolicyDraft().validity(600).observe(), camera);
    assertObserved(Kind.NEVER_ATTESTED);
    fleet.attest(camera, "1.0");
    assertEquals(Kind.ADMITTED, kind(camera));
    assertEquals(Optional.empty(), fleet.standing(camera).wouldBe());
    fleet.pass(600);
    assertObserved(Kind.OVERDUE);
    AdmissionFact.Refused refused = (AdmissionFact.Refused) fleet.attest(camera, "9.9").getFirst();
    assertTrue(refused.admitted());
    assertObserved(Kind.REFUSED);
    assertEquals(Optional.of(Finding.UNKNOWN_IMAGE), fleet.standing(camera).finding());
    fleet.attest(camera, "1.0");
    fleet.revoke(CAMERA, "1.0", Severity.HIGH);
    assertObserved(Kind.RESTRICTED);
    fleet.publish(CAMERA, "1.1", 1);
    fleet.attest(camera, "1.1");
    fleet.revoke(CAMERA, "1.1", Severity.CRITICAL);
    assertObserved(Kind.QUARANTINED);
  }

  private void assertObserved(Kind wouldBe) {
    Standing standing = fleet.standing(camera);
    assertEquals(Kind.OBSERVED, standing.kind());
    assertTrue(standing.admitted());
    assertEquals(Optional.of(wouldBe), standing.wouldBe());
    assertTrue(standing.why().startsWith("Its operator only observes"), standing.why());
  }

  @Test
  void observingOverridesNeitherTheOwnersDecisionsNorACopiedKey() {
    policy(new PolicyDraft().observe(), camera);
    fleet.attest(camera, "1.0");
    fleet.accept(fleet.operator(), new AdmissionTransaction.Evict(camera.id(), "moved"));
    assertEquals(Kind.EVICTED, kind(camera));
    fleet.accept(fleet.operator(), new AdmissionTransaction.Quarantine(camera.id(), "odd"));
    assertEquals(Kind.QUARANTINED, kind(camera));
    fleet.accept(fleet.operator(), new AdmissionTransaction.Ban(camera.id(), "stolen"));
    assertEquals(Kind.BANNED, kind(camera));
    Device second = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    fleet.attest(second, "1.0");
    copyKey(second);
    assertEquals(Kind.QUARANTINED, kind(second));
  }

  @Test
  void whatASiteSawWhileObservingHoldsOnceItStopsObserving() {
    policy(new PolicyDraft().observe(), camera);
    fleet.attest(camera, "9.9");
    assertObserved(Kind.REFUSED);
    policy(new PolicyDraft(), camera);
    assertEquals(Kind.REFUSED, kind(camera));
  }

  // --- owners

  @Test
  void aNewOwnersThingAttestsAnewUnderTheNewOwnersPolicy() {
    fleet.accept(fleet.operator(), new AdmissionTransaction.Ban(camera.id(), "stolen"));
    fleet.attest(camera, "1.0");
    fleet.give(camera, fleet.operator(), fleet.other());
    Standing standing = fleet.standing(camera);
    assertEquals(Kind.NEVER_ATTESTED, standing.kind(), "a former owner's ban is void");
    assertTrue(standing.why().contains("new owner"), standing.why());
    fleet.attest(camera, "1.0");
    assertEquals(Kind.ADMITTED, kind(camera));
    assertEquals(Fleet.party(fleet.other()), fleet.standing(camera).owner());
    assertEquals(
        AdmissionRefusal.NOT_THE_OWNER,
        fleet.refuse(
            fleet.operator(), new AdmissionTransaction.Ban(camera.id(), "not mine any more")));
  }

  @Test
  void everyStandingNamesReleaseMeasurementPolicyAndWhy() {
    policy(new PolicyDraft(), camera);
    fleet.attest(camera, "1.0");
    Standing standing = fleet.standing(camera);
    assertEquals(CAMERA, standing.model());
    assertEquals(Optional.of(new Version("1.0")), standing.release());
    assertEquals(Optional.of(Assurance.SELF_REPORTED), standing.measured());
    assertEquals(1, standing.policy());
    assertTrue(standing.why().endsWith("."));
  }
}
