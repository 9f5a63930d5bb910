package birthmark.contracts.samples;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.codec.Timestamp;
import birthmark.contract.Outcome;
import birthmark.contracts.samples.SamplingTransaction.Collect;
import birthmark.contracts.samples.SamplingTransaction.HandOver;
import birthmark.contracts.samples.SamplingTransaction.MakePlan;
import birthmark.contracts.samples.SamplingTransaction.Receive;
import birthmark.contracts.samples.SamplingTransaction.RegisterSample;
import birthmark.contracts.samples.SamplingTransaction.WithdrawAccreditation;
import birthmark.testing.ContractTest.Case;
import java.util.List;
import java.util.stream.Stream;

/** The decision table of samples: what comes before they are analysed. */
final class SamplingCases {
  private SamplingCases() {}

  static List<Case<SamplingWorld>> all() {
    return Stream.of(rules(), plans(), custody(), FindingCases.all(), StreamCases.all())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Case<SamplingWorld>> rules() {
    return List.of(
        accepts(
            "a regulator publishes a rule",
            world -> world.decide(world.regulator, SamplingWorld.rule(3)),
            SamplingFact.RulePublished.class),
        refuses(
            SamplingRefusal.NOT_A_REGULATOR,
            "a utility makes no rules for itself",
            world -> world.decide(world.utility, SamplingWorld.rule(3))),
        refuses(
            SamplingRefusal.RULE_TAKEN,
            "a rule never changes",
            world -> {
              world.given(world.regulator, SamplingWorld.rule(3));
              return world.decide(world.regulator, SamplingWorld.rule(1));
            }),
        accepts(
            "a certifier accredits a laboratory",
            world -> world.decide(world.certifier, world.accreditation()),
            SamplingFact.LaboratoryAccredited.class),
        refuses(
            SamplingRefusal.NOT_A_CERTIFIER,
            "a laboratory does not accredit itself",
            world -> world.decide(world.laboratory, world.accreditation())),
        refuses(
            SamplingRefusal.NOT_A_LABORATORY,
            "who is no laboratory is not accredited",
            world ->
                world.decide(
                    world.certifier,
                    new SamplingTransaction.Accredit(
                        id(world.utility),
                        SamplingWorld.LEAD,
                        "1",
                        world.start,
                        world.start.plusSeconds(9)))),
        refuses(
            SamplingRefusal.ALREADY_ACCREDITED,
            "an accreditation does not change",
            world -> {
              world.given(world.certifier, world.accreditation());
              return world.decide(world.certifier, world.accreditation());
            }),
        accepts(
            "a certifier withdraws what it gave",
            world -> {
              world.given(world.certifier, world.accreditation());
              return world.decide(world.certifier, withdrawal(world));
            },
            SamplingFact.AccreditationWithdrawn.class),
        refuses(
            SamplingRefusal.NO_SUCH_ACCREDITATION,
            "nothing is withdrawn twice",
            world -> {
              world.given(world.certifier, world.accreditation());
              world.given(world.certifier, withdrawal(world));
              return world.decide(world.certifier, withdrawal(world));
            }),
        refuses(
            SamplingRefusal.NO_SUCH_ACCREDITATION,
            "nobody withdraws what another gave",
            world -> {
              world.given(world.certifier, world.accreditation());
              return world.decide(world.regulator, withdrawal(world));
            }));
  }

  static WithdrawAccreditation withdrawal(SamplingWorld world) {
    return new WithdrawAccreditation(
        id(world.laboratory), SamplingWorld.LEAD, SamplingWorld.CERTIFICATE);
  }

  private static List<Case<SamplingWorld>> plans() {
    return List.of(
        accepts(
            "a utility makes a plan",
            world -> {
              world.given(world.regulator, SamplingWorld.rule(3));
              return world.decide(world.utility, world.plan(3));
            },
            SamplingFact.PlanMade.class),
        refuses(
            SamplingRefusal.NOT_AN_OPERATOR,
            "a laboratory makes no plan",
            world -> {
              world.given(world.regulator, SamplingWorld.rule(3));
              return world.decide(world.laboratory, world.plan(3));
            }),
        refuses(
            SamplingRefusal.NO_SUCH_RULE,
            "no plan follows a rule that nobody published",
            world -> world.decide(world.utility, world.plan(3))),
        refuses(
            SamplingRefusal.NOT_A_LABORATORY,
            "a utility does not analyse its own samples without the role",
            world -> {
              world.given(world.regulator, SamplingWorld.rule(3));
              return world.decide(
                  world.utility,
                  new MakePlan(
                      SamplingWorld.PLAN,
                      new RuleId(id(world.regulator), SamplingWorld.RULE),
                      id(world.utility),
                      3,
                      world.start.plusSeconds(60),
                      world.start.plusSeconds(60)));
            }),
        refuses(
            SamplingRefusal.PLAN_TAKEN,
            "a plan never changes",
            world -> {
              SamplingWorld planned = SamplingWorld.planned();
              return planned.decide(planned.utility, planned.plan(3));
            }),
        refuses(
            SamplingRefusal.TOO_FEW_PLANNED,
            "no plan has fewer samples than the rule asks for",
            world -> {
              world.given(world.regulator, SamplingWorld.rule(3));
              return world.decide(world.utility, world.plan(2));
            }),
        refuses(
            SamplingRefusal.PLAN_ENDS_TOO_SOON,
            "no plan ends as it is made",
            world -> {
              world.given(world.regulator, SamplingWorld.rule(3));
              return world.decide(
                  world.utility,
                  new MakePlan(
                      SamplingWorld.PLAN,
                      new RuleId(id(world.regulator), SamplingWorld.RULE),
                      id(world.laboratory),
                      3,
                      world.now(),
                      world.now()));
            }),
        accepts(
            "a sample is registered before it is taken",
            world -> {
              SamplingWorld planned = SamplingWorld.planned();
              return planned.decide(planned.utility, planned.registration(1));
            },
            SamplingFact.SampleRegistered.class),
        refuses(
            SamplingRefusal.NO_SUCH_PLAN,
            "a sample belongs to a plan of who registers it",
            world -> {
              SamplingWorld planned = SamplingWorld.planned();
              return planned.decide(planned.rival, planned.registration(1));
            }),
        refuses(
            SamplingRefusal.PLAN_ENDED,
            "no sample is registered after the end",
            world -> {
              SamplingWorld planned = SamplingWorld.planned();
              planned.pass(SamplingWorld.PERIOD);
              return planned.decide(planned.utility, planned.registration(1));
            }),
        refuses(
            SamplingRefusal.SAMPLE_TAKEN,
            "a bottle's number is given once",
            world -> {
              SamplingWorld planned = SamplingWorld.planned();
              planned.register(1);
              return planned.decide(planned.utility, planned.registration(1));
            }),
        refuses(
            SamplingRefusal.NO_SUCH_PARTY,
            "nobody unknown is to take a sample",
            world -> {
              SamplingWorld planned = SamplingWorld.planned();
              return planned.decide(
                  planned.utility,
                  new RegisterSample(
                      SamplingWorld.PLAN, 1, SamplingWorld.site(1), id(planned.parties.key())));
            }));
  }

  private static SamplingWorld registered() {
    SamplingWorld world = SamplingWorld.planned();
    world.pass(10);
    world.register(1);
    return world;
  }

  static SamplingWorld collected() {
    SamplingWorld world = registered();
    world.pass(100);
    world.given(world.resident, world.collection(1));
    return world;
  }

  static SamplingWorld offered() {
    SamplingWorld world = collected();
    world.given(world.resident, new HandOver(world.sample(1), id(world.laboratory)));
    return world;
  }

  private static Outcome collectAt(SamplingWorld world, Timestamp at) {
    return world.decide(world.resident, new Collect(world.sample(1), at));
  }

  private static List<Case<SamplingWorld>> custody() {
    return List.of(
        accepts(
            "who is to take a sample says that it was taken",
            world -> {
              SamplingWorld registered = registered();
              return registered.decide(registered.resident, registered.collection(1));
            },
            SamplingFact.SampleCollected.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "what was not registered was not taken",
            world -> {
              SamplingWorld registered = registered();
              return registered.decide(registered.resident, registered.collection(2));
            }),
        refuses(
            SamplingRefusal.NOT_THE_SAMPLER,
            "the utility does not say it for the resident",
            world -> {
              SamplingWorld registered = registered();
              return registered.decide(registered.utility, registered.collection(1));
            }),
        refuses(
            SamplingRefusal.ALREADY_COLLECTED,
            "a sample is taken once",
            world -> {
              SamplingWorld collected = collected();
              return collected.decide(collected.resident, collected.collection(1));
            }),
        refuses(
            SamplingRefusal.COLLECTED_OUT_OF_TIME,
            "no sample is taken before it is registered",
            world -> collectAt(registered(), world.start)),
        refuses(
            SamplingRefusal.COLLECTED_OUT_OF_TIME,
            "no sample is taken in the future",
            world -> {
              SamplingWorld registered = registered();
              return collectAt(registered, registered.now().plusSeconds(61));
            }),
        refuses(
            SamplingRefusal.COLLECTED_OUT_OF_TIME,
            "no sample is taken after the end",
            world -> {
              SamplingWorld registered = registered();
              registered.pass(SamplingWorld.PERIOD);
              return collectAt(registered, registered.now());
            }),
        accepts(
            "who has a sample hands it over",
            world -> {
              SamplingWorld collected = collected();
              return collected.decide(
                  collected.resident, new HandOver(collected.sample(1), id(collected.laboratory)));
            },
            SamplingFact.SampleHandedOver.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "what was not registered is not handed over",
            world ->
                SamplingWorld.planned()
                    .decide(world.resident, new HandOver(world.sample(9), id(world.laboratory)))),
        refuses(
            SamplingRefusal.NOT_THE_CUSTODIAN,
            "nobody hands over what nobody took",
            world -> {
              SamplingWorld registered = registered();
              return registered.decide(
                  registered.resident,
                  new HandOver(registered.sample(1), id(registered.laboratory)));
            }),
        refuses(
            SamplingRefusal.NOT_THE_CUSTODIAN,
            "nobody hands over what another has",
            world -> {
              SamplingWorld collected = collected();
              return collected.decide(
                  collected.utility, new HandOver(collected.sample(1), id(collected.laboratory)));
            }),
        refuses(
            SamplingRefusal.NO_SUCH_PARTY,
            "nobody unknown is handed a sample",
            world -> {
              SamplingWorld collected = collected();
              return collected.decide(
                  collected.resident,
                  new HandOver(collected.sample(1), id(collected.parties.key())));
            }),
        accepts(
            "who was handed a sample receives it",
            world -> {
              SamplingWorld offered = offered();
              return offered.decide(offered.laboratory, new Receive(offered.sample(1)));
            },
            SamplingFact.SampleReceived.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "what was not registered is not received",
            world -> {
              SamplingWorld offered = offered();
              return offered.decide(offered.laboratory, new Receive(offered.sample(2)));
            }),
        refuses(
            SamplingRefusal.NOT_OFFERED,
            "nobody receives what was handed to another",
            world -> {
              SamplingWorld offered = offered();
              return offered.decide(offered.rival, new Receive(offered.sample(1)));
            }));
  }
}
