package birthmark.contracts.samples;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.SamplingTransaction.DeclareError;
import birthmark.contracts.samples.SamplingTransaction.Exclude;
import birthmark.contracts.samples.SamplingTransaction.HandOver;
import birthmark.contracts.samples.SamplingTransaction.Receive;
import birthmark.contracts.samples.SamplingTransaction.ReportResult;
import birthmark.testing.ContractTest;
import birthmark.testing.ContractTest.Case;
import java.util.List;
import java.util.stream.Stream;

/** The decision table of what is found in samples, left out, and told. */
final class FindingCases {
  private FindingCases() {}

  static List<Case<SamplingWorld>> all() {
    return Stream.of(results(), fitness(), exclusions(), notices()).flatMap(List::stream).toList();
  }

  private static SamplingWorld delivered() {
    SamplingWorld world = SamplingWorld.planned();
    world.pass(10);
    world.deliver(1);
    return world;
  }

  private static List<Case<SamplingWorld>> results() {
    return List.of(
        accepts(
            "the laboratory reports what it found",
            world -> {
              SamplingWorld delivered = delivered();
              return delivered.decide(delivered.laboratory, delivered.report(1, "104"));
            },
            SamplingFact.ResultReported.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "no result without a sample",
            world -> {
              SamplingWorld delivered = delivered();
              return delivered.decide(delivered.laboratory, delivered.report(2, "1"));
            }),
        refuses(
            SamplingRefusal.NOT_THE_CUSTODIAN,
            "no result of a sample that the laboratory does not have",
            world -> {
              SamplingWorld offered = SamplingCases.offered();
              return offered.decide(offered.laboratory, offered.report(1, "1"));
            }),
        refuses(
            SamplingRefusal.NOT_ITS_LABORATORY,
            "no other laboratory than the plan's reports, whoever hands it a sample",
            world -> {
              SamplingWorld collected = SamplingCases.collected();
              collected.given(
                  collected.resident, new HandOver(collected.sample(1), id(collected.rival)));
              collected.given(collected.rival, new Receive(collected.sample(1)));
              return collected.decide(collected.rival, collected.report(1, "1"));
            }),
        refuses(
            SamplingRefusal.ALREADY_REPORTED,
            "a result does not change in silence",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1");
              return analysed.decide(analysed.laboratory, analysed.report(1, "2"));
            }),
        accepts(
            "a laboratory declares its result wrong",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1");
              return analysed.decide(analysed.laboratory, analysed.error(1, "2"));
            },
            SamplingFact.ErrorDeclared.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "no error without a sample",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1");
              return analysed.decide(analysed.laboratory, analysed.error(2, "2"));
            }),
        refuses(
            SamplingRefusal.NO_RESULT,
            "no error without a result",
            world -> {
              SamplingWorld delivered = delivered();
              return delivered.decide(delivered.laboratory, delivered.error(1, "2"));
            }),
        refuses(
            SamplingRefusal.NOT_ITS_LABORATORY,
            "nobody declares another's result wrong",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1");
              return analysed.decide(analysed.utility, analysed.error(1, "2"));
            }));
  }

  private static Outcome reported(SamplingWorld world, Finding finding) {
    return world.decide(world.laboratory, new ReportResult(world.sample(1), finding));
  }

  private static Outcome reportedAt(SamplingWorld world, Timestamp at) {
    return reported(world, SamplingWorld.finding("1", at, Unit.PPB, at.plusSeconds(1)));
  }

  private static List<Case<SamplingWorld>> fitness() {
    return List.of(
        refuses(
            SamplingRefusal.WRONG_UNIT,
            "nobody takes parts per million for parts per billion",
            world -> {
              SamplingWorld delivered = delivered();
              Timestamp now = delivered.now();
              return reported(
                  delivered, SamplingWorld.finding("1", now, Unit.PPM, now.plusSeconds(1)));
            }),
        refuses(
            SamplingRefusal.WRONG_UNIT,
            "an error is declared in the rule's unit",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1");
              Timestamp now = analysed.now();
              return analysed.decide(
                  analysed.laboratory,
                  new DeclareError(
                      analysed.sample(1),
                      "x",
                      SamplingWorld.finding(
                          "1", now, Unit.MICROGRAMS_PER_LITRE, now.plusSeconds(1))));
            }),
        refuses(
            SamplingRefusal.ANALYSED_OUT_OF_TIME,
            "no sample is analysed before it was taken",
            world -> reportedAt(delivered(), world.start)),
        refuses(
            SamplingRefusal.ANALYSED_OUT_OF_TIME,
            "no sample is analysed in the future",
            world -> {
              SamplingWorld delivered = delivered();
              return reportedAt(delivered, delivered.now().plusSeconds(61));
            }),
        refuses(
            SamplingRefusal.NOT_ACCREDITED,
            "a lapsed accreditation does not hold",
            world -> {
              SamplingWorld delivered = delivered();
              delivered.pass(3 * SamplingWorld.MONTH);
              return reportedAt(delivered, delivered.now());
            }),
        accepts(
            "an accreditation that held at the time holds, however late the report",
            world -> {
              SamplingWorld delivered = delivered();
              Timestamp then = delivered.now();
              delivered.pass(3 * SamplingWorld.MONTH);
              return reportedAt(delivered, then);
            },
            SamplingFact.ResultReported.class),
        refuses(
            SamplingRefusal.NOT_ACCREDITED,
            "a withdrawn accreditation does not hold",
            world -> {
              SamplingWorld delivered = delivered();
              delivered.given(delivered.certifier, SamplingCases.withdrawal(delivered));
              return reportedAt(delivered, delivered.now());
            }),
        refuses(
            SamplingRefusal.CALIBRATION_LAPSED,
            "an instrument whose calibration lapsed measures nothing",
            world -> {
              SamplingWorld delivered = delivered();
              Timestamp now = delivered.now();
              return reported(delivered, SamplingWorld.finding("1", now, Unit.PPB, now));
            }),
        refuses(
            SamplingRefusal.DETECTS_TOO_LITTLE,
            "what a method cannot detect is not shown to be little",
            world -> {
              SamplingWorld delivered = delivered();
              return reported(delivered, delivered.undetected("15.1"));
            }),
        accepts(
            "a method that detects the limit shows that there is less",
            world -> {
              SamplingWorld delivered = delivered();
              return reported(delivered, delivered.undetected("15"));
            },
            SamplingFact.ResultReported.class));
  }

  private static List<Case<SamplingWorld>> exclusions() {
    return List.of(
        accepts(
            "a utility leaves a sample out with an independent approval",
            world -> SamplingWorld.analysed("104").exclude(1),
            PartyFact.Approved.class,
            SamplingFact.SampleExcluded.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "what was not registered is not left out",
            world -> SamplingWorld.analysed("1").exclude(2)),
        refuses(
            SamplingRefusal.NO_RESULT,
            "what was not analysed is missing and cannot be left out",
            world -> delivered().exclude(1)),
        refuses(
            SamplingRefusal.REASON_NOT_LISTED,
            "no reason but the rule's",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("104");
              return analysed.decide(
                  analysed.utility,
                  new Exclude(
                      SamplingWorld.PLAN, 1, new Rule.Ground("it is too high"), "much too high"));
            }),
        refuses(
            SamplingRefusal.ALREADY_EXCLUDED,
            "a sample is left out once",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("104");
              ContractTest.mustAccept(analysed.exclude(1));
              return analysed.exclude(1);
            }),
        refuses(
            SamplingRefusal.NOT_APPROVED_BY_ENOUGH,
            "a utility alone leaves nothing out",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("104");
              return analysed.decide(analysed.utility, SamplingWorld.exclusion(1));
            }),
        refuses(
            SamplingRefusal.NOT_APPROVED_BY_ENOUGH,
            "one auditor alone leaves nothing out",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("104");
              analysed.requireApprovals(1, analysed.auditor);
              return analysed.parties.decideFor(
                  analysed.auditor, analysed.utility, SamplingWorld.exclusion(1));
            }),
        refuses(
            SamplingRefusal.NOT_INDEPENDENT,
            "utility and regulator together leave nothing out, even with an auditor beside them",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("104");
              analysed.parties.given(
                  analysed.parties.root,
                  new PartyTransaction.Grant(id(analysed.regulator), Role.AUDITOR));
              analysed.requireApprovals(2, analysed.utility, analysed.regulator, analysed.auditor);
              Bytes proposal =
                  analysed.parties.proposed(
                      analysed.auditor, analysed.utility, SamplingWorld.exclusion(1));
              return analysed.parties.approve(
                  analysed.utility, analysed.utility, proposal, SamplingWorld.exclusion(1));
            }),
        refuses(
            SamplingRefusal.NOT_INDEPENDENT,
            "an approver without a role is not independent",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("104");
              analysed.requireApprovals(2, analysed.utility, analysed.resident);
              Bytes proposal =
                  analysed.parties.proposed(
                      analysed.utility, analysed.utility, SamplingWorld.exclusion(1));
              return analysed.parties.approve(
                  analysed.resident, analysed.utility, proposal, SamplingWorld.exclusion(1));
            }));
  }

  private static SamplingWorld exceeded() {
    SamplingWorld world = SamplingWorld.analysed("16", "20", "104");
    world.publish();
    return world;
  }

  private static List<Case<SamplingWorld>> notices() {
    return List.of(
        accepts(
            "when its time has come, a plan's figures are published and nobody need ask",
            world -> SamplingWorld.analysed("1", "2", "").publish(),
            SamplingFact.FiguresPublished.class),
        accepts(
            "a plan that nobody took a sample for is told too",
            world -> SamplingWorld.planned().publish(),
            SamplingFact.FiguresPublished.class,
            SamplingFact.TooFewResults.class),
        accepts(
            "that the limit is exceeded is told",
            world -> SamplingWorld.analysed("16", "20", "104").publish(),
            SamplingFact.FiguresPublished.class,
            SamplingFact.LimitExceeded.class),
        accepts(
            "that an exclusion decides is told, and what it leaves too few of",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1", "2", "104");
              analysed.exclude(3);
              return analysed.publish();
            },
            SamplingFact.FiguresPublished.class,
            SamplingFact.TooFewResults.class,
            SamplingFact.ExclusionsDecide.class),
        accepts(
            "an exclusion after the figures has them published again, the limit told once",
            world -> {
              SamplingWorld exceeded = exceeded();
              exceeded.exclude(3);
              return exceeded.pass(1);
            },
            SamplingFact.FiguresPublished.class,
            SamplingFact.TooFewResults.class),
        accepts(
            "an error after the figures has them published again",
            world -> {
              SamplingWorld exceeded = exceeded();
              exceeded.given(exceeded.laboratory, exceeded.error(3, "105"));
              return exceeded.pass(1);
            },
            SamplingFact.FiguresPublished.class),
        accepts(
            "a notice that nobody confirms is overdue",
            world -> {
              SamplingWorld exceeded = exceeded();
              return exceeded.pass(86_400);
            },
            SamplingFact.NoticeOverdue.class),
        accepts(
            "a utility confirms that it gave notice",
            world -> {
              SamplingWorld exceeded = exceeded();
              return exceeded.decide(exceeded.utility, SamplingWorld.confirmation(1));
            },
            SamplingFact.NoticeConfirmed.class),
        accepts(
            "a notice is confirmed late rather than never",
            world -> {
              SamplingWorld exceeded = exceeded();
              exceeded.pass(100_000);
              return exceeded.decide(exceeded.utility, SamplingWorld.confirmation(1));
            },
            SamplingFact.NoticeConfirmed.class),
        accepts(
            "a notice that was confirmed is not overdue, the other is",
            world -> {
              SamplingWorld exceeded = exceeded();
              exceeded.given(exceeded.utility, SamplingWorld.confirmation(1));
              return exceeded.pass(200_000);
            },
            SamplingFact.NoticeOverdue.class),
        refuses(
            SamplingRefusal.NO_SUCH_NOTICE,
            "no notice is confirmed that nobody asks for",
            world -> {
              SamplingWorld exceeded = exceeded();
              return exceeded.decide(exceeded.utility, SamplingWorld.confirmation(3));
            }),
        refuses(
            SamplingRefusal.NO_SUCH_NOTICE,
            "nobody confirms another's notice",
            world -> {
              SamplingWorld exceeded = exceeded();
              return exceeded.decide(exceeded.rival, SamplingWorld.confirmation(1));
            }),
        refuses(
            SamplingRefusal.ALREADY_CONFIRMED,
            "a notice is confirmed once",
            world -> {
              SamplingWorld exceeded = exceeded();
              exceeded.given(exceeded.utility, SamplingWorld.confirmation(1));
              return exceeded.decide(exceeded.utility, SamplingWorld.confirmation(1));
            }));
  }
}
