package birthmark.contracts.things;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.ThingWorld.CAM;
import static birthmark.testing.ThingWorld.CHIP;

import birthmark.codec.Timestamp;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.Identifier.Kind;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.Samples;
import birthmark.testing.ThingWorld;
import java.util.List;
import java.util.Optional;
import java.util.Random;

/** The decision table of models and births. */
final class BirthCases {
  private BirthCases() {}

  static Identifier text(Kind kind, String text) {
    return new Identifier.Public(kind, text);
  }

  private static Outcome birth(ThingWorld world, ModelId model, Identifier... identifiers) {
    return world.decide(
        world.acme, world.birth(world.parties.key(), model, List.of(identifiers), List.of()));
  }

  private static Outcome assemble(ThingWorld world, CoseKey maker, ThingId... components) {
    return world.decide(
        maker, world.birth(world.parties.key(), CHIP, List.of(), List.of(components)));
  }

  /** A thing with {@code levels} of parts. */
  private static CoseKey nested(ThingWorld world, long levels) {
    CoseKey thing = world.born();
    for (long i = 1; i < levels; i++) {
      thing = world.born(thing);
    }
    return thing;
  }

  private static Outcome madeAfter(ThingWorld world, long seconds) {
    Timestamp made = world.hearing.time().plusSeconds(seconds);
    return world.decide(
        world.acme,
        world.birth(
            world.parties.key(), world.parties.agreement(), CHIP, made, List.of(), List.of()));
  }

  static List<Case<ThingWorld>> models() {
    return List.of(
        accepts(
            "a maker registers a model under its handle",
            world ->
                world.decide(
                    world.bolt, ThingWorld.model(new ModelId("bolt:nut"), Optional.empty())),
            ThingFact.ModelRegistered.class),
        refuses(
            ThingRefusal.NOT_A_MAKER,
            "an operator registers no model",
            world ->
                world.decide(
                    world.site, ThingWorld.model(new ModelId("site:x"), Optional.empty()))),
        refuses(
            ThingRefusal.NOT_A_MAKER,
            "a thing registers no model",
            world ->
                world.decide(
                    world.born(), ThingWorld.model(new ModelId("acme:x"), Optional.empty()))),
        refuses(
            ThingRefusal.MODEL_OF_ANOTHER_MAKER,
            "a maker registers no model under another's handle",
            world ->
                world.decide(
                    world.bolt, ThingWorld.model(new ModelId("acme:nut"), Optional.empty()))),
        refuses(
            ThingRefusal.MODEL_OF_ANOTHER_MAKER,
            "a person who makes things has no handle, so no models",
            world -> {
              CoseKey person = world.parties.person();
              world.given(
                  world.parties.root,
                  new PartyTransaction.Grant(ThingWorld.id(person), Role.MAKER));
              return world.decide(
                  person, ThingWorld.model(new ModelId("acme:nut"), Optional.empty()));
            }),
        refuses(
            ThingRefusal.MODEL_EXISTS,
            "a model is registered once",
            world -> world.decide(world.acme, ThingWorld.model(CAM, Optional.empty()))));
  }

  static List<Case<ThingWorld>> births() {
    return List.of(
        accepts("a maker registers a thing", world -> birth(world, CHIP), ThingFact.Born.class),
        accepts(
            "a thing may have every kind of identifier, and one token",
            world ->
                birth(
                    world,
                    CAM,
                    text(Kind.SERIAL, "SN 1"),
                    text(Kind.SGTIN, "(01)9506000134352(21)A1"),
                    text(Kind.MAC, "00:1b:44:11:3a:b7"),
                    text(Kind.IMEI, "490154203237518"),
                    text(Kind.OTHER, "asset 5"),
                    new Identifier.Blinded(Kind.SERIAL, Samples.random(new Random(1), 32))),
            ThingFact.Born.class),
        accepts(
            "a link in another form of the model's GTIN is the model's",
            world ->
                birth(
                    world, CAM, text(Kind.DIGITAL_LINK, "https://a.example/01/9506000134352/21/1")),
            ThingFact.Born.class),
        accepts(
            "a model without GTIN takes any",
            world -> birth(world, CHIP, text(Kind.SGTIN, "(01)4006381333931(21)1")),
            ThingFact.Born.class),
        refuses(
            ThingRefusal.NOT_A_MAKER,
            "who lost the role of a maker registers no more things",
            world -> {
              world.given(
                  world.parties.root,
                  new PartyTransaction.Withdraw(ThingWorld.id(world.acme), Role.MAKER));
              return birth(world, CHIP);
            }),
        refuses(
            ThingRefusal.NO_SUCH_MODEL,
            "a thing has a registered model",
            world -> birth(world, new ModelId("acme:unknown"))),
        refuses(
            ThingRefusal.MODEL_OF_ANOTHER_MAKER,
            "a maker registers things of its own models",
            world ->
                world.decide(
                    world.bolt, world.birth(world.parties.key(), CHIP, List.of(), List.of()))),
        refuses(
            ThingRefusal.ALREADY_BORN,
            "a thing is born once",
            world ->
                world.decide(world.acme, world.birth(world.born(), CHIP, List.of(), List.of()))),
        refuses(
            ThingRefusal.KEY_TAKEN,
            "a party's key names no thing",
            world -> world.decide(world.acme, world.birth(world.site, CHIP, List.of(), List.of()))),
        refuses(
            ThingRefusal.KEY_TAKEN,
            "two things do not share a key-agreement key",
            world -> {
              CoseKey agreement = world.parties.agreement();
              Timestamp now = world.hearing.time();
              world.given(
                  world.acme,
                  world.birth(world.parties.key(), agreement, CHIP, now, List.of(), List.of()));
              return world.decide(
                  world.acme,
                  world.birth(world.parties.key(), agreement, CHIP, now, List.of(), List.of()));
            }),
        accepts(
            "a factory's clock may be a day ahead",
            world -> madeAfter(world, 24 * 60 * 60),
            ThingFact.Born.class),
        refuses(
            ThingRefusal.MADE_IN_THE_FUTURE,
            "a factory's clock is not more than a day ahead",
            world -> madeAfter(world, 24 * 60 * 60 + 1)),
        refuses(
            ThingRefusal.GTIN_OF_ANOTHER_MODEL,
            "a link has the model's GTIN",
            world ->
                birth(
                    world,
                    CAM,
                    text(Kind.DIGITAL_LINK, "https://a.example/01/4006381333931/21/1"))),
        refuses(
            ThingRefusal.GTIN_OF_ANOTHER_MODEL,
            "a serialised GTIN is the model's",
            world -> birth(world, CAM, text(Kind.SGTIN, "(01)4006381333931(21)1"))),
        accepts(
            "a second thing with an identifier is born, and an alarm raised",
            world -> {
              birth(world, CHIP, text(Kind.SERIAL, "1"));
              return birth(world, CHIP, text(Kind.SERIAL, "1"));
            },
            ThingFact.Born.class,
            ThingFact.IdentifierClashed.class),
        accepts(
            "a link clashes with the serialised GTIN that says the same",
            world -> {
              birth(world, CAM, text(Kind.SGTIN, "(01)9506000134352(21)1"));
              return birth(
                  world, CAM, text(Kind.DIGITAL_LINK, "https://b.example/01/09506000134352/21/1"));
            },
            ThingFact.Born.class,
            ThingFact.IdentifierClashed.class),
        accepts(
            "serial numbers of two models do not clash",
            world -> {
              birth(world, CHIP, text(Kind.SERIAL, "1"));
              return birth(world, CAM, text(Kind.SERIAL, "1"));
            },
            ThingFact.Born.class),
        accepts(
            "other identifiers of two models do not clash either",
            world -> {
              birth(world, CHIP, text(Kind.OTHER, "1"));
              return birth(world, CAM, text(Kind.OTHER, "1"));
            },
            ThingFact.Born.class),
        accepts(
            "texts of two kinds do not clash",
            world -> {
              birth(world, CHIP, text(Kind.SERIAL, "1"));
              return birth(world, CHIP, text(Kind.OTHER, "1"));
            },
            ThingFact.Born.class),
        accepts(
            "a MAC address clashes whatever the model",
            world -> {
              birth(world, CHIP, text(Kind.MAC, "001B44113AB7"));
              return birth(world, CAM, text(Kind.MAC, "00-1b-44-11-3a-b7"));
            },
            ThingFact.Born.class,
            ThingFact.IdentifierClashed.class),
        accepts(
            "a token clashes with the same token",
            world -> {
              Identifier token =
                  new Identifier.Blinded(Kind.IMEI, Samples.random(new Random(3), 32));
              birth(world, CHIP, token);
              return birth(world, CAM, token);
            },
            ThingFact.Born.class,
            ThingFact.IdentifierClashed.class),
        accepts(
            "a thing is built from its maker's parts",
            world ->
                assemble(world, world.acme, ThingId.of(world.born()), ThingId.of(world.born())),
            ThingFact.Born.class,
            ThingFact.BuiltIn.class,
            ThingFact.BuiltIn.class),
        accepts(
            "a maker builds in what it bought",
            world -> {
              CoseKey part = world.born();
              world.given(
                  world.acme,
                  new ThingTransaction.Offer(ThingId.of(part), ThingWorld.id(world.bolt)));
              world.given(world.bolt, new ThingTransaction.Accept(ThingId.of(part)));
              ModelId nut = new ModelId("bolt:nut");
              world.given(world.bolt, ThingWorld.model(nut, Optional.empty()));
              return world.decide(
                  world.bolt,
                  world.birth(world.parties.key(), nut, List.of(), List.of(ThingId.of(part))));
            },
            ThingFact.Born.class,
            ThingFact.BuiltIn.class),
        refuses(
            ThingRefusal.NO_SUCH_COMPONENT,
            "a part has a birth certificate",
            world -> assemble(world, world.acme, ThingId.of(world.parties.key()))),
        refuses(
            ThingRefusal.COMPONENT_NOT_YOURS,
            "a maker does not build in what it sold",
            world -> assemble(world, world.acme, ThingId.of(world.sold()))),
        refuses(
            ThingRefusal.COMPONENT_IN_USE,
            "a part is in one whole",
            world -> {
              CoseKey part = world.born();
              world.born(part);
              return assemble(world, world.acme, ThingId.of(part));
            }),
        refuses(
            ThingRefusal.COMPONENT_QUARANTINED,
            "a part whose key has a copy is not built in",
            world -> {
              CoseKey part = world.born();
              world.given(world.site, world.copies(part, 1));
              return assemble(world, world.acme, ThingId.of(part));
            }),
        accepts(
            "parts are nested eight deep",
            world -> assemble(world, world.acme, ThingId.of(nested(world, 7))),
            ThingFact.Born.class,
            ThingFact.BuiltIn.class),
        refuses(
            ThingRefusal.TOO_MANY_LEVELS,
            "parts are not nested nine deep",
            world -> assemble(world, world.acme, ThingId.of(nested(world, 8)))));
  }
}
