package birthmark.contracts.things;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.ThingWorld.id;

import birthmark.contracts.parties.PartyTransaction.AddSigningKey;
import birthmark.contracts.parties.PartyTransaction.RevokeKey;
import birthmark.contracts.parties.RevocationReason;
import birthmark.contracts.things.ThingTransaction.Accept;
import birthmark.contracts.things.ThingTransaction.Offer;
import birthmark.contracts.things.ThingTransaction.Rekey;
import birthmark.contracts.things.ThingTransaction.Release;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.PartyWorld;
import birthmark.testing.ThingWorld;
import java.util.List;

/** The decision table of what owner and maker must agree on. */
final class AgreementCases {
  private AgreementCases() {}

  static Rekey rekey(ThingWorld world, CoseKey thing) {
    return new Rekey(
        ThingId.of(thing), world.parties.key(), world.parties.agreement(), PartyWorld.proof());
  }

  private static Release release(CoseKey thing) {
    return new Release(ThingId.of(thing), "the second one came from a backup");
  }

  static List<Case<ThingWorld>> rekeys() {
    return List.of(
        accepts(
            "a maker that still owns a thing re-keys it alone",
            world -> world.decide(world.acme, rekey(world, world.born())),
            ThingFact.Rekeyed.class),
        accepts(
            "an owner's wish for new keys is a proposal",
            world -> world.decide(world.site, rekey(world, world.sold())),
            ThingFact.Proposed.class),
        accepts(
            "the maker's identical wish takes effect",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              world.given(world.site, rekey);
              return world.decide(world.acme, rekey);
            },
            ThingFact.Rekeyed.class),
        accepts(
            "the maker may ask first",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              world.given(world.acme, rekey);
              return world.decide(world.site, rekey);
            },
            ThingFact.Rekeyed.class),
        accepts(
            "two wishes for different keys are two proposals",
            world -> {
              CoseKey thing = world.copied();
              world.given(world.acme, rekey(world, thing));
              return world.decide(world.site, rekey(world, thing));
            },
            ThingFact.Proposed.class),
        accepts(
            "a newer proposal takes the older one's place",
            world -> {
              CoseKey thing = world.copied();
              Rekey older = rekey(world, thing);
              world.given(world.acme, older);
              world.given(world.acme, rekey(world, thing));
              return world.decide(world.site, older);
            },
            ThingFact.Proposed.class),
        accepts(
            "a proposal is good for a week",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              world.given(world.acme, rekey);
              world.hearing.pass(Proposal.VALID_SECONDS - 1);
              return world.decide(world.site, rekey);
            },
            ThingFact.Rekeyed.class),
        accepts(
            "after a week it lapses by itself",
            world -> {
              world.given(world.acme, rekey(world, world.copied()));
              return world.hearing.come(Proposal.VALID_SECONDS);
            },
            ThingFact.ProposalLapsed.class),
        accepts(
            "a proposal that another took the place of lapses once, with that",
            world -> {
              CoseKey thing = world.copied();
              world.given(world.acme, rekey(world, thing));
              world.hearing.pass(60);
              world.given(world.acme, rekey(world, thing));
              ContractTest.assertFacts(world.hearing.come(Proposal.VALID_SECONDS - 1));
              return world.hearing.come(1);
            },
            ThingFact.ProposalLapsed.class),
        accepts(
            "what both agreed on does not lapse",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              world.given(world.acme, rekey);
              world.given(world.site, rekey);
              return world.hearing.come(Proposal.VALID_SECONDS);
            }),
        accepts(
            "after a week the second wish is the first again",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              world.given(world.acme, rekey);
              world.hearing.pass(Proposal.VALID_SECONDS);
              return world.decide(world.site, rekey);
            },
            ThingFact.Proposed.class),
        accepts(
            "a proposal signed with a key revoked since does not count",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              CoseKey other = world.parties.key();
              world.given(world.acme, new AddSigningKey(id(world.acme), other, PartyWorld.proof()));
              world.given(other, rekey);
              world.hearing.pass(1);
              world.given(
                  world.acme, new RevokeKey(other.thumbprint(), RevocationReason.COMPROMISED));
              return world.decide(world.site, rekey);
            },
            ThingFact.Proposed.class),
        accepts(
            "what a former owner asked for does not count for the new one",
            world -> {
              CoseKey thing = world.sold();
              Rekey rekey = rekey(world, thing);
              world.given(world.site, rekey);
              world.given(world.site, new Offer(ThingId.of(thing), id(world.bolt)));
              world.given(world.bolt, new Accept(ThingId.of(thing)));
              return world.decide(world.acme, rekey);
            },
            ThingFact.Proposed.class),
        accepts(
            "an owner that sold a thing and bought it back must ask again",
            world -> {
              CoseKey thing = world.sold();
              Rekey rekey = rekey(world, thing);
              world.given(world.site, rekey);
              world.given(world.site, new Offer(ThingId.of(thing), id(world.bolt)));
              world.given(world.bolt, new Accept(ThingId.of(thing)));
              world.given(world.bolt, new Offer(ThingId.of(thing), id(world.site)));
              world.given(world.site, new Accept(ThingId.of(thing)));
              return world.decide(world.acme, rekey);
            },
            ThingFact.Proposed.class),
        accepts(
            "the owner of a whole and the maker of its part re-key the part",
            world -> {
              CoseKey part = world.born();
              CoseKey whole = world.born(part);
              world.given(world.acme, new Offer(ThingId.of(whole), id(world.site)));
              world.given(world.site, new Accept(ThingId.of(whole)));
              Rekey rekey = rekey(world, part);
              world.given(world.site, rekey);
              return world.decide(world.acme, rekey);
            },
            ThingFact.Rekeyed.class),
        refuses(
            ThingRefusal.ALREADY_PROPOSED,
            "one party does not agree with itself",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              world.given(world.site, rekey);
              return world.decide(world.site, rekey);
            }),
        refuses(
            ThingRefusal.ALREADY_PROPOSED,
            "one party does not agree with itself by another key",
            world -> {
              Rekey rekey = rekey(world, world.copied());
              CoseKey other = world.parties.key();
              world.given(world.site, new AddSigningKey(id(world.site), other, PartyWorld.proof()));
              world.given(world.site, rekey);
              return world.decide(other, rekey);
            }),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "what was never born gets no new keys",
            world -> world.decide(world.acme, rekey(world, world.parties.key()))),
        refuses(
            ThingRefusal.NEITHER_OWNER_NOR_MAKER,
            "nobody else gives a thing new keys",
            world -> world.decide(world.bolt, rekey(world, world.copied()))),
        refuses(
            ThingRefusal.NEITHER_OWNER_NOR_MAKER,
            "a thing, or its copy, gives itself no new keys",
            world -> {
              CoseKey thing = world.copied();
              return world.decide(thing, rekey(world, thing));
            }),
        refuses(
            ThingRefusal.KEY_TAKEN,
            "new keys are nobody's",
            world -> {
              CoseKey thing = world.copied();
              return world.decide(
                  world.acme,
                  new Rekey(
                      ThingId.of(thing), thing, world.parties.agreement(), PartyWorld.proof()));
            }));
  }

  static List<Case<ThingWorld>> releases() {
    return List.of(
        accepts(
            "a maker that still owns a thing releases it alone",
            world -> {
              CoseKey thing = world.born();
              world.given(world.site, world.copies(thing, 1));
              return world.decide(world.acme, release(thing));
            },
            ThingFact.Released.class),
        accepts(
            "an owner's wish for release is a proposal",
            world -> world.decide(world.site, release(world.copied())),
            ThingFact.Proposed.class),
        accepts(
            "owner and maker release a thing together",
            world -> {
              CoseKey thing = world.copied();
              world.given(world.acme, release(thing));
              return world.decide(world.site, release(thing));
            },
            ThingFact.Released.class),
        accepts(
            "a release for another reason is another proposal",
            world -> {
              CoseKey thing = world.copied();
              world.given(world.acme, release(thing));
              return world.decide(world.site, new Release(ThingId.of(thing), "never mind"));
            },
            ThingFact.Proposed.class),
        accepts(
            "what an owner asked for before a quarantine does not lift it",
            world -> {
              CoseKey thing = world.sold();
              Rekey rekey = rekey(world, thing);
              world.given(world.site, rekey);
              world.given(world.bolt, world.copies(thing, 8));
              return world.decide(world.acme, rekey);
            },
            ThingFact.Proposed.class),
        accepts(
            "what a maker asked for before a quarantine does not lift it",
            world -> {
              CoseKey thing = world.sold();
              Rekey rekey = rekey(world, thing);
              world.given(world.acme, rekey);
              world.given(world.bolt, world.copies(thing, 8));
              return world.decide(world.site, rekey);
            },
            ThingFact.Proposed.class),
        refuses(
            ThingRefusal.NO_SUCH_THING,
            "what was never born is not released",
            world -> world.decide(world.acme, release(world.parties.key()))),
        refuses(
            ThingRefusal.NEITHER_OWNER_NOR_MAKER,
            "nobody else releases a thing",
            world -> world.decide(world.bolt, release(world.copied()))),
        refuses(
            ThingRefusal.NOT_QUARANTINED,
            "what is not quarantined is not released",
            world -> world.decide(world.site, release(world.sold()))),
        refuses(
            ThingRefusal.ALREADY_PROPOSED,
            "one party does not release alone what two must",
            world -> {
              CoseKey thing = world.copied();
              world.given(world.site, release(thing));
              return world.decide(world.site, release(thing));
            }));
  }
}
