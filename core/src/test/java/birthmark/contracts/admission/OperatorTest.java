package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Reason;
import birthmark.contracts.admission.Standing.Kind;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.PolicyDraft;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators ask of their things, and what they decide about one. */
class OperatorTest {
  private final Fleet fleet = new Fleet();
  private final Device camera = fleet.born(CAMERA, Assurance.SELF_REPORTED);
  private final ThingId id = camera.id();

  @BeforeEach
  void releases() {
    fleet.publish(CAMERA, "1.0", 1);
    fleet.attest(camera, "1.0");
  }

  private Fact decide(AdmissionTransaction transaction) {
    return fleet.accept(fleet.operator(), transaction).getFirst();
  }

  private Reason refuse(AdmissionTransaction transaction) {
    return fleet.refuse(fleet.operator(), transaction);
  }

  private Kind kind() {
    return fleet.standing(camera).kind();
  }

  private static AdmissionTransaction evict(ThingId thing) {
    return new AdmissionTransaction.Evict(thing, "moved");
  }

  private static AdmissionTransaction ban(ThingId thing) {
    return new AdmissionTransaction.Ban(thing, "stolen");
  }

  private static AdmissionTransaction quarantine(ThingId thing) {
    return new AdmissionTransaction.Quarantine(thing, "odd traffic");
  }

  private static AdmissionTransaction.SetBaseline baseline(ModelId model) {
    return new AdmissionTransaction.SetBaseline(
        model, Optional.of(Fleet.image(CAMERA, "settings")), "harbour");
  }

  // --- decisions about a thing

  @Test
  void anEvictedThingComesBackWithGoodEvidence() {
    assertInstanceOf(AdmissionFact.Evicted.class, decide(evict(id)));
    assertEquals(Kind.EVICTED, kind());
    fleet.attest(camera, "9.9");
    assertEquals(Kind.EVICTED, kind(), "bad evidence brings nothing back");
    fleet.attest(camera, "1.0");
    assertEquals(Kind.ADMITTED, kind());
  }

  @Test
  void evidenceMadeBeforeAThingWasPutOutDoesNotBringItBack() {
    for (AdmissionTransaction decision : List.of(evict(id), quarantine(id), ban(id))) {
      Evidence before = fleet.evidence(camera, "1.0");
      fleet.accept(fleet.operator(), decision);
      assertEquals(AdmissionRefusal.NONCE_STALE, refuse(Fleet.attest(camera, before)));
    }
  }

  @Test
  void aBannedThingStaysOutWhateverItShowsUntilTheBanIsLifted() {
    decide(ban(id));
    assertEquals(Kind.BANNED, kind());
    AdmissionFact.Held held =
        assertInstanceOf(AdmissionFact.Held.class, fleet.attest(camera, "1.0").getFirst());
    assertEquals(Kind.BANNED, held.kind());
    assertEquals(Kind.BANNED, kind());
    AdmissionFact.Unbanned unbanned =
        assertInstanceOf(AdmissionFact.Unbanned.class, decide(new AdmissionTransaction.Unban(id)));
    assertEquals(Kind.ADMITTED, unbanned.kind(), "it attested well since");
    assertEquals(Kind.ADMITTED, kind());
  }

  @Test
  void whatIsLetGoWithoutHavingAttestedSinceMustAttestFirst() {
    decide(ban(id));
    AdmissionFact.Unbanned unbanned =
        assertInstanceOf(AdmissionFact.Unbanned.class, decide(new AdmissionTransaction.Unban(id)));
    assertEquals(Kind.EVICTED, unbanned.kind());
    assertEquals(Kind.EVICTED, kind());
    fleet.attest(camera, "1.0");
    assertEquals(Kind.ADMITTED, kind());
    decide(quarantine(id));
    fleet.attest(camera, "9.9");
    AdmissionFact.Released released =
        assertInstanceOf(
            AdmissionFact.Released.class, decide(new AdmissionTransaction.Release(id)));
    assertEquals(Kind.EVICTED, released.kind(), "bad evidence does not count");
  }

  @Test
  void aQuarantineBecomesABanButABanNothingLess() {
    decide(evict(id));
    decide(evict(id));
    decide(quarantine(id));
    assertEquals(AdmissionRefusal.OUT_ALREADY, refuse(quarantine(id)));
    assertEquals(AdmissionRefusal.OUT_ALREADY, refuse(evict(id)));
    assertEquals(AdmissionRefusal.NOT_BANNED, refuse(new AdmissionTransaction.Unban(id)));
    decide(ban(id));
    assertEquals(AdmissionRefusal.OUT_ALREADY, refuse(ban(id)));
    assertEquals(AdmissionRefusal.OUT_ALREADY, refuse(quarantine(id)));
    assertEquals(AdmissionRefusal.NOT_QUARANTINED, refuse(new AdmissionTransaction.Release(id)));
    assertEquals(Kind.BANNED, kind());
  }

  @Test
  void onlyAThingsOwnerDecidesAboutIt() {
    for (AdmissionTransaction decision :
        List.of(
            evict(id),
            quarantine(id),
            ban(id),
            new AdmissionTransaction.Unban(id),
            new AdmissionTransaction.Release(id))) {
      for (SigningKey stranger : List.of(fleet.other(), fleet.maker(), camera.key())) {
        assertEquals(AdmissionRefusal.NOT_THE_OWNER, fleet.refuse(stranger, decision));
      }
    }
    assertEquals(Kind.ADMITTED, kind());
  }

  // --- policies and baselines

  @Test
  void policiesAreTheOperatorsOwnAndNumberedOneAfterTheOther() {
    for (long revision = 1; revision <= 3; revision++) {
      AdmissionFact.PolicySet set =
          assertInstanceOf(
              AdmissionFact.PolicySet.class, decide(new PolicyDraft().validity(60).on(CAMERA)));
      assertEquals(revision, set.revision());
    }
    PolicyId own = new PolicyId(Fleet.party(fleet.operator()), CAMERA);
    assertEquals(60, Policy.of(fleet.view(), own).validitySeconds());
    PartyId other = Fleet.party(fleet.other());
    assertEquals(Policy.DEFAULT, Policy.of(fleet.view(), new PolicyId(other, CAMERA)));
  }

  @Test
  void aPolicyOutsideItsBoundsIsNoTransaction() {
    for (long validity : new long[] {0, 59, 31_536_001}) {
      assertThrows(
          IllegalArgumentException.class, () -> new PolicyDraft().validity(validity).on(CAMERA));
    }
    for (long freshness : new long[] {0, 9, 901}) {
      assertThrows(
          IllegalArgumentException.class, () -> new PolicyDraft().freshness(freshness).on(CAMERA));
    }
    for (Severity quarantine : List.of(Severity.LOW, Severity.HIGH)) {
      assertThrows(
          IllegalArgumentException.class,
          () ->
              new PolicyDraft()
                  .onRevocation(Optional.of(Severity.HIGH), Optional.of(quarantine))
                  .on(CAMERA));
    }
    new PolicyDraft().validity(60).freshness(10).on(CAMERA);
    new PolicyDraft().validity(31_536_000).freshness(900).on(CAMERA);
  }

  @Test
  void aFactConcernsThingOwnerAndMakerEachOnce() {
    assertEquals(
        List.of(
            id.subject(),
            Fleet.party(fleet.operator()).subject(),
            Fleet.party(fleet.maker()).subject()),
        decide(evict(id)).concerns());
    assertEquals(
        List.of(Fleet.party(fleet.operator()).subject()), decide(baseline(CAMERA)).concerns());
  }

  @Test
  void aBaselineIsRememberedWithItsLabelAndItsTime() {
    decide(baseline(CAMERA));
    Timestamp now = fleet.now().time();
    assertEquals(
        Optional.of(new Baseline(Fleet.image(CAMERA, "settings"), "harbour", now)),
        fleet
            .view()
            .find(Admission.BASELINES, new PolicyId(Fleet.party(fleet.operator()), CAMERA)));
  }
}
