package birthmark.contracts.things;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingTransaction.Accept;
import birthmark.contracts.things.ThingTransaction.Birth;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.Rekey;
import birthmark.contracts.things.ThingTransaction.Release;
import birthmark.contracts.things.ThingTransaction.ReportClone;
import birthmark.contracts.things.ThingTransaction.ReportCopies;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.machine.Window;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import birthmark.testing.EcdsaTwin;
import birthmark.testing.SignedLedger;
import birthmark.testing.ThingWorld;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Copied keys before the machine, with real signatures: what is proven, and what never is. */
class CloneTest {
  private static final ModelId CAM = new ModelId("acme:cam");

  private final SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 11);
  private final SigningKey acme = organisation("acme");
  private final SigningKey site = organisation("site");

  CloneTest() {
    ledger.accept(ledger.root(), new PartyTransaction.Grant(id(acme), Role.MAKER));
    ledger.accept(acme, ThingWorld.model(CAM, Optional.empty()));
  }

  private SigningKey organisation(String handle) {
    SigningKey key = ledger.key(Algorithm.ED25519);
    ledger.accept(
        key, new PartyTransaction.Register(key.publicKey(), new Handle(handle), "The " + handle));
    return key;
  }

  private static PartyId id(SigningKey key) {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  private static ThingId thing(SigningKey key) {
    return ThingId.of(key.publicKey());
  }

  private Certificate certificate(SigningKey key) {
    return new Certificate(
        key.publicKey(),
        ledger.agreement(),
        CAM,
        "B1",
        "FRPAR",
        new Timestamp(1),
        Assurance.MEASURED_BOOT,
        List.of(),
        List.of());
  }

  /** A thing that acme made and site owns. */
  private SigningKey camera(Algorithm algorithm) {
    SigningKey key = ledger.key(algorithm);
    Certificate certificate = certificate(key);
    Bytes proof = Birth.claim(ledger.network(), certificate).sign(key);
    ledger.accept(acme, new Birth(certificate, proof));
    ledger.accept(acme, new Offer(thing(key), id(site)));
    ledger.accept(site, new Accept(thing(key)));
    return key;
  }

  /** What a thing may say whenever it likes: it is refused, so it is counted and not logged. */
  private static Transaction said(String text) {
    return new Release(new ThingId(Bytes.copyOf(new byte[32])), text);
  }

  /** What a thing may say that is logged: here, that site's key has a copy, shown by a number. */
  private Transaction logged(long number) {
    return new ReportCopies(
        octets(ledger.sign(site, 1_000_000 + number, said("one"))),
        octets(ledger.sign(site, 1_000_000 + number, said("other"))));
  }

  private static Bytes octets(Statement statement) {
    return statement.envelope().encode();
  }

  private boolean quarantined(SigningKey key) {
    return Things.quarantined(ledger.state(), thing(key));
  }

  @Test
  void aCopyMadeAt100IsProvenThoughTheOwnerIsAt10000AndTheNodeWasRestarted() {
    SigningKey owner = camera(Algorithm.ED25519);
    for (long number = 1; number <= 100; number++) {
      ledger.decide(ledger.sign(owner, number, said("before the copy")));
    }
    Decision.Accepted genuine = ledger.accept(ledger.sign(owner, 101, logged(1)));
    ledger.decide(ledger.sign(owner, 10_000, said("far ahead")));
    ledger.restart();
    Statement copy = ledger.sign(owner, 101, said("by the copy"));
    assertEquals(EnvelopeRefusal.SEQUENCE_BEHIND, ledger.refuse(copy));
    ThingFact.CloneProven proven =
        assertInstanceOf(
            ThingFact.CloneProven.class,
            ledger.accept(acme, new ReportClone(genuine.index(), octets(copy))).getFirst());
    assertEquals(101, proven.sequence());
    assertEquals(copy.id(), proven.second());
    assertTrue(proven.alarm());
    assertTrue(quarantined(owner));
    ledger.replay();
  }

  @Test
  void aCopyIsProvenWhereTheGenuineStatementWasRefusedAndIsNotInTheLog() {
    SigningKey owner = camera(Algorithm.ED25519);
    Statement genuine = ledger.sign(owner, 101, said("refused"));
    assertEquals(ThingRefusal.NO_SUCH_THING, ledger.refuse(genuine));
    Statement copy = ledger.sign(owner, 101, said("by the copy"));
    assertEquals(EnvelopeRefusal.SEQUENCE_COUNTED, ledger.refuse(copy));
    ledger.accept(site, new ReportCopies(octets(genuine), octets(copy)));
    assertTrue(quarantined(owner));
    ledger.replay();
  }

  @Test
  void aCopyThatJumpsAheadDoesNotLockTheOwnerOutForGood() {
    SigningKey owner = camera(Algorithm.ED25519);
    ledger.decide(ledger.sign(owner, 10, said("owner")));
    Statement jump = ledger.sign(owner, 5_010, said("by the copy"));
    ledger.decide(jump);
    assertEquals(
        EnvelopeRefusal.SEQUENCE_BEHIND, ledger.refuse(ledger.sign(owner, 11, said("owner"))));
    // The owner's client asks for the highest number and goes on above it.
    long highest =
        ledger.state().find(Window.TABLE, owner.publicKey().thumbprint()).orElseThrow().highest();
    Statement genuine = ledger.sign(owner, highest + 1, logged(2));
    Decision.Accepted accepted = ledger.accept(genuine);
    // The copy, which knows nothing of that, uses the same number: that is the proof.
    Statement clash = ledger.sign(owner, highest + 1, said("by the copy"));
    assertEquals(EnvelopeRefusal.SEQUENCE_COUNTED, ledger.refuse(clash));
    ledger.accept(site, new ReportClone(accepted.index(), octets(clash)));
    assertTrue(quarantined(owner));
    // Owner and maker give the thing new keys, with keys of their own that the copy does not have.
    SigningKey fresh = ledger.key(Algorithm.ED25519);
    CoseKey agreement = ledger.agreement();
    Bytes proof =
        Rekey.claim(ledger.network(), thing(owner), fresh.publicKey(), agreement).sign(fresh);
    Rekey rekey = new Rekey(thing(owner), fresh.publicKey(), agreement, proof);
    ledger.accept(site, rekey);
    assertTrue(quarantined(owner), "the owner alone does not lift it");
    ledger.accept(acme, rekey);
    assertFalse(quarantined(owner));
    assertEquals(
        EnvelopeRefusal.KEY_REVOKED, ledger.refuse(ledger.sign(owner, 5_012, said("by the copy"))));
    ledger.accept(ledger.sign(fresh, 1, logged(3)));
    // Old evidence says nothing of the re-keyed thing.
    assertEquals(
        ThingRefusal.KEY_REPLACED,
        ledger.refuse(
            site,
            new ReportCopies(octets(jump), octets(ledger.sign(owner, 5_010, said("owner"))))));
    assertFalse(quarantined(owner));
    ledger.replay();
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ED25519", "ES256", "ML_DSA_65"})
  void anIdenticalRetryIsNeverProof(Algorithm algorithm) {
    SigningKey owner = camera(algorithm);
    Statement once = ledger.sign(owner, 1, logged(1));
    Decision.Accepted accepted = ledger.accept(once);
    assertEquals(EnvelopeRefusal.SEQUENCE_COUNTED, ledger.refuse(once));
    neverProven(owner, accepted.index(), once);
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ES256", "ML_DSA_65"})
  void aStatementSignedAgainIsNeverProof(Algorithm algorithm) {
    SigningKey owner = camera(algorithm);
    Transaction said = logged(1);
    Statement once = ledger.sign(owner, 1, said);
    Statement again = again(once, owner.sign(once.envelope().sigStructure()));
    assertNotEquals(once.envelope().signature(), again.envelope().signature());
    neverProven(owner, ledger.accept(once).index(), again);
  }

  @Test
  void aFlippedSIsNeverProof() {
    SigningKey owner = camera(Algorithm.ES256);
    Statement once = ledger.sign(owner, 1, logged(1));
    Bytes flipped = EcdsaTwin.of(once.envelope().signature());
    neverProven(owner, ledger.accept(once).index(), again(once, flipped));
  }

  /** The same statement with another signature. */
  private Statement again(Statement statement, Bytes signature) {
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(statement.envelope().protectedHeader()).map(0);
    out.bytes(statement.envelope().payload()).bytes(signature);
    Statement again = ledger.decode(out.toBytes());
    assertEquals(statement.id(), again.id());
    return again;
  }

  @Test
  void aChangedUnprotectedHeaderIsNoStatementAndWithoutItIsNeverProof() {
    SigningKey owner = camera(Algorithm.ED25519);
    Statement once = ledger.sign(owner, 1, logged(1));
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(once.envelope().protectedHeader());
    out.map(1).unsigned(99).unsigned(1);
    out.bytes(once.envelope().payload()).bytes(once.envelope().signature());
    Bytes changed = out.toBytes();
    assertThrows(IllegalArgumentException.class, () -> new ReportCopies(octets(once), changed));
    neverProven(owner, ledger.accept(once).index(), once);
  }

  private void neverProven(SigningKey owner, long index, Statement again) {
    assertEquals(
        ThingRefusal.ONE_STATEMENT, ledger.refuse(site, new ReportClone(index, octets(again))));
    Bytes first = ledger.ledger().entries().get((int) index);
    assertEquals(
        ThingRefusal.ONE_STATEMENT, ledger.refuse(acme, new ReportCopies(first, octets(again))));
    assertFalse(quarantined(owner));
  }

  @Test
  void evidenceThatTheKeyDidNotSignIsNone() {
    SigningKey owner = camera(Algorithm.ED25519);
    Statement once = ledger.sign(owner, 1, said("one"));
    Statement forged = ledger.sign(owner, 1, said("other"));
    byte[] octets = octets(forged).toByteArray();
    octets[octets.length - 1] ^= 1;
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        ledger.refuse(site, new ReportCopies(octets(once), Bytes.copyOf(octets))));
    SigningKey stranger = ledger.key(Algorithm.ED25519);
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        ledger.refuse(
            site,
            new ReportCopies(
                octets(ledger.sign(stranger, 1, said("one"))),
                octets(ledger.sign(stranger, 1, said("other"))))));
    assertFalse(quarantined(owner));
  }

  @Test
  void aBirthNeedsTheThingsOwnSignatureOverThisCertificateOnThisLedger() {
    SigningKey key = ledger.key(Algorithm.ES256);
    Certificate certificate = certificate(key);
    Bytes network = ledger.network();
    SigningKey other = ledger.key(Algorithm.ES256);
    Bytes agreement = certificate.agreement().encode();
    List<Bytes> worthless =
        List.of(
            Birth.claim(network, certificate).sign(other),
            Birth.claim(network, certificate(key)).sign(key),
            Birth.claim(agreement.slice(0, 32), certificate).sign(key),
            Rekey.claim(network, thing(key), key.publicKey(), certificate.agreement()).sign(key),
            key.sign(Certificate.CODEC.encode(certificate)));
    for (Bytes proof : worthless) {
      assertEquals(
          EnvelopeRefusal.ENDORSEMENT_INVALID, ledger.refuse(acme, new Birth(certificate, proof)));
    }
    ledger.accept(acme, new Birth(certificate, Birth.claim(network, certificate).sign(key)));
  }

  @Test
  void aProofOfPossessionServesThePartyItNamesAlone() {
    SigningKey key = ledger.key(Algorithm.ED25519);
    Bytes proof =
        PartyTransaction.AddSigningKey.claim(ledger.network(), id(site), key.publicKey()).sign(key);
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        ledger.refuse(acme, new PartyTransaction.AddSigningKey(id(acme), key.publicKey(), proof)));
    ledger.accept(site, new PartyTransaction.AddSigningKey(id(site), key.publicKey(), proof));
    ledger.accept(key, logged(5));
  }
}
