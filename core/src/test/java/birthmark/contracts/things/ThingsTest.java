package birthmark.contracts.things;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Keys;
import birthmark.contract.Outcome;
import birthmark.contract.Read;
import birthmark.contract.Readers;
import birthmark.contract.Role;
import birthmark.contract.Subject;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.Identifier.Kind;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.Hearing;
import birthmark.testing.Lot;
import birthmark.testing.PartyWorld;
import birthmark.testing.ProductContractTest;
import birthmark.testing.Samples;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ThingsTest extends ProductContractTest<ThingWorld> {
  ThingsTest() {
    super(Things.class, ThingWorld::new);
  }

  @Override
  protected Hearing hearing() {
    return new ThingWorld().hearing;
  }

  @Override
  protected NaiveModel model(Hearing hearing) {
    return new NaiveThings(hearing);
  }

  @Override
  protected List<Case<ThingWorld>> cases() {
    List<Case<ThingWorld>> cases = new ArrayList<>(BirthCases.models());
    cases.addAll(BirthCases.births());
    cases.addAll(OwnershipCases.all());
    cases.addAll(EvidenceCases.all());
    cases.addAll(AgreementCases.rekeys());
    cases.addAll(AgreementCases.releases());
    cases.addAll(BatchCases.all());
    cases.addAll(LifeCases.all());
    return cases;
  }

  @Test
  void whatWasClaimedIsTheMakersAndIsFoundByItsPlaceInTheBatch() {
    ThingWorld world = new ThingWorld();
    Lot lot = new Lot(world.certificates(7));
    world.given(world.acme, lot.register());
    world.given(world.site, lot.claim(6, PartyWorld.proof()));
    View state = world.hearing.state();
    ThingId thing = lot.certificates().get(6).thing();
    Standing standing = ThingReads.standing(state, thing).orElseThrow();
    assertEquals(ThingWorld.id(world.acme), standing.owner());
    assertEquals(ThingWorld.id(world.acme), standing.maker());
    Batch.Place place = new Batch.Place(ThingWorld.CHIP, lot.tree().root(), 6);
    assertEquals(
        Optional.of(new Batch.Claimed(thing, world.hearing.height())),
        state.find(Things.CLAIMED, place));
    assertEquals(
        1, state.list(Things.CLAIMED, List.of(), Optional.empty(), 10).size(), "the others wait");
  }

  @Test
  void aBatchHasOneToSixteenMillionThings() {
    Bytes hash = Samples.random(new Random(1), 32);
    for (long count : List.of(1L, Batch.COUNT_MAX)) {
      assertEquals(
          count, new ThingTransaction.RegisterBatch(ThingWorld.CAM, count, hash, hash).count());
    }
    for (long count : List.of(0L, Batch.COUNT_MAX + 1)) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new ThingTransaction.RegisterBatch(ThingWorld.CAM, count, hash, hash));
    }
  }

  private static Thing thing(ThingWorld world, CoseKey key) {
    return world.hearing.state().find(Things.THINGS, ThingId.of(key)).orElseThrow();
  }

  @Test
  void onePointIsNeverBothKeysOfAThing() {
    Bytes x = Bytes.fromHex("01".repeat(32));
    Bytes y = Bytes.fromHex("02".repeat(32));
    CoseKey signs = CoseKey.p256(x, y);
    Certificate.requirePurposes(signs, CoseKey.p256Agreement(y, x));
    CoseKey agrees = CoseKey.p256Agreement(x, y);
    assertThrows(IllegalArgumentException.class, () -> Certificate.requirePurposes(signs, agrees));
  }

  @Test
  void aRekeyedThingKeepsItsNameAndLosesItsOldKeysAndItsQuarantine() {
    ThingWorld world = new ThingWorld();
    CoseKey key = world.copied();
    ThingTransaction.Rekey rekey = AgreementCases.rekey(world, key);
    Thing before = thing(world, key);
    world.given(world.acme, rekey);
    assertTrue(Things.quarantined(world.hearing.state(), ThingId.of(key)), "one is not enough");
    world.given(world.site, rekey);
    assertFalse(Things.quarantined(world.hearing.state(), ThingId.of(key)));
    Thing after = thing(world, key);
    assertEquals(rekey.signing().thumbprint(), after.signing());
    assertEquals(rekey.agreement().thumbprint(), after.agreement());
    View state = world.hearing.state();
    for (var old : List.of(before.signing(), before.agreement())) {
      assertTrue(state.find(Keys.TABLE, old).orElseThrow().revoked().isPresent());
    }
    for (var now : List.of(after.signing(), after.agreement())) {
      Keys.Registered registered = state.find(Keys.TABLE, now).orElseThrow();
      assertEquals(ThingId.of(key).subject(), registered.subject());
      assertTrue(registered.validAt(world.hearing.height()));
    }
    assertEquals(
        List.of(),
        state.list(Things.PROPOSALS, List.of(ThingId.of(key)), Optional.empty(), 10),
        "nothing stays proposed");
  }

  @Test
  void anAlarmNamesWhoClaimedAnIdentifierFirstHoweverManyClaimIt() {
    ThingWorld world = new ThingWorld();
    Identifier serial = BirthCases.text(Kind.SERIAL, "1");
    CoseKey first = world.parties.key();
    world.given(world.acme, world.birth(first, ThingWorld.CHIP, List.of(serial), List.of()));
    for (int i = 0; i < 5; i++) {
      world.hearing.pass(1);
      CoseKey next = world.parties.key();
      Outcome outcome =
          world.decide(world.acme, world.birth(next, ThingWorld.CHIP, List.of(serial), List.of()));
      Outcome.Accepted accepted = assertInstanceOf(Outcome.Accepted.class, outcome);
      ThingFact.IdentifierClashed clash =
          assertInstanceOf(ThingFact.IdentifierClashed.class, accepted.facts().getLast());
      assertEquals(ThingId.of(first), clash.first());
      assertEquals(ThingId.of(next), clash.second());
      assertTrue(clash.alarm());
    }
    assertEquals(6, lookUp(world, Kind.SERIAL, "1").size());
  }

  private static List<Claim.Claimant> lookUp(ThingWorld world, Kind kind, String value) {
    return ThingReads.claimants(world.hearing.state(), new Claim.Label(kind, value))
        .map(Claim.Claimants::things)
        .orElse(List.of());
  }

  @Test
  void aThingIsFoundByItsLabelInAnyFormAndByATokenAlone() {
    ThingWorld world = new ThingWorld();
    Bytes token = Samples.random(new Random(5), 32);
    CoseKey key = world.parties.key();
    world.given(
        world.acme,
        world.birth(
            key,
            ThingWorld.CAM,
            List.of(
                BirthCases.text(Kind.SGTIN, "(01)09506000134352(21)A1"),
                BirthCases.text(Kind.MAC, "00:1B:44:11:3A:B7"),
                new Identifier.Blinded(Kind.SERIAL, token)),
            List.of()));
    List<Claim.Claimant> found =
        List.of(new Claim.Claimant(ThingId.of(key), ThingWorld.CAM, world.hearing.height()));
    assertEquals(found, lookUp(world, Kind.SGTIN, "(01)9506000134352(21)A1"));
    assertEquals(
        found, lookUp(world, Kind.DIGITAL_LINK, "https://x.example/01/9506000134352/21/A1?c=d"));
    assertEquals(found, lookUp(world, Kind.MAC, "001b44113ab7"));
    assertEquals(found, lookUp(world, Kind.SERIAL, token.hex()));
    assertEquals(List.of(), lookUp(world, Kind.OTHER, token.hex()));
    assertEquals(List.of(), lookUp(world, Kind.MAC, "not a MAC"));
    assertEquals(List.of(), lookUp(world, Kind.SERIAL, "A1"));
  }

  @Test
  void aPartBelongsToWhoeverOwnsItsWhole() {
    ThingWorld world = new ThingWorld();
    CoseKey part = world.born();
    CoseKey module = world.born(part);
    CoseKey whole = world.born(module);
    world.given(
        world.acme, new ThingTransaction.Offer(ThingId.of(whole), ThingWorld.id(world.site)));
    world.given(world.site, new ThingTransaction.Accept(ThingId.of(whole)));
    View state = world.hearing.state();
    for (CoseKey key : List.of(part, module, whole)) {
      assertEquals(ThingWorld.id(world.site), Things.owner(state, thing(world, key)));
    }
    assertEquals(
        List.of(ThingId.of(whole)), belongings(state, ThingWorld.id(world.site)), "wholes only");
    assertEquals(List.of(), belongings(state, ThingWorld.id(world.acme)));
    assertEquals(
        Optional.of(ThingWorld.id(world.site)),
        ThingReads.standing(state, ThingId.of(part)).map(Standing::owner));
  }

  private static List<ThingId> belongings(View state, PartyId owner) {
    return state.list(Things.BELONGINGS, List.of(owner), Optional.empty(), 100).stream()
        .map(entry -> entry.key().thing())
        .toList();
  }

  @Test
  void aCertificateIsReadByMakerOwnerThingAndOverseersAndNobodyElse() {
    ThingWorld world = new ThingWorld();
    CoseKey key = world.sold();
    View state = world.hearing.state();
    Certificate certificate = state.find(Things.CERTIFICATES, ThingId.of(key)).orElseThrow();
    Read.Find<?, ?> read =
        rulebook().named("things").orElseThrow().surface().reads().stream()
            .filter(each -> each.path().equals("certificates/{thing}"))
            .map(each -> (Read.Find<?, ?>) each)
            .findFirst()
            .orElseThrow();
    @SuppressWarnings("unchecked")
    Readers<ThingId, Certificate> readers = (Readers<ThingId, Certificate>) read.readers();
    for (Subject subject :
        List.of(
            ThingWorld.id(world.acme).subject(),
            ThingWorld.id(world.site).subject(),
            ThingId.of(key).subject())) {
      assertTrue(readers.admits(state, reader(subject), ThingId.of(key), certificate));
    }
    Subject bolt = ThingWorld.id(world.bolt).subject();
    assertFalse(readers.admits(state, reader(bolt), ThingId.of(key), certificate));
    assertFalse(readers.admits(state, reader(bolt, Role.MAKER), ThingId.of(key), certificate));
    assertFalse(readers.admits(state, Optional.empty(), ThingId.of(key), certificate));
    assertTrue(readers.admits(state, reader(bolt, Role.REGULATOR), ThingId.of(key), certificate));
    assertTrue(readers.admits(state, reader(bolt, Role.AUDITOR), ThingId.of(key), certificate));
  }

  private static Optional<Readers.Reader> reader(Subject subject, Role... roles) {
    return Optional.of(new Readers.Reader(subject, List.of(roles)));
  }

  @Test
  void theUeidIsTheTypeOfARandomNumberAndTheThingsName() {
    ThingId id = new ThingId(Samples.random(new Random(9), 32));
    assertEquals(33, id.ueid().length());
    assertEquals(1, id.ueid().octet(0));
    assertEquals(id.value(), id.ueid().slice(1, 33));
  }

  @Test
  void assuranceIsOrdered() {
    assertTrue(Assurance.MEASURED_BOOT.atLeast(Assurance.SELF_REPORTED));
    assertTrue(Assurance.SELF_REPORTED.atLeast(Assurance.SELF_REPORTED));
    assertFalse(Assurance.SELF_REPORTED.atLeast(Assurance.MEASURED_BOOT));
  }
}
