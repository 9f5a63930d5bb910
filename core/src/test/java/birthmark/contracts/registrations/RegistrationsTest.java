package birthmark.contracts.registrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterDigest;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.contracts.registrations.RegistrationTransaction.SetRegistrationPolicy;
import birthmark.contracts.registrations.Registrations.RegistrationId;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigStructure;
import birthmark.cose.SigningKey;
import birthmark.did.DidKey;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.ProductContractTest;
import birthmark.testing.SignedLedger;
import birthmark.testing.SignedStatements;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RegistrationsTest extends ProductContractTest<ThingWorld> {
  private static final Bytes ID = Sha256.of(Bytes.fromHex("01"));

  private ThingWorld played = new ThingWorld();

  RegistrationsTest() {
    super(Registrations.class, ThingWorld::new);
  }

  @Override
  protected Hearing hearing() {
    played = new ThingWorld();
    return played.hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveRegistrations(played);
  }

  private static Outcome digest(ThingWorld world, CoseKey signer, CoseKey issuer) {
    return world.decide(signer, new RegisterDigest(ID, Sha256.of(ID), issuer.thumbprint()));
  }

  private static Outcome full(ThingWorld world, CoseKey signer, CoseKey issuer, boolean isPublic) {
    return full(world, signer, issuer, SignedStatements.did(PartyWorld.id(issuer)), isPublic);
  }

  private static Outcome full(
      ThingWorld world, CoseKey signer, CoseKey issuer, String did, boolean isPublic) {
    return world.decide(
        signer,
        new RegisterInFull(
            SignedStatements.unsigned(issuer, SignedStatements.EDDSA, did, isPublic, "{}")));
  }

  private static void policy(ThingWorld world, boolean didKeys, CoseKey... registrars) {
    List<PartyId> ids = Stream.of(registrars).map(PartyWorld::id).toList();
    world.given(world.parties.root, new SetRegistrationPolicy(didKeys, ids, "so be it"));
  }

  private static CoseKey revoked(ThingWorld world) {
    CoseKey second = world.parties.key();
    world.given(
        world.acme,
        new PartyTransaction.AddSigningKey(PartyWorld.id(world.acme), second, PartyWorld.proof()));
    world.given(
        world.acme,
        new PartyTransaction.RevokeKey(second.thumbprint(), RevocationReason.SUPERSEDED));
    return second;
  }

  @Override
  protected List<Case<ThingWorld>> cases() {
    List<Case<ThingWorld>> cases = new ArrayList<>(whoMayRegister());
    cases.addAll(whatMayBeRegistered());
    return cases;
  }

  private static List<Case<ThingWorld>> whoMayRegister() {
    return List.of(
        accepts(
            "a replica sets the policy",
            world ->
                world.decide(
                    world.parties.root,
                    new SetRegistrationPolicy(true, List.of(PartyWorld.id(world.acme)), "so")),
            RegistrationFact.RegistrationPolicySet.class),
        refuses(
            RegistrationRefusal.NOT_A_REPLICA,
            "nobody else does",
            world -> world.decide(world.acme, new SetRegistrationPolicy(false, List.of(), "so"))),
        refuses(
            RegistrationRefusal.NO_SUCH_PARTY,
            "a registrar that is nobody",
            world ->
                world.decide(
                    world.parties.root,
                    new SetRegistrationPolicy(
                        false, List.of(PartyWorld.id(world.parties.key())), "so"))),
        accepts(
            "an issuer registers a digest, whatever the policy",
            world -> digest(world, world.acme, world.acme),
            RegistrationFact.Registered.class),
        refuses(
            RegistrationRefusal.NOT_A_REGISTRAR,
            "another party's statement",
            world -> digest(world, world.acme, world.bolt)),
        accepts(
            "another party's statement by a registrar",
            world -> {
              policy(world, false, world.acme);
              return digest(world, world.acme, world.bolt);
            },
            RegistrationFact.Registered.class),
        refuses(
            RegistrationRefusal.UNKNOWN_ISSUER,
            "a key that is nobody's, where the policy wants parties",
            world -> {
              policy(world, false, world.acme);
              return digest(world, world.acme, world.parties.key());
            }),
        accepts(
            "a key that is nobody's, where the policy takes them",
            world -> {
              policy(world, true, world.acme);
              return digest(world, world.acme, world.parties.key());
            },
            RegistrationFact.Registered.class),
        refuses(
            RegistrationRefusal.NOT_AN_ISSUER,
            "a thing's key is no issuer's",
            world -> digest(world, world.acme, world.born())),
        refuses(
            RegistrationRefusal.NOT_A_PARTY,
            "a thing registers nothing",
            world -> digest(world, world.born(), world.acme)),
        refuses(
            RegistrationRefusal.ISSUER_KEY_REVOKED,
            "a digest by a revoked key",
            world -> digest(world, world.acme, revoked(world))),
        refuses(
            RegistrationRefusal.ALREADY_REGISTERED,
            "twice",
            world -> {
              mustAccept(digest(world, world.acme, world.acme));
              return digest(world, world.acme, world.acme);
            }),
        accepts(
            "the name of another's statement under one's own key takes nothing from the other",
            world -> {
              mustAccept(digest(world, world.bolt, world.bolt));
              return digest(world, world.acme, world.acme);
            },
            RegistrationFact.Registered.class));
  }

  private static List<Case<ThingWorld>> whatMayBeRegistered() {
    return List.of(
        accepts(
            "an issuer registers in full what it does not declare public",
            world -> full(world, world.acme, world.acme, false),
            RegistrationFact.Registered.class),
        accepts(
            "an issuer that names itself by its did:key",
            world -> full(world, world.acme, world.acme, DidKey.encode(world.acme), false),
            RegistrationFact.Registered.class),
        accepts(
            "a registrar registers in full what its issuer declares public",
            world -> {
              policy(world, false, world.acme);
              return full(world, world.acme, world.bolt, true);
            },
            RegistrationFact.Registered.class),
        refuses(
            RegistrationRefusal.NOT_PUBLIC,
            "a registrar, what its issuer does not declare public",
            world -> {
              policy(world, false, world.acme);
              return full(world, world.acme, world.bolt, false);
            }),
        refuses(
            RegistrationRefusal.NOT_A_REGISTRAR,
            "anybody else, though it is declared public",
            world -> full(world, world.acme, world.bolt, true)),
        accepts(
            "a public statement of a did:key",
            world -> {
              policy(world, true, world.acme);
              CoseKey key = world.parties.key();
              return full(world, world.acme, key, DidKey.encode(key), true);
            },
            RegistrationFact.Registered.class),
        refuses(
            RegistrationRefusal.UNKNOWN_ISSUER,
            "a key that is nobody's and goes by another name than its did:key",
            world -> {
              policy(world, true, world.acme);
              return full(world, world.acme, world.parties.key(), true);
            }),
        refuses(
            RegistrationRefusal.ISSUER_KEY_REVOKED,
            "in full by a revoked key",
            world -> full(world, world.acme, revoked(world), false)),
        refuses(
            RegistrationRefusal.NOT_THE_KEYS_ALGORITHM,
            "the algorithm of another kind of key",
            world ->
                world.decide(
                    world.acme,
                    new RegisterInFull(
                        SignedStatements.unsigned(
                            world.acme,
                            SignedStatements.ES256,
                            SignedStatements.did(PartyWorld.id(world.acme)),
                            false,
                            "{}")))),
        refuses(
            RegistrationRefusal.ISSUER_NAMED_OTHERWISE,
            "an issuer under another's name",
            world ->
                full(
                    world,
                    world.acme,
                    world.acme,
                    SignedStatements.did(PartyWorld.id(world.bolt)),
                    false)));
  }

  @Test
  void whatIsLoggedWithItsStatementWaitsForNobodysApproval() {
    Rulebook.Rules rules = rulebook().named(path()).orElseThrow();
    RegisterDigest digest = new RegisterDigest(ID, ID, played.acme.thumbprint());
    assertEquals(Optional.empty(), rules.approvalClass(digest));
    Bytes statement =
        SignedStatements.unsigned(played.acme, SignedStatements.EDDSA, "x", true, "{}");
    assertEquals(Optional.empty(), rules.approvalClass(new RegisterInFull(statement)));
  }

  @Test
  void aRegistrarIsNamedOnce() {
    PartyId acme = PartyWorld.id(played.acme);
    assertThrows(
        IllegalArgumentException.class,
        () -> new SetRegistrationPolicy(true, List.of(acme, acme), "so"));
  }

  @Test
  void everyReplicaVerifiesWhatIsRegisteredInFullAndLogsItByItself() {
    SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 12);
    SigningKey acme = ledger.key(Algorithm.ED25519);
    ledger.accept(
        acme, new PartyTransaction.Register(acme.publicKey(), new Handle("acme"), "Acme"));
    String did = SignedStatements.did(PartyWorld.id(acme.publicKey()));
    Bytes good = SignedStatements.signed(acme, did, false, "{\"spdx\": 1}");
    byte[] forged = good.toByteArray();
    forged[forged.length - 1] ^= 1;
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        ledger.refuse(acme, new RegisterInFull(Bytes.ofOwned(forged))));
    Statement registering = ledger.sign(acme, new RegisterInFull(good));
    long index = ledger.accept(registering).index();
    assertEquals(good, ledger.ledger().entries().get((int) index + 1));
    SignedStatement parsed = SignedStatement.parse(good);
    var row =
        ledger
            .state()
            .find(Registrations.REGISTRATIONS, new RegistrationId(parsed.id(), parsed.key()))
            .orElseThrow();
    assertTrue(row.inFull());
    assertEquals(registering.id(), row.statement());
    assertEquals(Sha256.of(good), row.digest());
    assertEquals(
        RegistrationRefusal.ALREADY_REGISTERED, ledger.refuse(acme, new RegisterInFull(good)));
    Bytes hidden = Sha256.of(Bytes.fromHex("02"));
    long second =
        ledger
            .accept(
                ledger.sign(acme, new RegisterDigest(ID, hidden, acme.publicKey().thumbprint())))
            .index();
    assertEquals(hidden, ledger.ledger().entries().get((int) second + 1));
    ledger.replay();
  }

  @ParameterizedTest
  @EnumSource(
      value = Algorithm.class,
      names = {"ED25519", "ES256", "ML_DSA_65"})
  void aDidKeyOfEachAlgorithmIsVerifiedByItselfAndMustBeSound(Algorithm algorithm) {
    SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 13);
    SigningKey root = ledger.root();
    ledger.accept(
        root,
        new SetRegistrationPolicy(true, List.of(PartyWorld.id(root.publicKey())), "all keys"));
    SigningKey stranger = ledger.key(algorithm);
    String did = DidKey.encode(stranger.publicKey());
    ledger.accept(root, new RegisterInFull(SignedStatements.signed(stranger, did, true, "hello")));
    SigningKey another = ledger.key(algorithm);
    Bytes header = SignedStatements.header(stranger.publicKey(), algorithm.number(), did, true);
    Bytes payload = SignedStatements.text("not mine");
    Bytes forged =
        SignedStatements.message(
            header, payload, another.sign(SigStructure.signature1(header, Bytes.EMPTY, payload)));
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID, ledger.refuse(root, new RegisterInFull(forged)));
    ledger.replay();
  }

  @Test
  void aDidKeyThatIsNotOfThePrimeOrderGroupIsRefused() {
    SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 14);
    SigningKey root = ledger.root();
    ledger.accept(
        root,
        new SetRegistrationPolicy(true, List.of(PartyWorld.id(root.publicKey())), "all keys"));
    // The neutral point: with R neutral and S zero every verifier without that check says yes.
    CoseKey neutral = CoseKey.ed25519(Bytes.fromHex("01" + "00".repeat(31)));
    byte[] signature = new byte[64];
    signature[0] = 1;
    Bytes header =
        SignedStatements.header(neutral, SignedStatements.EDDSA, DidKey.encode(neutral), true);
    Bytes payload = SignedStatements.text("anything");
    Bytes signed = SigStructure.signature1(header, Bytes.EMPTY, payload);
    assertTrue(new JdkSignatures().faultOf(neutral).isPresent(), signed.hex());
    assertEquals(
        EnvelopeRefusal.ENDORSEMENT_INVALID,
        ledger.refuse(
            root,
            new RegisterInFull(
                SignedStatements.message(header, payload, Bytes.ofOwned(signature)))));
  }
}
