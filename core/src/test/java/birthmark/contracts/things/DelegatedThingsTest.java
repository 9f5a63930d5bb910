package birthmark.contracts.things;

import static birthmark.testing.ThingWorld.id;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Outcome;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Delegation;
import birthmark.contracts.parties.PartyRefusal;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.TransactionName;
import birthmark.contracts.things.ThingTransaction.Decommission;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.OfferFleet;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.ThingWorld;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A delegation that names things is for these and nothing else. */
class DelegatedThingsTest {
  private final ThingWorld world = new ThingWorld();
  private final ThingId named = ThingId.of(world.born());
  private final ThingId other = ThingId.of(world.born());

  private void delegate(CoseKey from, CoseKey to, boolean onward, ThingId... things) {
    PartyTransaction.Delegate delegate =
        new PartyTransaction.Delegate(
            id(to),
            Stream.of("things/offer", "things/decommission", "things/offer-fleet")
                .map(TransactionName::new)
                .toList(),
            Stream.of(things).map(thing -> new Delegation.ThingName(thing.value())).toList(),
            world.parties.hearing.time().plusSeconds(3_600),
            onward);
    Outcome outcome = from.equals(world.acme) ? world.decide(from, delegate) : ask(from, delegate);
    ContractTest.mustAccept(outcome);
  }

  private Outcome ask(CoseKey by, Transaction transaction) {
    return world.parties.decideFor(by, world.acme, transaction);
  }

  private static void assertRefused(PartyRefusal refusal, Outcome outcome) {
    assertEquals(refusal, assertInstanceOf(Outcome.Rejected.class, outcome).reason());
  }

  @Test
  void whoMayActForSomeThingsActsForThemInTheOwnersName() {
    delegate(world.acme, world.bolt, false, named);
    ContractTest.mustAccept(ask(world.bolt, new Offer(named, id(world.site))));
    assertEquals(
        Optional.of(id(world.site)),
        world.parties.hearing.state().find(Things.OFFERS, named).map(Things.OpenOffer::to));
  }

  @Test
  void whoMayActForSomeThingsChangesNothingOfOthers() {
    delegate(world.acme, world.bolt, false, named);
    assertRefused(
        PartyRefusal.DELEGATION_TOO_NARROW, ask(world.bolt, new Decommission(other, "lost")));
    assertTrue(world.parties.hearing.state().find(Things.DECOMMISSIONED, other).isEmpty());
  }

  @Test
  void whatConcernsNoThingIsNotWithinALimitToThings() {
    delegate(world.acme, world.bolt, false, named);
    ModelId model = world.parties.hearing.state().find(Things.THINGS, named).orElseThrow().model();
    assertRefused(
        PartyRefusal.DELEGATION_TOO_NARROW,
        ask(world.bolt, new OfferFleet(List.of(model), id(world.site))));
  }

  @Test
  void whoPassesItOnGivesNoOtherThingsThanItHas() {
    delegate(world.acme, world.bolt, true, named);
    delegate(world.bolt, world.site, false, named, other);
    ContractTest.mustAccept(ask(world.site, new Offer(named, id(world.site))));
    assertRefused(
        PartyRefusal.DELEGATION_TOO_NARROW, ask(world.site, new Offer(other, id(world.site))));
  }

  @Test
  void whatTheContractRefusesIsRefusedWithItsReason() {
    delegate(world.acme, world.bolt, false, named);
    assertEquals(
        ThingRefusal.OFFERED_TO_ITS_OWNER,
        assertInstanceOf(Outcome.Rejected.class, ask(world.bolt, new Offer(named, id(world.acme))))
            .reason());
  }

  @Test
  void aDelegationIsNoApproval() {
    delegate(world.acme, world.bolt, false);
    world.given(
        world.acme,
        new PartyTransaction.RequireApprovals(
            ApprovalClass.OWNERSHIP, 2, List.of(id(world.acme), id(world.site)), 3_600));
    assertRefused(PartyRefusal.NOT_AN_APPROVER, ask(world.bolt, new Offer(named, id(world.site))));
    Acting approving = Acting.approving(id(world.acme).value(), Bytes.copyOf(new byte[32]));
    assertRefused(
        PartyRefusal.NOT_AN_APPROVER,
        world.parties.hearing.decide(
            world.bolt, new Offer(named, id(world.site)), Optional.of(approving)));
  }
}
