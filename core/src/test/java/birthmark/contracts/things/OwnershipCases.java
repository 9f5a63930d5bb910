package birthmark.contracts.things;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.ThingWorld.id;

import birthmark.contracts.things.ThingTransaction.Accept;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.WithdrawOffer;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.ThingWorld;
import java.util.List;

/** The decision table of offers. */
final class OwnershipCases {
  private OwnershipCases() {}

  /** A thing of acme's that is on offer to site. */
  private static ThingId offered(ThingWorld world) {
    ThingId thing = ThingId.of(world.born());
    world.given(world.acme, new Offer(thing, id(world.site)));
    return thing;
  }

  private static ThingId part(ThingWorld world) {
    CoseKey part = world.born();
    world.born(part);
    return ThingId.of(part);
  }

  static List<Case<ThingWorld>> all() {
    return List.of(
        accepts(
            "an owner offers a thing",
            world -> world.decide(world.acme, new Offer(ThingId.of(world.born()), id(world.site))),
            ThingFact.Offered.class),
        accepts(
            "a new owner offers it on, also to a person",
            world ->
                world.decide(
                    world.site, new Offer(ThingId.of(world.sold()), id(world.parties.person()))),
            ThingFact.Offered.class),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "what was never born is not offered",
            world ->
                world.decide(
                    world.acme, new Offer(ThingId.of(world.parties.key()), id(world.site)))),
        refuses(
            ThingRefusal.NOT_THE_OWNER,
            "a maker does not offer what it sold",
            world -> world.decide(world.acme, new Offer(ThingId.of(world.sold()), id(world.bolt)))),
        refuses(
            ThingRefusal.NOT_THE_OWNER,
            "a thing does not offer itself",
            world -> {
              CoseKey thing = world.born();
              return world.decide(thing, new Offer(ThingId.of(thing), id(world.site)));
            }),
        refuses(
            ThingRefusal.PART_OF_A_WHOLE,
            "a part is not offered without its whole",
            world -> world.decide(world.acme, new Offer(part(world), id(world.site)))),
        refuses(
            ThingRefusal.THING_QUARANTINED,
            "a quarantined thing is not offered",
            world ->
                world.decide(world.site, new Offer(ThingId.of(world.copied()), id(world.bolt)))),
        refuses(
            ThingRefusal.NO_SUCH_PARTY,
            "a thing is offered to a registered party",
            world ->
                world.decide(
                    world.acme, new Offer(ThingId.of(world.born()), id(world.parties.key())))),
        refuses(
            ThingRefusal.OFFERED_TO_ITS_OWNER,
            "a thing is not offered to its owner",
            world -> world.decide(world.acme, new Offer(ThingId.of(world.born()), id(world.acme)))),
        refuses(
            ThingRefusal.ALREADY_OFFERED,
            "a thing is not offered twice",
            world -> world.decide(world.acme, new Offer(offered(world), id(world.bolt)))),
        accepts(
            "who is offered a thing accepts it",
            world -> world.decide(world.site, new Accept(offered(world))),
            ThingFact.OwnerChanged.class),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "what was never born is not accepted",
            world -> world.decide(world.site, new Accept(ThingId.of(world.parties.key())))),
        refuses(
            ThingRefusal.NOT_ON_OFFER,
            "what is not offered is not accepted",
            world -> world.decide(world.site, new Accept(ThingId.of(world.born())))),
        refuses(
            ThingRefusal.NOT_ON_OFFER,
            "an offer is accepted once",
            world -> world.decide(world.site, new Accept(ThingId.of(world.sold())))),
        refuses(
            ThingRefusal.OFFERED_TO_ANOTHER,
            "nobody accepts what is offered to another",
            world -> world.decide(world.bolt, new Accept(offered(world)))),
        refuses(
            ThingRefusal.THING_QUARANTINED,
            "what was quarantined since it was offered is not accepted",
            world -> {
              CoseKey thing = world.born();
              world.given(world.acme, new Offer(ThingId.of(thing), id(world.site)));
              world.given(world.bolt, world.copies(thing, 1));
              return world.decide(world.site, new Accept(ThingId.of(thing)));
            }),
        refuses(
            ThingRefusal.PART_OF_A_WHOLE,
            "what was built in since it was offered is not accepted",
            world -> {
              CoseKey thing = world.born();
              world.given(world.acme, new Offer(ThingId.of(thing), id(world.site)));
              world.born(thing);
              return world.decide(world.site, new Accept(ThingId.of(thing)));
            }),
        accepts(
            "an owner takes an offer back",
            world -> world.decide(world.acme, new WithdrawOffer(offered(world))),
            ThingFact.OfferWithdrawn.class),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "no offer of what was never born is taken back",
            world -> world.decide(world.acme, new WithdrawOffer(ThingId.of(world.parties.key())))),
        refuses(
            ThingRefusal.NOT_THE_OWNER,
            "who is offered a thing does not take the offer back",
            world -> world.decide(world.site, new WithdrawOffer(offered(world)))),
        refuses(
            ThingRefusal.NOT_ON_OFFER,
            "an offer is taken back once",
            world -> {
              ThingId thing = offered(world);
              world.given(world.acme, new WithdrawOffer(thing));
              return world.decide(world.acme, new WithdrawOffer(thing));
            }));
  }
}
