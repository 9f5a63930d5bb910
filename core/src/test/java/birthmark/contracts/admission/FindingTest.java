package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.LOCK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.Assurance;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.PolicyDraft;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What evidence shows. */
class FindingTest {
  private static final Bytes SETTINGS = Sha256.of(Bytes.fromHex("5e"));

  private final Fleet fleet = new Fleet();
  private final Device camera = fleet.born(CAMERA, Assurance.MEASURED_BOOT);

  @BeforeEach
  void releases() {
    fleet.publish(CAMERA, "1.0", 1);
    fleet.publish(CAMERA, "1.1", 2);
    fleet.publish(CAMERA, "1.2", 2);
  }

  private EvidenceDraft draft(String version) {
    return new EvidenceDraft(fleet, camera, version);
  }

  private Verdict verdict(Device device) {
    return fleet.view().find(Admission.VERDICTS, device.id()).orElseThrow();
  }

  @Test
  void anEnabledDebugFacilityIsFoundBeforeAnythingElse() {
    assertEquals(
        Finding.DEBUG_ENABLED, draft("1.0").debug(DebugStatus.ENABLED).image(SETTINGS).finding());
    draft("1.0").debug(DebugStatus.DISABLED).admitted();
    draft("1.0").debug(DebugStatus.DISABLED_FULLY_AND_PERMANENTLY).admitted();
  }

  @Test
  void aSelfReporterWithTheGoodDigestIsRefusedWhereTheModelAsksForMeasuredBoot() {
    fleet.publish(LOCK, "1.0", 1);
    Device honest = fleet.born(LOCK, Assurance.MEASURED_BOOT);
    Device liar = fleet.born(LOCK, Assurance.SELF_REPORTED);
    new EvidenceDraft(fleet, honest, "1.0").measured(Assurance.MEASURED_BOOT).admitted();
    assertEquals(
        Finding.NOT_MEASURED_WELL_ENOUGH,
        new EvidenceDraft(fleet, honest, "1.0").measured(Assurance.SELF_REPORTED).finding());
    // What its birth certificate does not grant, a thing cannot claim.
    assertEquals(
        Finding.NOT_MEASURED_WELL_ENOUGH,
        new EvidenceDraft(fleet, liar, "1.0").measured(Assurance.MEASURED_BOOT).finding());
    assertEquals(Assurance.SELF_REPORTED, verdict(liar).measured());
  }

  @Test
  void aSelfReporterThatLiesGetsInWhereSelfReportsAreAllowed() {
    draft("1.0").measured(Assurance.SELF_REPORTED).admitted();
    assertEquals(Optional.of(Assurance.SELF_REPORTED), fleet.standing(camera).measured());
  }

  @Test
  void aPolicyMayAskForMoreThanTheModel() {
    fleet.accept(fleet.operator(), new PolicyDraft().least(Assurance.MEASURED_BOOT).on(CAMERA));
    assertEquals(Finding.NOT_MEASURED_WELL_ENOUGH, draft("1.0").finding());
    draft("1.0").measured(Assurance.MEASURED_BOOT).admitted();
  }

  @Test
  void oneFlippedBitOfFirmwareIsAnUnknownImage() {
    byte[] flipped = Fleet.image(CAMERA, "1.0").toByteArray();
    flipped[0] ^= 1;
    assertEquals(Finding.UNKNOWN_IMAGE, draft("1.0").image(Bytes.copyOf(flipped)).finding());
    fleet.publish(LOCK, "1.0", 1);
    assertEquals(
        Finding.UNKNOWN_IMAGE,
        draft("1.0").image(Fleet.image(LOCK, "1.0")).finding(),
        "another model's image is none of this one's");
  }

  @Test
  void aReleaseBelowTheHighestCounterThatWasAdmittedIsARollback() {
    draft("1.0").admitted();
    draft("1.2").admitted();
    assertEquals(Finding.ROLLED_BACK, draft("1.0").finding());
    // 1.1 is older than 1.2 but has the same counter.
    draft("1.1").admitted();
  }

  @Test
  void aCounterThatWasOnlyClaimedInRefusedEvidenceDoesNotRise() {
    draft("1.2").debug(DebugStatus.ENABLED).finding();
    assertEquals(0, verdict(camera).securityCounter());
    draft("1.0").admitted();
  }

  @Test
  void anOlderReleaseIsAdmittedUntilItsDeadlineAndNotAMomentLonger() {
    Timestamp deadline = fleet.now().time().plusSeconds(1_000);
    fleet.publish(CAMERA, "1.3", 2, deadline);
    AdmissionFact.Admitted admitted =
        assertInstanceOf(AdmissionFact.Admitted.class, draft("1.2").attested());
    assertEquals(deadline, admitted.until());
    assertEquals(Optional.of(deadline), fleet.standing(camera).until());
    fleet.pass(1_000);
    assertEquals(Finding.SUPERSEDED, draft("1.2").finding());
    draft("1.3").admitted();
  }

  @Test
  void settingsOtherThanTheOperatorsBaselineAreRefused() {
    draft("1.0").admitted();
    fleet.accept(
        fleet.operator(),
        new AdmissionTransaction.SetBaseline(CAMERA, Optional.of(SETTINGS), "harbour"));
    assertEquals(Finding.SETTINGS_DIFFER, draft("1.0").finding(), "none are reported");
    assertEquals(
        Finding.SETTINGS_DIFFER, draft("1.0").settings(Fleet.image(CAMERA, "1.0")).finding());
    draft("1.0").settings(SETTINGS).admitted();
    fleet.accept(
        fleet.operator(), new AdmissionTransaction.SetBaseline(CAMERA, Optional.empty(), "none"));
    draft("1.0").admitted();
  }

  @Test
  void aBaselineIsThatOfTheThingsOwnOperator() {
    fleet.accept(
        fleet.other(),
        new AdmissionTransaction.SetBaseline(CAMERA, Optional.of(SETTINGS), "elsewhere"));
    draft("1.0").admitted();
  }

  @Test
  void aPolicyThatAsksForABaselineAdmitsNothingWithoutOne() {
    fleet.accept(fleet.operator(), new PolicyDraft().requireBaseline().on(CAMERA));
    assertEquals(Finding.NO_BASELINE, draft("1.0").settings(SETTINGS).finding());
    fleet.accept(
        fleet.operator(),
        new AdmissionTransaction.SetBaseline(CAMERA, Optional.of(SETTINGS), "harbour"));
    draft("1.0").settings(SETTINGS).admitted();
  }

  @Test
  void evidenceOfARevokedReleaseIsJudgedByPolicyAndSeverity() {
    fleet.revoke(CAMERA, "1.0", Severity.MEDIUM);
    assertEquals(Standing.Kind.WARNED, draft("1.0").admitted());
    fleet.revoke(CAMERA, "1.1", Severity.HIGH);
    assertEquals(Standing.Kind.RESTRICTED, draft("1.1").admitted());
    fleet.revoke(CAMERA, "1.2", Severity.CRITICAL);
    assertEquals(Finding.IMAGE_REVOKED, draft("1.2").finding());
    assertEquals(Standing.Kind.QUARANTINED, fleet.standing(camera).kind());
  }

  @Test
  void refusedEvidenceIsAnAlarmForOwnerMakerAndThingAlone() {
    Fact fact = draft("1.0").image(SETTINGS).attested();
    assertTrue(fact.alarm());
    assertTrue(!fact.open());
    assertEquals(
        List.of(
            camera.id().subject(),
            Fleet.party(fleet.operator()).subject(),
            Fleet.party(fleet.maker()).subject()),
        fact.concerns());
  }
}
