package birthmark.contracts.parties;

import static birthmark.testing.PartyWorld.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyTransaction.AddAgreementKey;
import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.contracts.parties.PartyTransaction.Grant;
import birthmark.contracts.parties.PartyTransaction.Register;
import birthmark.contracts.parties.PartyTransaction.RegisterPerson;
import birthmark.contracts.parties.PartyTransaction.RevokeKey;
import birthmark.contracts.parties.PartyTransaction.Withdraw;
import birthmark.cose.CoseKey;
import birthmark.testing.Hearing;
import birthmark.testing.PartyWorld;
import birthmark.testing.ProductContractTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PartiesTest extends ProductContractTest<PartyWorld> {
  private static final Bytes COMMITMENT = Bytes.copyOf(new byte[32]);

  PartiesTest() {
    super(Parties.class, PartyWorld::new);
  }

  @Override
  protected Hearing hearing() {
    return new PartyWorld().hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveParties(hearing, new PartyWorld().root, new PartyWorld().spare);
  }

  private static Register register(CoseKey key, String handle) {
    return new Register(key, new Handle(handle), "The " + handle);
  }

  private static AddSigningKey add(CoseKey party, CoseKey key) {
    return new AddSigningKey(id(party), key, PartyWorld.proof());
  }

  private static RevokeKey revoke(CoseKey key) {
    return new RevokeKey(key.thumbprint(), RevocationReason.COMPROMISED);
  }

  /** A world's thing: a key that belongs to no party. */
  static CoseKey thing(PartyWorld world) {
    CoseKey key = world.key();
    world.hearing.force(
        Keys.TABLE.put(
            key.thumbprint(),
            new Keys.Registered(
                Subject.thing(key.thumbprint().value()),
                Keys.Purpose.SIGNING,
                key,
                0,
                Optional.empty(),
                Optional.empty())));
    return key;
  }

  @Override
  protected List<Case<PartyWorld>> cases() {
    List<Case<PartyWorld>> all = new ArrayList<>(ApprovalCases.all());
    all.addAll(KeyEndCases.all());
    all.addAll(ActingCases.all());
    all.addAll(RejectionCases.all());
    all.addAll(EntryCases.all());
    all.addAll(keysAndRoles());
    return all;
  }

  private static List<Case<PartyWorld>> keysAndRoles() {
    return List.of(
        accepts(
            "an organisation registers itself",
            world -> {
              CoseKey key = world.key();
              return world.decide(key, register(key, "acme"));
            },
            PartyFact.Registered.class),
        accepts(
            "a person registers with a commitment alone",
            world -> {
              CoseKey key = world.key();
              return world.decide(key, new RegisterPerson(key, COMMITMENT));
            },
            PartyFact.Registered.class),
        refuses(
            PartyRefusal.ALREADY_REGISTERED,
            "a party registers once",
            world -> world.decide(world.root, register(world.root, "again"))),
        refuses(
            PartyRefusal.ALREADY_REGISTERED,
            "a party does not register as a person with the same key",
            world -> world.decide(world.root, new RegisterPerson(world.root, COMMITMENT))),
        refuses(
            PartyRefusal.ALREADY_REGISTERED,
            "a thing's key registers no party",
            world -> {
              CoseKey thing = thing(world);
              return world.decide(thing, register(thing, "robot"));
            }),
        refuses(
            PartyRefusal.HANDLE_TAKEN,
            "a handle has one owner",
            world -> {
              world.organisation("acme");
              CoseKey key = world.key();
              return world.decide(key, register(key, "acme"));
            }),
        accepts(
            "a replica grants a role",
            world -> world.decide(world.root, new Grant(id(world.organisation("a1")), Role.MAKER)),
            PartyFact.RoleGranted.class),
        accepts(
            "a replica grants with any of its keys",
            world -> world.decide(world.spare, new Grant(id(world.person()), Role.OPERATOR)),
            PartyFact.RoleGranted.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing grants no role",
            world -> world.decide(thing(world), new Grant(id(world.root), Role.MAKER))),
        refuses(
            PartyRefusal.NOT_A_REPLICA,
            "a maker grants itself no role",
            world -> {
              CoseKey acme = world.organisation("acme", Role.MAKER);
              return world.decide(acme, new Grant(id(acme), Role.REPLICA));
            }),
        refuses(
            PartyRefusal.NO_SUCH_PARTY,
            "a role is granted to a registered party",
            world -> world.decide(world.root, new Grant(id(world.key()), Role.MAKER))),
        refuses(
            PartyRefusal.ROLE_HELD,
            "a role is granted once",
            world ->
                world.decide(
                    world.root, new Grant(id(world.organisation("a1", Role.MAKER)), Role.MAKER))),
        accepts(
            "a replica takes a role back",
            world ->
                world.decide(
                    world.root, new Withdraw(id(world.organisation("a1", Role.MAKER)), Role.MAKER)),
            PartyFact.RoleWithdrawn.class),
        accepts(
            "one of two with the role replica may lose it",
            world -> {
              CoseKey second = world.organisation("second", Role.REPLICA);
              return world.decide(world.root, new Withdraw(id(second), Role.REPLICA));
            },
            PartyFact.RoleWithdrawn.class),
        refuses(
            PartyRefusal.RUNS_A_REPLICA,
            "not while it runs a replica",
            world -> {
              world.organisation("second", Role.REPLICA);
              return world.decide(world.root, new Withdraw(id(world.root), Role.REPLICA));
            }),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing takes no role",
            world -> world.decide(thing(world), new Withdraw(id(world.root), Role.REPLICA))),
        refuses(
            PartyRefusal.NOT_A_REPLICA,
            "only a replica takes roles",
            world ->
                world.decide(
                    world.organisation("a1", Role.MAKER),
                    new Withdraw(id(world.root), Role.REPLICA))),
        refuses(
            PartyRefusal.NO_SUCH_PARTY,
            "a role is taken from a registered party",
            world -> world.decide(world.root, new Withdraw(id(world.key()), Role.MAKER))),
        refuses(
            PartyRefusal.ROLE_NOT_HELD,
            "a role that is not held cannot be taken",
            world ->
                world.decide(world.root, new Withdraw(id(world.organisation("a1")), Role.MAKER))),
        refuses(
            PartyRefusal.LAST_REPLICA,
            "the last replica stays one",
            world -> world.decide(world.root, new Withdraw(id(world.root), Role.REPLICA))),
        accepts(
            "a party adds a signing key",
            world -> {
              CoseKey acme = world.organisation("acme");
              return world.decide(acme, add(acme, world.key()));
            },
            PartyFact.KeyAdded.class),
        accepts(
            "a party adds a key that agrees",
            world ->
                world.decide(world.organisation("acme"), new AddAgreementKey(world.agreement())),
            PartyFact.KeyAdded.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing adds no keys",
            world -> world.decide(thing(world), add(world.root, world.key()))),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing adds no agreement keys",
            world -> world.decide(thing(world), new AddAgreementKey(world.agreement()))),
        refuses(
            PartyRefusal.KEY_FOR_ANOTHER_PARTY,
            "a proof made for one party serves no other",
            world -> {
              CoseKey thief = world.organisation("thief");
              return world.decide(thief, add(world.root, world.key()));
            }),
        refuses(
            PartyRefusal.KEY_TAKEN,
            "a key of another party cannot be added",
            world -> {
              CoseKey acme = world.organisation("acme");
              return world.decide(acme, add(acme, world.root));
            }),
        refuses(
            PartyRefusal.KEY_TAKEN,
            "a revoked key does not come back",
            world -> {
              world.given(world.root, revoke(world.spare));
              return world.decide(world.root, add(world.root, world.spare));
            }),
        refuses(
            PartyRefusal.KEY_TAKEN,
            "an agreement key has one owner",
            world -> {
              CoseKey agreement = world.agreement();
              world.given(world.root, new AddAgreementKey(agreement));
              return world.decide(world.organisation("acme"), new AddAgreementKey(agreement));
            }),
        accepts(
            "a party revokes one of its keys with another",
            world -> world.decide(world.root, revoke(world.spare)),
            PartyFact.KeyRevoked.class),
        accepts(
            "the key that named a party can be revoked like any other",
            world -> world.decide(world.spare, revoke(world.root)),
            PartyFact.KeyRevoked.class),
        accepts(
            "a key may revoke itself where another remains",
            world -> world.decide(world.root, revoke(world.root)),
            PartyFact.KeyRevoked.class),
        accepts(
            "an agreement key is revoked although it is the only one",
            world -> {
              CoseKey agreement = world.agreement();
              world.given(world.root, new AddAgreementKey(agreement));
              return world.decide(world.root, revoke(agreement));
            },
            PartyFact.KeyRevoked.class),
        refuses(
            PartyRefusal.NOT_A_PARTY,
            "a thing revokes no keys",
            world -> world.decide(thing(world), revoke(world.root))),
        refuses(
            PartyRefusal.NOT_YOUR_KEY,
            "nobody revokes another's key",
            world -> world.decide(world.organisation("acme"), revoke(world.root))),
        refuses(
            PartyRefusal.NOT_YOUR_KEY,
            "an unknown key cannot be revoked",
            world -> world.decide(world.root, revoke(world.key()))),
        refuses(
            PartyRefusal.ALREADY_REVOKED,
            "a key is revoked once",
            world -> {
              world.given(world.root, revoke(world.spare));
              return world.decide(world.root, revoke(world.spare));
            }),
        refuses(
            PartyRefusal.LAST_SIGNING_KEY,
            "the last signing key stays, although there is an agreement key",
            world -> {
              CoseKey acme = world.organisation("acme");
              world.given(acme, new AddAgreementKey(world.agreement()));
              return world.decide(acme, revoke(acme));
            }));
  }

  @Test
  void whatAKeySignedBeforeItsRevocationStaysValidAndLaterDoesNot() {
    PartyWorld world = new PartyWorld();
    long before = world.hearing.height();
    world.hearing.pass(60);
    world.given(world.root, revoke(world.spare));
    Keys.Registered key =
        world.hearing.state().find(Keys.TABLE, world.spare.thumbprint()).orElseThrow();
    assertTrue(key.validAt(before));
    assertFalse(key.validAt(world.hearing.height()));
    assertEquals(Optional.of(world.hearing.time()), key.revokedAt());
  }

  @Test
  void aPersonLeavesNothingButAKeyAndACommitment() {
    PartyWorld world = new PartyWorld();
    CoseKey person = world.person();
    Party party = world.hearing.state().find(Parties.PARTIES, id(person)).orElseThrow();
    assertEquals(Party.Kind.PERSON, party.kind());
    assertEquals(Optional.empty(), party.handle());
    assertEquals(Optional.empty(), party.name());
    assertEquals(32, party.commitment().orElseThrow().length());
  }

  @Test
  void rolesAreHeldByThePartyWhicheverOfItsKeysSigns() {
    PartyWorld world = new PartyWorld();
    Subject root = Subject.party(world.root.thumbprint().value());
    assertTrue(Parties.holds(world.hearing.state(), root, Role.REPLICA));
    assertFalse(Parties.holds(world.hearing.state(), root, Role.MAKER));
    world.given(world.spare, new Grant(id(world.root), Role.MAKER));
    assertEquals(List.of(Role.MAKER, Role.REPLICA), Parties.roles(world.hearing.state(), root));
    Subject thing = Subject.thing(root.id());
    assertFalse(Parties.holds(world.hearing.state(), thing, Role.REPLICA));
    assertEquals(List.of(), Parties.roles(world.hearing.state(), thing));
  }

  @Test
  void aGenesisThatNobodyCouldGovernIsRefused() {
    PartyWorld world = new PartyWorld();
    Genesis.Founder good =
        new Genesis.Founder("one", "One", List.of(world.key()), List.of(Role.REPLICA));
    Genesis.Founder maker =
        new Genesis.Founder("two", "Two", List.of(world.key()), List.of(Role.MAKER));
    Genesis.Founder sameHandle =
        new Genesis.Founder("one", "Other", List.of(world.key()), List.of(Role.MAKER));
    Genesis.Founder sameKey =
        new Genesis.Founder("three", "Three", good.keys(), List.of(Role.MAKER));
    Genesis.Founder silent =
        new Genesis.Founder("four", "Four", List.of(world.agreement()), List.of(Role.REPLICA));
    Genesis.Founder loud =
        new Genesis.Founder("FIVE", "Five", List.of(world.key()), List.of(Role.REPLICA));
    assertFalse(new Parties().founding(genesis(world, good, maker)).isEmpty());
    for (List<Genesis.Founder> bad :
        List.of(
            List.of(maker),
            List.of(good, sameHandle),
            List.of(good, sameKey),
            List.of(silent),
            List.of(loud))) {
      Genesis genesis = genesis(world, bad.toArray(Genesis.Founder[]::new));
      assertThrows(IllegalArgumentException.class, () -> new Parties().founding(genesis));
    }
  }

  private static Genesis genesis(PartyWorld world, Genesis.Founder... founders) {
    return new Genesis(
        Genesis.FORMAT,
        "test.example",
        world.hearing.time(),
        List.of(founders),
        List.of(Genesis.Replica.of(founders[0].handle(), world.root)),
        1,
        10);
  }

  @Test
  void anOutcomeNamesWhatMetTheRule() {
    PartyWorld world = new PartyWorld();
    CoseKey key = world.key();
    Outcome.Rejected rejected = (Outcome.Rejected) world.decide(key, register(key, "root"));
    assertEquals("handle root", rejected.detail());
  }
}
