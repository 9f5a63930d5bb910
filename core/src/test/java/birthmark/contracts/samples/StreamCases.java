package birthmark.contracts.samples;

import static birthmark.testing.ContractTest.accepts;
import static birthmark.testing.ContractTest.refuses;
import static birthmark.testing.PartyWorld.id;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Outcome;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyFact;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.SamplingTransaction.CaptureLog;
import birthmark.contracts.samples.SamplingTransaction.OpenStream;
import birthmark.contracts.samples.SamplingTransaction.Readmit;
import birthmark.contracts.samples.SamplingTransaction.RegisterLogger;
import birthmark.contracts.samples.SamplingTransaction.ReportReadings;
import birthmark.cose.CoseKey;
import birthmark.testing.ContractTest;
import birthmark.testing.ContractTest.Case;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The decision table of streams, loggers, and samples that are taken in again. */
final class StreamCases {
  static final ShortName FRIDGE = new ShortName("fridge-1");
  static final long MINUTES_10 = 600;

  private StreamCases() {}

  static List<Case<SamplingWorld>> all() {
    return Stream.of(readmissions(), opened(), readings(), loggers())
        .flatMap(List::stream)
        .toList();
  }

  private static SamplingWorld excluded() {
    SamplingWorld world = SamplingWorld.analysed("104");
    ContractTest.mustAccept(world.exclude(1));
    return world;
  }

  static Readmit readmission(long number) {
    return new Readmit(SamplingWorld.PLAN, number, "there was no filter");
  }

  private static Outcome readmit(SamplingWorld world, long number) {
    Bytes proposal = world.parties.proposed(world.utility, world.utility, readmission(number));
    return world.parties.approve(world.auditor, world.utility, proposal, readmission(number));
  }

  private static List<Case<SamplingWorld>> readmissions() {
    return List.of(
        accepts(
            "a sample is taken in again by the approvals that it takes to leave one out",
            world -> readmit(excluded(), 1),
            PartyFact.Approved.class,
            SamplingFact.SampleReadmitted.class),
        refuses(
            SamplingRefusal.NO_SUCH_SAMPLE,
            "what was not registered is not taken in",
            world -> readmit(excluded(), 2)),
        refuses(
            SamplingRefusal.NOT_EXCLUDED,
            "what counts is not taken in",
            world -> {
              SamplingWorld excluded = excluded();
              ContractTest.mustAccept(readmit(excluded, 1));
              return readmit(excluded, 1);
            }),
        refuses(
            SamplingRefusal.NOT_INDEPENDENT,
            "an auditor that lost the role takes nothing in, lest a result that suits come back",
            world -> {
              SamplingWorld excluded = excluded();
              excluded.given(
                  excluded.parties.root,
                  new PartyTransaction.Withdraw(id(excluded.auditor), Role.AUDITOR));
              return readmit(excluded, 1);
            }),
        accepts(
            "what was taken in counts again in the figures",
            world -> {
              SamplingWorld analysed = SamplingWorld.analysed("1", "2", "104");
              analysed.exclude(3);
              analysed.publish();
              ContractTest.mustAccept(readmit(analysed, 3));
              return analysed.pass(1);
            },
            SamplingFact.FiguresPublished.class,
            SamplingFact.LimitExceeded.class));
  }

  static OpenStream opening(SamplingWorld world, SensorStream.Side side) {
    return new OpenStream(
        FRIDGE,
        new SensorStream.Watch(
            id(world.resident).value(),
            new ShortName("temperature"),
            Unit.DEGREES_CELSIUS,
            side,
            new SignedDecimal("8"),
            MINUTES_10));
  }

  static SamplingWorld watched(SensorStream.Side side) {
    SamplingWorld world = new SamplingWorld();
    world.given(world.utility, opening(world, side));
    world.pass(100);
    return world;
  }

  /** Readings at so many seconds from now. */
  static ReportReadings report(SamplingWorld world, long first, long apart, String... values) {
    List<SensorStream.Reading> readings =
        IntStream.range(0, values.length)
            .mapToObj(
                i ->
                    new SensorStream.Reading(
                        world
                            .now()
                            .plusSeconds(Math.addExact(first, Math.multiplyExact((long) i, apart))),
                        new SignedDecimal(values[i])))
            .toList();
    return new ReportReadings(new StreamId(id(world.utility), FRIDGE), readings);
  }

  private static List<Case<SamplingWorld>> opened() {
    return List.of(
        accepts(
            "an operator has a sensor watched",
            world -> world.decide(world.utility, opening(world, SensorStream.Side.ABOVE)),
            SamplingFact.StreamOpened.class),
        refuses(
            SamplingRefusal.NOT_AN_OPERATOR,
            "a laboratory has no sensor watched",
            world -> world.decide(world.laboratory, opening(world, SensorStream.Side.ABOVE))),
        refuses(
            SamplingRefusal.STREAM_TAKEN,
            "what is watched does not change in silence",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              return watched.decide(watched.utility, opening(watched, SensorStream.Side.BELOW));
            }));
  }

  private static List<Case<SamplingWorld>> readings() {
    return List.of(
        accepts(
            "a sensor reports what it reads",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              return watched.decide(watched.resident, report(watched, -50, 1, "-7.2", "8", "8.1"));
            }),
        accepts(
            "readings that are beyond the limit for its duration are told at once",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              watched.pass(700);
              return watched.decide(watched.resident, report(watched, -600, 600, "8.1", "9"));
            },
            SamplingFact.StreamBeyondLimit.class),
        accepts(
            "readings that come back in time are not told",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              watched.pass(700);
              return watched.decide(watched.resident, report(watched, -700, 300, "8.1", "9", "8"));
            }),
        accepts(
            "readings below a limit from below are told",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.BELOW);
              watched.pass(700);
              return watched.decide(watched.resident, report(watched, -600, 600, "7.9", "-9"));
            },
            SamplingFact.StreamBeyondLimit.class),
        accepts(
            "a sensor that falls silent beyond the limit is told when the duration is over",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              watched.given(watched.resident, report(watched, 0, 1, "8.000001"));
              return watched.pass(MINUTES_10);
            },
            SamplingFact.StreamBeyondLimit.class),
        refuses(
            SamplingRefusal.NO_SUCH_STREAM,
            "no readings of a stream that nobody opened",
            world -> world.decide(world.resident, report(world, 0, 1, "1"))),
        refuses(
            SamplingRefusal.NOT_THE_SENSOR,
            "an operator does not report for its sensor",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              return watched.decide(watched.utility, report(watched, 0, 1, "1"));
            }),
        accepts(
            "a sensor's clock may be a minute fast",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              return watched.decide(watched.resident, report(watched, 59, 1, "1", "2"));
            }),
        refuses(
            SamplingRefusal.READINGS_OUT_OF_TIME,
            "a sensor whose clock jumped ahead reports nothing of the future",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              return watched.decide(watched.resident, report(watched, 60, 1, "1", "2"));
            }),
        refuses(
            SamplingRefusal.READINGS_OUT_OF_TIME,
            "a sensor whose clock jumped back rewrites nothing",
            world -> {
              SamplingWorld watched = watched(SensorStream.Side.ABOVE);
              watched.given(watched.resident, report(watched, 0, 1, "9"));
              return watched.decide(watched.resident, report(watched, 0, 1, "1"));
            }));
  }

  static final CoseKey DEVICE = CoseKey.p256(SamplingWorld.site(20), SamplingWorld.site(21));

  static RegisterLogger registration() {
    return new RegisterLogger("Q-tag Fridge-tag 2 L", "130500109088", DEVICE);
  }

  static CaptureLog capture(long number, long alarmDays) {
    return new CaptureLog(
        DEVICE,
        SamplingWorld.site(number),
        Sha256.of(SamplingWorld.site(number)),
        SamplingWorld.site(1).concat(SamplingWorld.site(2)),
        findings(alarmDays));
  }

  static LogFindings findings(long alarmDays) {
    return new LogFindings(
        38,
        List.of(new LogFindings.Alarm(new SignedDecimal("8"), 60, 408, alarmDays)),
        Optional.of(
            new LogFindings.Readings(
                3,
                new SignedDecimal("-20"),
                new SignedDecimal("-9.5"),
                new SignedDecimal("3"),
                1,
                new Timestamp(1_000),
                new Timestamp(2_000))));
  }

  private static List<Case<SamplingWorld>> loggers() {
    return List.of(
        accepts(
            "an operator registers a logger",
            world -> world.decide(world.utility, registration()),
            SamplingFact.LoggerRegistered.class),
        refuses(
            SamplingRefusal.NOT_AN_OPERATOR,
            "a laboratory registers no logger",
            world -> world.decide(world.laboratory, registration())),
        refuses(
            SamplingRefusal.LOGGER_TAKEN,
            "a logger is registered once",
            world -> {
              world.given(world.utility, registration());
              return world.decide(world.utility, registration());
            }),
        accepts(
            "a file that its device signed is captured",
            world -> {
              world.given(world.utility, registration());
              return world.decide(world.utility, capture(1, 0));
            },
            SamplingFact.LogCaptured.class),
        accepts(
            "that a device raised its alarm is told",
            world -> {
              world.given(world.utility, registration());
              return world.decide(world.utility, capture(1, 2));
            },
            SamplingFact.LogCaptured.class,
            SamplingFact.ExcursionFound.class),
        refuses(
            SamplingRefusal.NO_SUCH_LOGGER,
            "no file of a device that somebody else registered",
            world -> {
              world.given(world.rival, registration());
              return world.decide(world.utility, capture(1, 0));
            }),
        refuses(
            SamplingRefusal.ALREADY_CAPTURED,
            "a file is captured once",
            world -> {
              world.given(world.utility, registration());
              world.given(world.utility, capture(1, 0));
              return world.decide(world.utility, capture(1, 0));
            }));
  }
}
