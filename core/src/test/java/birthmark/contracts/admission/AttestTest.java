package birthmark.contracts.admission;

import static birthmark.testing.Fleet.CAMERA;
import static birthmark.testing.Fleet.attest;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Checkpoints;
import birthmark.contract.Fact;
import birthmark.contracts.firmware.ReleaseId;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.state.Entry;
import birthmark.state.View;
import birthmark.statement.ContentTypes;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.Fleet;
import birthmark.testing.Fleet.Device;
import birthmark.testing.PolicyDraft;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Evidence: what refuses it, and what is recorded. */
class AttestTest {
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

  private List<RunId> running() {
    return fleet.view().list(Admission.RUNNING, List.of(), Optional.empty(), View.LIST_MAX).stream()
        .map(Entry::key)
        .toList();
  }

  private RunId run(String version) {
    return new RunId(new ReleaseId(CAMERA, new Version(version)), camera.id());
  }

  // --- what is recorded

  @Test
  void goodEvidenceAdmitsAndSaysHowItWasMeasuredAndUntilWhen() {
    Fact fact = draft("1.1").measured(Assurance.MEASURED_BOOT).attested();
    assertEquals(
        new AdmissionFact.Admitted(
            camera.id(),
            Fleet.party(fleet.operator()),
            Fleet.party(fleet.maker()),
            Standing.Kind.ADMITTED,
            new Version("1.1"),
            Assurance.MEASURED_BOOT,
            fleet.now().time().plusSeconds(Policy.DEFAULT.validitySeconds())),
        fact);
    Standing standing = fleet.standing(camera);
    assertTrue(standing.admitted());
    assertEquals(Optional.of(Assurance.MEASURED_BOOT), standing.measured());
    assertEquals(Optional.of(new Version("1.1")), standing.release());
    assertEquals(Optional.of(fleet.now().time()), standing.since());
    assertEquals(2, verdict(camera).securityCounter());
    assertEquals(List.of(run("1.1")), running());
  }

  @Test
  void theThingItsGatewayOrAnybodyElseMayHandInEvidence() {
    fleet.accept(camera.key(), attest(camera, draft("1.0").evidence()));
    fleet.accept(fleet.other(), attest(camera, draft("1.0").evidence()));
    assertEquals(Standing.Kind.ADMITTED, fleet.standing(camera).kind());
  }

  @Test
  void aLaterVerdictTakesTheEarlierOnesPlace() {
    draft("1.0").admitted();
    assertEquals(Finding.UNKNOWN_IMAGE, draft("1.0").image(SETTINGS).finding());
    assertEquals(Standing.Kind.REFUSED, fleet.standing(camera).kind());
    assertEquals(List.of(), running());
    draft("1.0").admitted();
    assertEquals(Standing.Kind.ADMITTED, fleet.standing(camera).kind());
    assertEquals(List.of(run("1.0")), running());
  }

  @Test
  void whatRunsAReleaseIsListedUnderItWhateverTheVerdict() {
    draft("1.0").admitted();
    draft("1.1").debug(DebugStatus.ENABLED).finding();
    assertEquals(List.of(run("1.1")), running());
  }

  @Test
  void evidenceByEachKindOfKeyIsJudgedAlike() {
    for (Algorithm algorithm : List.of(Algorithm.ES256, Algorithm.ML_DSA_65)) {
      Device device = fleet.born(CAMERA, Assurance.SELF_REPORTED, fleet.key(algorithm));
      fleet.attest(device, "1.0");
      assertEquals(Standing.Kind.ADMITTED, fleet.standing(device).kind());
    }
  }

  // --- what refuses the transaction

  @Test
  void octetsThatAreNoEvidenceAreRefusedWithTheClaimThatIsWrong() {
    AdmissionTransaction.Attest rubbish =
        new AdmissionTransaction.Attest(Bytes.fromHex("deadbeef"));
    assertEquals(AdmissionRefusal.EVIDENCE_MALFORMED, fleet.refuse(fleet.operator(), rubbish));
    Bytes statement =
        Sign1.sign(camera.key(), ContentTypes.STATEMENT, draft("1.0").evidence().nonce().root())
            .encode();
    assertEquals(
        AdmissionRefusal.EVIDENCE_MALFORMED,
        fleet.refuse(fleet.operator(), new AdmissionTransaction.Attest(statement)));
    Decision decision =
        fleet.decide(
            fleet.operator(),
            attest(camera, draft("1.0").debug(DebugStatus.DISABLED_PERMANENTLY).evidence()));
    assertTrue(
        assertInstanceOf(Decision.Refused.class, decision).detail().startsWith("dbgstat (263)"));
  }

  @Test
  void aHeaderThatNamesAnotherAlgorithmThanTheKeysIsRefused() {
    Sign1.Unsigned unsigned =
        Sign1.unsigned(
            Algorithm.ES256,
            camera.key().publicKey().thumbprint(),
            ContentTypes.EVIDENCE,
            EvidenceFormat.encode(draft("1.0").evidence()));
    Bytes signed = unsigned.signed(camera.key().sign(unsigned.toBeSigned())).encode();
    assertEquals(
        AdmissionRefusal.EVIDENCE_MALFORMED,
        fleet.refuse(fleet.operator(), new AdmissionTransaction.Attest(signed)));
  }

  @Test
  void aForgedOrUnknownSignatureNeverReachesTheContract() {
    byte[] octets = draft("1.0").evidence().sign(camera.key()).toByteArray();
    octets[octets.length - 1] ^= 1;
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        fleet.refuse(fleet.operator(), new AdmissionTransaction.Attest(Bytes.copyOf(octets))));
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        fleet.refuse(
            fleet.operator(),
            new AdmissionTransaction.Attest(
                draft("1.0").evidence().sign(fleet.key(Algorithm.ED25519)))));
  }

  @Test
  void aPartysKeyDoesNotAttestForAThing() {
    assertEquals(
        AdmissionRefusal.NO_SUCH_THING,
        fleet.refuse(
            fleet.operator(),
            new AdmissionTransaction.Attest(draft("1.0").evidence().sign(fleet.operator()))));
  }

  @Test
  void aThingDoesNotAttestForAnother() {
    Device second = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    assertEquals(
        AdmissionRefusal.UEID_NOT_THE_SIGNER,
        fleet.refuse(
            fleet.operator(),
            new AdmissionTransaction.Attest(draft("1.0").evidence().sign(second.key()))));
  }

  /** Gives the camera a new key by owner and maker; the camera with it. */
  private Device rekeyed() {
    SigningKey key = fleet.key(Algorithm.ED25519);
    CoseKey agreement = fleet.agreementKey();
    ThingTransaction.Rekey rekey =
        new ThingTransaction.Rekey(
            camera.id(),
            key.publicKey(),
            agreement,
            ThingTransaction.Rekey.claim(fleet.network(), camera.id(), key.publicKey(), agreement)
                .sign(key));
    fleet.accept(fleet.operator(), rekey);
    fleet.accept(fleet.maker(), rekey);
    return new Device(camera.id(), key, CAMERA);
  }

  @Test
  void aRevokedKeyAttestsNothingAndTheNewOneDoesAtOnce() {
    draft("1.0").bootCount(9).admitted();
    Device renewed = rekeyed();
    assertEquals(Standing.Kind.NEVER_ATTESTED, fleet.standing(camera).kind());
    assertEquals(AdmissionRefusal.EVIDENCE_KEY_REVOKED, draft("1.0").refusal());
    new EvidenceDraft(fleet, renewed, "1.0").bootCount(1).admitted();
    assertEquals(Standing.Kind.ADMITTED, fleet.standing(camera).kind());
  }

  @Test
  void aNonceThatNamesNoBlockOfThisLedgerIsRefused() {
    Nonce good = fleet.nonce();
    assertEquals(
        AdmissionRefusal.NONCE_UNKNOWN,
        draft("1.0").nonce(new Nonce(good.height() + 10, good.root())).refusal());
    assertEquals(
        AdmissionRefusal.NONCE_UNKNOWN,
        draft("1.0").nonce(new Nonce(good.height(), SETTINGS)).refusal());
  }

  @Test
  void aNonceCountsForAsLongAsThePolicySaysAndNotASecondLonger() {
    fleet.accept(fleet.operator(), new PolicyDraft().freshness(60).on(CAMERA));
    // The block that decides is a second after the last.
    EvidenceDraft justFresh = draft("1.0");
    fleet.pass(59);
    justFresh.admitted();
    EvidenceDraft stale = draft("1.0");
    fleet.pass(60);
    assertEquals(AdmissionRefusal.NONCE_STALE, stale.refusal());
  }

  @Test
  void aNonceIsForgottenByTheLedgerAfterAQuarterOfAnHour() {
    fleet.accept(
        fleet.operator(), new PolicyDraft().freshness(Checkpoints.KEPT_SECONDS).on(CAMERA));
    EvidenceDraft old = draft("1.0");
    fleet.pass(Checkpoints.KEPT_SECONDS - 1);
    old.admitted();
    EvidenceDraft forgotten = draft("1.0");
    fleet.pass(Checkpoints.KEPT_SECONDS + 1);
    // Two at most are forgotten a block.
    for (long height = 0; height <= forgotten.evidence().nonce().height(); height++) {
      fleet.pass(0);
    }
    assertEquals(AdmissionRefusal.NONCE_UNKNOWN, forgotten.refusal());
  }

  @Test
  void aNonceCountsOnceForAThingAndNoEarlierOneCountsAfterIt() {
    EvidenceDraft early = draft("1.0");
    fleet.pass(1);
    EvidenceDraft first = draft("1.0");
    first.admitted();
    assertEquals(AdmissionRefusal.NONCE_USED, first.refusal());
    assertEquals(AdmissionRefusal.NONCE_USED, early.refusal());
    Device second = fleet.born(CAMERA, Assurance.SELF_REPORTED);
    EvidenceDraft sameBlock =
        new EvidenceDraft(fleet, second, "1.0").nonce(first.evidence().nonce());
    sameBlock.admitted();
  }

  @Test
  void aRefusedNonceIsNotUsedUp() {
    draft("1.0").bootCount(9).admitted();
    EvidenceDraft again = draft("1.0");
    assertEquals(AdmissionRefusal.BOOT_COUNT_WENT_BACK, again.bootCount(8).refusal());
    again.bootCount(9).admitted();
  }

  @Test
  void aBootCountMayStayAndRiseButNotFall() {
    draft("1.0").bootCount(5).admitted();
    draft("1.0").bootCount(5).admitted();
    draft("1.0").bootCount(Long.MAX_VALUE).admitted();
    assertEquals(AdmissionRefusal.BOOT_COUNT_WENT_BACK, draft("1.0").bootCount(6).refusal());
  }

  @Test
  void theSameEvidenceHandedInTwiceCountsOnceByWhomever() {
    AdmissionTransaction.Attest attest = attest(camera, draft("1.0").evidence());
    fleet.accept(fleet.operator(), attest);
    assertEquals(AdmissionRefusal.NONCE_USED, fleet.refuse(fleet.other(), attest));
  }
}
