package birthmark.contracts.things;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.ThingWorld.CAM;
import static birthmark.testing.ThingWorld.CHIP;
import static birthmark.testing.ThingWorld.id;

import birthmark.contract.Outcome;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingTransaction.Accept;
import birthmark.contracts.things.ThingTransaction.AcceptFleet;
import birthmark.contracts.things.ThingTransaction.Decommission;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.OfferFleet;
import birthmark.contracts.things.ThingTransaction.ReplacePart;
import birthmark.contracts.things.ThingTransaction.Reset;
import birthmark.contracts.things.ThingTransaction.WithdrawFleetOffer;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.ThingWorld;
import java.util.ArrayList;
import java.util.List;

/** The decision table of things in their lives: parts, resets, ends, and whole fleets. */
final class LifeCases {
  private LifeCases() {}

  private static ThingId free(ThingWorld world) {
    return ThingId.of(world.born());
  }

  private static ThingId dead(ThingWorld world) {
    ThingId thing = free(world);
    world.given(world.acme, new Decommission(thing, "worn out"));
    return thing;
  }

  private static ThingId part(ThingWorld world) {
    CoseKey part = world.born();
    world.born(part);
    return ThingId.of(part);
  }

  /** Replaces the one part of a new thing of acme's. */
  private static Outcome replace(ThingWorld world, CoseKey by, ThingId part) {
    CoseKey old = world.born();
    ThingId whole = ThingId.of(world.born(old));
    return world.decide(by, new ReplacePart(whole, ThingId.of(old), part));
  }

  static List<Case<ThingWorld>> all() {
    List<Case<ThingWorld>> cases = new ArrayList<>(ends());
    cases.addAll(parts());
    cases.addAll(resets());
    cases.addAll(fleets());
    return cases;
  }

  private static List<Case<ThingWorld>> ends() {
    return List.of(
        accepts(
            "an owner decommissions a thing, also one on offer",
            world -> {
              ThingId thing = free(world);
              world.given(world.acme, new Offer(thing, id(world.site)));
              return world.decide(world.acme, new Decommission(thing, "worn out"));
            },
            ThingFact.Decommissioned.class),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "what was never born does not end",
            world ->
                world.decide(
                    world.acme, new Decommission(ThingId.of(world.parties.key()), "worn out"))),
        refuses(
            ThingRefusal.NOT_THE_OWNER,
            "a maker does not end what it sold",
            world ->
                world.decide(world.acme, new Decommission(ThingId.of(world.sold()), "worn out"))),
        refuses(
            ThingRefusal.PART_OF_A_WHOLE,
            "a part ends only once it is taken out",
            world -> world.decide(world.acme, new Decommission(part(world), "worn out"))),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "a thing ends once",
            world -> world.decide(world.acme, new Decommission(dead(world), "again"))),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "what is no more is not offered",
            world -> world.decide(world.acme, new Offer(dead(world), id(world.site)))),
        refuses(
            ThingRefusal.NOT_ON_OFFER,
            "an offer ends with the thing",
            world -> {
              ThingId thing = free(world);
              world.given(world.acme, new Offer(thing, id(world.site)));
              world.given(world.acme, new Decommission(thing, "worn out"));
              return world.decide(world.site, new Accept(thing));
            }),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "what is no more gets no new keys",
            world -> {
              CoseKey key = world.born();
              world.given(world.acme, new Decommission(ThingId.of(key), "worn out"));
              return world.decide(world.acme, AgreementCases.rekey(world, key));
            }),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "what is no more is built into nothing",
            world ->
                world.decide(
                    world.acme,
                    world.birth(world.parties.key(), CHIP, List.of(), List.of(dead(world))))),
        accepts(
            "whoever takes the identifier of what is no more raises an alarm",
            world -> {
              Identifier serial = BirthCases.text(Identifier.Kind.SERIAL, "1");
              CoseKey key = world.parties.key();
              world.given(world.acme, world.birth(key, CHIP, List.of(serial), List.of()));
              world.given(world.acme, new Decommission(ThingId.of(key), "worn out"));
              return world.decide(
                  world.acme, world.birth(world.parties.key(), CHIP, List.of(serial), List.of()));
            },
            ThingFact.Born.class,
            ThingFact.IdentifierClashed.class),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "the name of what is no more is never used again",
            world -> {
              CoseKey key = world.born();
              world.given(world.acme, new Decommission(ThingId.of(key), "worn out"));
              return world.decide(world.acme, world.birth(key, CHIP, List.of(), List.of()));
            }));
  }

  private static List<Case<ThingWorld>> parts() {
    return List.of(
        accepts(
            "an owner replaces a part",
            world -> replace(world, world.acme, free(world)),
            ThingFact.TakenOut.class,
            ThingFact.BuiltIn.class),
        refuses(
            ThingRefusal.NOT_THE_OWNER,
            "nobody else replaces a part",
            world -> replace(world, world.bolt, free(world))),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "nothing is built into what was never born",
            world ->
                world.decide(
                    world.acme,
                    new ReplacePart(ThingId.of(world.parties.key()), free(world), free(world)))),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "nothing is built into what is no more",
            world -> {
              CoseKey old = world.born();
              ThingId whole = ThingId.of(world.born(old));
              world.given(world.acme, new Decommission(whole, "worn out"));
              return world.decide(world.acme, new ReplacePart(whole, ThingId.of(old), free(world)));
            }),
        refuses(
            ThingRefusal.NOT_A_PART,
            "what is no part of it is not taken out",
            world ->
                world.decide(world.acme, new ReplacePart(free(world), part(world), free(world)))),
        refuses(
            ThingRefusal.NO_SUCH_COMPONENT,
            "a new part has a birth certificate",
            world -> replace(world, world.acme, ThingId.of(world.parties.key()))),
        refuses(
            ThingRefusal.COMPONENT_NOT_YOURS,
            "a new part is the owner's",
            world -> replace(world, world.acme, ThingId.of(world.sold()))),
        refuses(
            ThingRefusal.COMPONENT_IN_USE,
            "a new part is no part of anything",
            world -> replace(world, world.acme, part(world))),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "a new part is still there",
            world -> replace(world, world.acme, dead(world))),
        refuses(
            ThingRefusal.COMPONENT_QUARANTINED,
            "a new part's key has no copy",
            world -> {
              CoseKey copied = world.born();
              world.given(world.site, world.copies(copied, 1));
              return replace(world, world.acme, ThingId.of(copied));
            }),
        refuses(
            ThingRefusal.PART_TOO_DEEP,
            "a new part has fewer levels than the whole",
            world -> replace(world, world.acme, ThingId.of(world.born(world.born())))),
        refuses(
            ThingRefusal.PART_TOO_DEEP,
            "nothing becomes a part of itself",
            world -> {
              CoseKey old = world.born();
              ThingId whole = ThingId.of(world.born(old));
              return world.decide(world.acme, new ReplacePart(whole, ThingId.of(old), whole));
            }));
  }

  private static List<Case<ThingWorld>> resets() {
    return List.of(
        accepts(
            "a thing says that it was reset",
            world -> world.decide(world.sold(), new Reset(world.parties.agreement())),
            ThingFact.Reset.class),
        refuses(
            ThingRefusal.NOT_A_THING,
            "nobody resets a thing from outside",
            world -> world.decide(world.acme, new Reset(world.parties.agreement()))),
        refuses(
            ThingRefusal.THING_DECOMMISSIONED,
            "what is no more is not reset",
            world -> {
              CoseKey key = world.born();
              world.given(world.acme, new Decommission(ThingId.of(key), "worn out"));
              return world.decide(key, new Reset(world.parties.agreement()));
            }),
        refuses(
            ThingRefusal.THING_QUARANTINED,
            "a copied key resets nothing",
            world -> world.decide(world.copied(), new Reset(world.parties.agreement()))),
        refuses(
            ThingRefusal.KEY_TAKEN,
            "a reset thing makes a key of its own",
            world -> {
              CoseKey key = world.sold();
              Reset reset = new Reset(world.parties.agreement());
              world.given(key, reset);
              return world.decide(key, reset);
            }));
  }

  private static OfferFleet fleet(ThingWorld world, ModelId... models) {
    return new OfferFleet(List.of(models), id(world.site));
  }

  private static Outcome take(ThingWorld world, CoseKey by, ThingId... things) {
    return world.decide(by, new AcceptFleet(id(world.acme), CHIP, List.of(things)));
  }

  private static List<Case<ThingWorld>> fleets() {
    return List.of(
        accepts(
            "an owner offers all that it has of two models",
            world -> world.decide(world.acme, fleet(world, CAM, CHIP)),
            ThingFact.FleetOffered.class,
            ThingFact.FleetOffered.class),
        refuses(
            ThingRefusal.NOT_THE_OWNER,
            "a thing has no fleet",
            world -> world.decide(world.born(), fleet(world, CHIP))),
        refuses(
            ThingRefusal.NO_SUCH_PARTY,
            "a fleet is offered to a registered party",
            world ->
                world.decide(
                    world.acme, new OfferFleet(List.of(CHIP), new PartyId(free(world).value())))),
        refuses(
            ThingRefusal.OFFERED_TO_ITS_OWNER,
            "a fleet is not offered to its owner",
            world -> world.decide(world.site, fleet(world, CHIP))),
        refuses(
            ThingRefusal.NO_SUCH_MODEL,
            "a fleet is of a registered model",
            world -> world.decide(world.acme, fleet(world, CHIP, new ModelId("acme:none")))),
        refuses(
            ThingRefusal.ALREADY_OFFERED,
            "a fleet is not offered twice",
            world -> {
              world.given(world.acme, fleet(world, CHIP));
              return world.decide(world.acme, new OfferFleet(List.of(CAM, CHIP), id(world.bolt)));
            }),
        refuses(
            ThingRefusal.ALREADY_OFFERED,
            "what is offered with its fleet is not offered alone",
            world -> {
              ThingId thing = free(world);
              world.given(world.acme, fleet(world, CHIP));
              return world.decide(world.acme, new Offer(thing, id(world.bolt)));
            }),
        accepts(
            "what comes to the owner after the offer is its own to offer",
            world -> {
              world.given(world.acme, fleet(world, CHIP));
              world.hearing.pass(1);
              return world.decide(world.acme, new Offer(free(world), id(world.bolt)));
            },
            ThingFact.Offered.class),
        accepts(
            "an offer of a fleet is taken back",
            world -> {
              world.given(world.acme, fleet(world, CHIP));
              return world.decide(world.acme, new WithdrawFleetOffer(CHIP));
            },
            ThingFact.FleetOfferWithdrawn.class),
        refuses(
            ThingRefusal.NOT_ON_OFFER,
            "no offer of a fleet is taken back that there is not",
            world -> world.decide(world.acme, new WithdrawFleetOffer(CHIP))),
        accepts(
            "who is offered a fleet takes some of it, and some later",
            world -> {
              ThingId one = free(world);
              ThingId two = free(world);
              ThingId three = free(world);
              world.given(world.acme, fleet(world, CHIP));
              world.given(world.site, new AcceptFleet(id(world.acme), CHIP, List.of(one, three)));
              return take(world, world.site, two);
            },
            ThingFact.OwnerChanged.class),
        refuses(
            ThingRefusal.NOT_ON_OFFER,
            "what is not offered is not taken",
            world -> take(world, world.site, free(world))),
        refuses(
            ThingRefusal.OFFERED_TO_ANOTHER,
            "nobody takes what is offered to another",
            world -> {
              ThingId thing = free(world);
              world.given(world.acme, fleet(world, CHIP));
              return take(world, world.bolt, thing);
            }),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "what was never born is in no fleet",
            world -> {
              world.given(world.acme, fleet(world, CHIP));
              return take(world, world.site, ThingId.of(world.parties.key()));
            }),
        refuses(
            ThingRefusal.NOT_IN_THE_FLEET,
            "a part is not taken without its whole, nor anything with it",
            world -> {
              ThingId thing = free(world);
              ThingId part = part(world);
              world.given(world.acme, fleet(world, CHIP));
              return take(world, world.site, thing, part);
            }),
        refuses(
            ThingRefusal.NOT_IN_THE_FLEET,
            "what came to the owner after the offer is not covered",
            world -> {
              world.given(world.acme, fleet(world, CHIP));
              world.hearing.pass(1);
              return take(world, world.site, free(world));
            }),
        refuses(
            ThingRefusal.NOT_IN_THE_FLEET,
            "what is no more is in no fleet",
            world -> {
              ThingId thing = free(world);
              world.given(world.acme, fleet(world, CHIP));
              world.given(world.acme, new Decommission(thing, "worn out"));
              return take(world, world.site, thing);
            }),
        refuses(
            ThingRefusal.THING_QUARANTINED,
            "what was quarantined since is not taken",
            world -> {
              CoseKey key = world.born();
              world.given(world.acme, fleet(world, CHIP));
              world.given(world.site, world.copies(key, 1));
              return take(world, world.site, ThingId.of(key));
            }),
        refuses(
            ThingRefusal.ALREADY_OFFERED,
            "what was offered alone before is not taken with its fleet",
            world -> {
              ThingId thing = free(world);
              world.given(world.acme, new Offer(thing, id(world.bolt)));
              world.given(world.acme, fleet(world, CHIP));
              return take(world, world.site, thing);
            }));
  }
}
