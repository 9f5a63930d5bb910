package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Certificate;
import birthmark.contracts.things.ModelId;
import birthmark.contracts.things.Quarantine;
import birthmark.contracts.things.ThingId;
import birthmark.contracts.things.ThingRefusal;
import birthmark.contracts.things.ThingTransaction;
import birthmark.contracts.things.Things;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.machine.Overlay;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import birthmark.node.testing.HandClock;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.EcdsaTwin;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the ledger makes of copied keys, with everything of a node but its door: the contracts, the
 * store on disk, the node's own key.
 */
class CopiedKeysTest {
  private static final ModelId MODEL = new ModelId("acme:cam-1");

  private final HandClock clock = new HandClock(Timestamp.parse("2026-01-01T00:00:00Z"));
  private final SeededRandom random = new SeededRandom(12);
  private final SigningKey maker = key(Algorithm.ED25519);
  @TempDir Path folder;
  private FolderLedger ledger;
  private long makers = 1;

  private SigningKey key(Algorithm algorithm) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, random));
  }

  private void open() throws ClientException {
    ledger = new FolderLedger(folder, 12, clock);
  }

  private void restart() throws ClientException {
    ledger.close();
    open();
  }

  @BeforeEach
  void aMakerWithAModel() throws ClientException {
    open();
    SigningKey founder = ledger.founder();
    committed(
        answer(
            maker,
            makers++,
            new PartyTransaction.Register(maker.publicKey(), new Handle("acme"), "Acme")));
    PartyId id = new PartyId(maker.publicKey().thumbprint().value());
    committed(answer(founder, 1, new PartyTransaction.Grant(id, Role.MAKER)));
    committed(
        answer(
            maker,
            makers++,
            new ThingTransaction.RegisterModel(
                MODEL, "Camera", false, Assurance.SELF_REPORTED, Optional.empty())));
  }

  @AfterEach
  void closed() {
    ledger.close();
  }

  private Answer answer(Bytes statement) {
    return ledger.submit(statement);
  }

  private Answer answer(SigningKey key, long sequence, Transaction transaction) {
    return answer(ledger.statement(key, sequence, transaction));
  }

  private static Answer.Committed committed(Answer answer) {
    return assertInstanceOf(Answer.Committed.class, answer, answer.toString());
  }

  private static Answer.Refused refused(Reason reason, Answer answer) {
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, answer, answer.toString());
    assertEquals(reason, refused.reason(), refused.detail());
    return refused;
  }

  private CoseKey agreement() {
    return JdkSignatures.coseKey(
        JdkSigningKey.generateAgreement(random).getPublic(), CoseKey.Use.AGREE);
  }

  private ThingId born(SigningKey camera) {
    Certificate certificate =
        new Certificate(
            camera.publicKey(),
            agreement(),
            MODEL,
            "2026-01",
            "DEBER",
            new Timestamp(clock.millis()),
            Assurance.SELF_REPORTED,
            List.of(),
            List.of());
    Bytes possession =
        ThingTransaction.Birth.claim(ledger.opened().genesis().network(), certificate).sign(camera);
    committed(answer(maker, makers++, new ThingTransaction.Birth(certificate, possession)));
    return certificate.thing();
  }

  /**
   * Something that a camera says; the contract refuses it, but its number counts like any other's.
   */
  private Bytes says(SigningKey camera, long sequence, String what) {
    return ledger.statement(
        camera,
        sequence,
        new PartyTransaction.Register(camera.publicKey(), new Handle(what), what));
  }

  private void counted(SigningKey camera, long sequence) {
    Answer.Refused refused =
        assertInstanceOf(Answer.Refused.class, answer(says(camera, sequence, "owner")));
    assertTrue(refused.height().isPresent(), refused.toString());
  }

  private Optional<Quarantine> quarantine(ThingId thing) {
    try (Snapshot now = ledger.keeper().snapshot()) {
      return new Overlay(ledger.keeper().rulebook(), now).find(Things.QUARANTINES, thing);
    }
  }

  private long height() {
    try (Snapshot now = ledger.keeper().snapshot()) {
      return now.tip().height();
    }
  }

  @Test
  void aCopyIsProvenThoughFarBehindAndAfterARestart() throws ClientException {
    SigningKey camera = key(Algorithm.ED25519);
    ThingId thing = born(camera);
    counted(camera, 100); // Here the key is copied.
    counted(camera, 101);
    Bytes owners = says(camera, 10_000, "owner");
    answer(owners);
    restart();
    assertEquals(Optional.empty(), quarantine(thing));
    Answer.Refused refusal =
        refused(EnvelopeRefusal.SEQUENCE_BEHIND, answer(says(camera, 101, "copy")));
    assertEquals(Optional.of(10_000L), refusal.highest());
    assertTrue(refusal.detail().contains("reported"), refusal.detail());
    Quarantine quarantine = quarantine(thing).orElseThrow();
    assertEquals(101, quarantine.sequence());
    assertEquals(camera.publicKey().thumbprint(), quarantine.key());
    assertEquals(List.of(), ledger.keeper().alarms());
    // The owner's old statement again is a retry, not a copy.
    restart();
    assertFalse(answer(owners) instanceof Answer.Busy);
    assertEquals(Optional.of(quarantine), quarantine(thing));
  }

  @Test
  void aCopyThatJumpsAheadDoesNotLockTheOwnerOutForGood() {
    SigningKey camera = key(Algorithm.ED25519);
    ThingId thing = born(camera);
    counted(camera, 10_000);
    assertInstanceOf(Answer.Refused.class, answer(says(camera, 15_000, "copy")));
    // The owner's next number is too old now, and the answer says where to go on.
    Answer.Refused behind =
        refused(EnvelopeRefusal.SEQUENCE_BEHIND, answer(says(camera, 10_001, "owner")));
    assertEquals(Optional.empty(), quarantine(thing));
    assertEquals(1, ledger.keeper().alarms().size());
    long next = behind.highest().orElseThrow() + 1;
    counted(camera, next);
    // The copy's next number is one that the owner has used: that proves it.
    refused(EnvelopeRefusal.SEQUENCE_COUNTED, answer(says(camera, next, "copy")));
    assertEquals(next, quarantine(thing).orElseThrow().sequence());
    // Who owns and made the thing gives it new keys, with keys that the copy does not have.
    SigningKey fresh = key(Algorithm.ED25519);
    CoseKey agreement = agreement();
    Bytes possession =
        ThingTransaction.Rekey.claim(
                ledger.opened().genesis().network(), thing, fresh.publicKey(), agreement)
            .sign(fresh);
    committed(
        answer(
            maker,
            makers++,
            new ThingTransaction.Rekey(thing, fresh.publicKey(), agreement, possession)));
    assertEquals(Optional.empty(), quarantine(thing));
    counted(fresh, 1);
    // What the copy still has proves nothing about the thing any more.
    long before = height();
    refused(EnvelopeRefusal.SEQUENCE_COUNTED, answer(says(camera, next, "copy-again")));
    assertEquals(Optional.empty(), quarantine(thing));
    assertEquals(before, height());
  }

  @Test
  void aPartysCopiedKeyIsShownByTheLogEntryOfItsFirstStatement() {
    Answer.Refused refusal =
        refused(
            EnvelopeRefusal.SEQUENCE_COUNTED,
            answer(
                maker,
                2,
                new ThingTransaction.RegisterModel(
                    new ModelId("acme:copy"),
                    "Copy",
                    false,
                    Assurance.SELF_REPORTED,
                    Optional.empty())));
    assertTrue(refusal.detail().contains("reported"), refusal.detail());
    try (Snapshot now = ledger.keeper().snapshot()) {
      Things.Doubled doubled = new Things.Doubled(maker.publicKey().thumbprint(), 2);
      assertTrue(
          new Overlay(ledger.keeper().rulebook(), now).find(Things.COPIES, doubled).isPresent());
    }
  }

  @Test
  void neitherARetryNorAnotherSignatureIsACopy() {
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      SigningKey camera = key(algorithm);
      ThingId thing = born(camera);
      Bytes first = says(camera, 1, "owner");
      Bytes signedAgain = says(camera, 1, "owner");
      Answer answer = answer(first);
      assertEquals(answer, answer(first));
      assertEquals(answer, answer(signedAgain));
      assertEquals(Optional.empty(), quarantine(thing));
    }
    assertEquals(List.of(), ledger.keeper().alarms());
  }

  /** The same statement with an unprotected header, which the signature does not cover. */
  private static Bytes withUnprotected(Bytes statement) throws CoseException {
    Sign1 message = Sign1.decode(statement);
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(message.protectedHeader()).map(1).unsigned(99).unsigned(1);
    return out.bytes(message.payload()).bytes(message.signature()).toBytes();
  }

  @Test
  void neitherAFlippedSNorAChangedUnprotectedHeaderIsACopy() throws Exception {
    SigningKey camera = key(Algorithm.ES256);
    ThingId thing = born(camera);
    Bytes first = says(camera, 1, "owner");
    Answer answer = answer(first);
    assertEquals(answer, answer(EcdsaTwin.of(first)));
    refused(EnvelopeRefusal.MALFORMED, answer(withUnprotected(first)));
    restart();
    assertEquals(answer, answer(EcdsaTwin.of(first)));
    refused(EnvelopeRefusal.MALFORMED, answer(withUnprotected(first)));
    assertEquals(Optional.empty(), quarantine(thing));
    assertEquals(List.of(), ledger.keeper().alarms());
  }

  @Test
  void whatWasRefusedIsNeverAcceptedLaterNotAfterARestartEither() throws Exception {
    SigningKey camera = key(Algorithm.ED25519);
    ModelId later = new ModelId("acme:cam-2");
    Certificate certificate =
        new Certificate(
            camera.publicKey(),
            agreement(),
            later,
            "2026-01",
            "DEBER",
            new Timestamp(clock.millis()),
            Assurance.SELF_REPORTED,
            List.of(),
            List.of());
    Bytes possession =
        ThingTransaction.Birth.claim(ledger.opened().genesis().network(), certificate).sign(camera);
    ThingTransaction.Birth birth = new ThingTransaction.Birth(certificate, possession);
    Bytes tooEarly = ledger.statement(maker, makers++, birth);
    Answer.Refused first = refused(ThingRefusal.NO_SUCH_MODEL, answer(tooEarly));
    assertTrue(first.height().isPresent(), "it was counted");
    committed(
        answer(
            maker,
            makers++,
            new ThingTransaction.RegisterModel(
                later, "Camera 2", false, Assurance.SELF_REPORTED, Optional.empty())));
    // Now it would be granted, and under a new number it is: never under the one that was refused.
    assertEquals(first.height(), refused(ThingRefusal.NO_SUCH_MODEL, answer(tooEarly)).height());
    restart();
    assertEquals(first.height(), refused(ThingRefusal.NO_SUCH_MODEL, answer(tooEarly)).height());
    committed(answer(maker, makers++, birth));
  }
}
