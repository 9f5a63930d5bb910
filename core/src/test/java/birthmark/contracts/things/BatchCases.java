package birthmark.contracts.things;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.ThingWorld.CHIP;

import birthmark.bytes.Sha256;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.things.ThingTransaction.CallOffBatch;
import birthmark.contracts.things.ThingTransaction.ClaimBirth;
import birthmark.contracts.things.ThingTransaction.RegisterBatch;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest.Case;
import birthmark.testing.Lot;
import birthmark.testing.PartyWorld;
import birthmark.testing.ThingWorld;
import java.util.List;

/** The decision table of batches and what is claimed from them. */
final class BatchCases {
  private BatchCases() {}

  /** A batch of five that acme registered. */
  private static Lot lot(ThingWorld world) {
    Lot lot = new Lot(world.certificates(5));
    world.given(world.acme, lot.register());
    return lot;
  }

  /**
   * What becomes of a claim at a place of {@code lot} with the path of one and the paper of
   * another.
   */
  private static Outcome misplaced(
      ThingWorld world, Lot lot, long index, ClaimBirth path, ClaimBirth paper) {
    return world.decide(
        world.acme,
        new ClaimBirth(
            lot.tree().root(), index, path.path(), paper.certificate(), PartyWorld.proof()));
  }

  private static Outcome claim(ThingWorld world, CoseKey by, Lot lot, int index) {
    return world.decide(by, lot.claim(index, PartyWorld.proof()));
  }

  private static ClaimBirth claimed(Lot lot, int index) {
    return lot.claim(index, PartyWorld.proof());
  }

  private static CallOffBatch callOff(Lot lot) {
    return new CallOffBatch(CHIP, lot.tree().root(), "others had the key");
  }

  private static Lot calledOff(ThingWorld world) {
    Lot lot = lot(world);
    world.given(world.acme, callOff(lot));
    return lot;
  }

  private static Lot of(CoseKey key, ThingWorld world, ThingId... components) {
    return new Lot(
        List.of(
            world.birth(key, CHIP, List.of(), List.of(components)).certificate(),
            world.certificates(1).getFirst()));
  }

  static List<Case<ThingWorld>> all() {
    return List.of(
        accepts(
            "a maker registers a batch",
            world -> world.decide(world.acme, new Lot(world.certificates(3)).register()),
            ThingFact.BatchRegistered.class),
        refuses(
            ThingRefusal.NOT_A_MAKER,
            "an operator registers no batch",
            world -> world.decide(world.site, new Lot(world.certificates(1)).register())),
        refuses(
            ThingRefusal.NO_SUCH_MODEL,
            "a batch is of a registered model",
            world ->
                world.decide(
                    world.acme,
                    new RegisterBatch(
                        new ModelId("acme:unknown"),
                        1,
                        Sha256.of(world.hearing.network()),
                        Sha256.of(world.hearing.network())))),
        refuses(
            ThingRefusal.MODEL_OF_ANOTHER_MAKER,
            "a maker registers no batch of another's model",
            world -> world.decide(world.bolt, new Lot(world.certificates(1)).register())),
        refuses(
            ThingRefusal.BATCH_EXISTS,
            "a batch is registered once",
            world -> world.decide(world.acme, lot(world).register())),
        accepts(
            "the maker claims a thing of a batch",
            world -> claim(world, world.acme, lot(world), 0),
            ThingFact.Born.class),
        accepts(
            "whoever has a thing's papers claims it",
            world -> claim(world, world.parties.person(), lot(world), 4),
            ThingFact.Born.class),
        accepts(
            "what was registered is claimed also once its maker is a maker no longer",
            world -> {
              Lot lot = lot(world);
              world.given(
                  world.parties.root,
                  new PartyTransaction.Withdraw(ThingWorld.id(world.acme), Role.MAKER));
              return claim(world, world.site, lot, 2);
            },
            ThingFact.Born.class),
        accepts(
            "a thing of a batch may be built from its maker's things",
            world -> {
              Lot lot = of(world.parties.key(), world, ThingId.of(world.born()));
              world.given(world.acme, lot.register());
              return claim(world, world.site, lot, 0);
            },
            ThingFact.Born.class,
            ThingFact.BuiltIn.class),
        refuses(
            ThingRefusal.COMPONENT_NOT_YOURS,
            "a thing of a batch is not built from what its maker sold, whoever claims it",
            world -> {
              Lot lot = of(world.parties.key(), world, ThingId.of(world.sold()));
              world.given(world.acme, lot.register());
              return claim(world, world.site, lot, 0);
            }),
        refuses(
            ThingRefusal.NO_SUCH_BATCH,
            "nothing is claimed before its batch is registered",
            world -> claim(world, world.acme, new Lot(world.certificates(2)), 1)),
        refuses(
            ThingRefusal.NOT_IN_THE_BATCH,
            "nothing is claimed by the path of another batch",
            world -> {
              Lot one = lot(world);
              Lot other = lot(world);
              return misplaced(world, one, 1, claimed(other, 1), claimed(other, 1));
            }),
        refuses(
            ThingRefusal.NOT_IN_THE_BATCH,
            "nothing is claimed at another's place",
            world -> {
              Lot lot = lot(world);
              return misplaced(world, lot, 1, claimed(lot, 0), claimed(lot, 0));
            }),
        refuses(
            ThingRefusal.NOT_IN_THE_BATCH,
            "nothing is claimed at a place that the batch does not have",
            world -> {
              Lot lot = lot(world);
              return misplaced(world, lot, 5, claimed(lot, 4), claimed(lot, 4));
            }),
        refuses(
            ThingRefusal.NOT_IN_THE_BATCH,
            "a hash too many is no path",
            world -> {
              Lot lot = lot(world);
              return misplaced(world, lot, 4, claimed(lot, 0), claimed(lot, 4));
            }),
        refuses(
            ThingRefusal.ALREADY_BORN,
            "each thing of a batch is claimed once",
            world -> {
              Lot lot = lot(world);
              world.given(world.site, claimed(lot, 3));
              return claim(world, world.acme, lot, 3);
            }),
        refuses(
            ThingRefusal.ALREADY_BORN,
            "what is in two batches is claimed from one of them",
            world -> {
              Lot lot = lot(world);
              Lot other = new Lot(lot.certificates().subList(0, 2));
              world.given(world.acme, other.register());
              world.given(world.acme, claimed(lot, 1));
              return claim(world, world.acme, other, 1);
            }),
        refuses(
            ThingRefusal.KEY_TAKEN,
            "a key that somebody registered meanwhile names nothing that is claimed",
            world -> {
              CoseKey key = world.parties.key();
              Lot lot = of(key, world);
              world.given(world.acme, lot.register());
              world.given(
                  world.site,
                  new PartyTransaction.AddSigningKey(
                      ThingWorld.id(world.site), key, PartyWorld.proof()));
              return claim(world, world.acme, lot, 0);
            }),
        refuses(
            ThingRefusal.MADE_IN_THE_FUTURE,
            "what will be made is not claimed",
            world -> {
              Lot lot =
                  new Lot(
                      List.of(
                          world
                              .birth(
                                  world.parties.key(),
                                  world.parties.agreement(),
                                  CHIP,
                                  world.hearing.time().plusSeconds(90_000),
                                  List.of(),
                                  List.of())
                              .certificate()));
              world.given(world.acme, lot.register());
              return claim(world, world.acme, lot, 0);
            }),
        refuses(
            ThingRefusal.NO_SUCH_BATCH,
            "a batch of one model has no things of another",
            world -> {
              Lot lot =
                  new Lot(
                      List.of(
                          world
                              .birth(world.parties.key(), ThingWorld.CAM, List.of(), List.of())
                              .certificate()));
              RegisterBatch asked = lot.register();
              world.given(world.acme, new RegisterBatch(CHIP, 1, asked.root(), asked.content()));
              return claim(world, world.acme, lot, 0);
            }),
        accepts(
            "its maker calls a batch off",
            world -> world.decide(world.acme, callOff(lot(world))),
            ThingFact.BatchCalledOff.class),
        accepts(
            "its maker calls a batch off also once it is a maker no longer",
            world -> {
              Lot lot = lot(world);
              world.given(
                  world.parties.root,
                  new PartyTransaction.Withdraw(ThingWorld.id(world.acme), Role.MAKER));
              return world.decide(world.acme, callOff(lot));
            },
            ThingFact.BatchCalledOff.class),
        refuses(
            ThingRefusal.BATCH_CALLED_OFF,
            "nothing is claimed from a batch that was called off",
            world -> claim(world, world.site, calledOff(world), 1)),
        refuses(
            ThingRefusal.BATCH_CALLED_OFF,
            "a batch is called off once",
            world -> world.decide(world.acme, callOff(calledOff(world)))),
        refuses(
            ThingRefusal.BATCH_EXISTS,
            "a batch that was called off is not registered again",
            world -> world.decide(world.acme, calledOff(world).register())),
        refuses(
            ThingRefusal.MODEL_OF_ANOTHER_MAKER,
            "nobody calls another's batch off",
            world -> world.decide(world.bolt, callOff(lot(world)))),
        refuses(
            ThingRefusal.NO_SUCH_BATCH,
            "what is not registered is not called off",
            world -> world.decide(world.acme, callOff(new Lot(world.certificates(2))))));
  }
}
