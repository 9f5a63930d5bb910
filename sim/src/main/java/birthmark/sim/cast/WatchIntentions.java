package birthmark.sim.cast;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Parties;
import birthmark.contracts.samples.LogFindings;
import birthmark.contracts.samples.Logger;
import birthmark.contracts.samples.Sampling;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.SensorStream;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.SignedDecimal;
import birthmark.contracts.samples.StreamId;
import birthmark.contracts.samples.Unit;
import birthmark.state.Entry;
import birthmark.state.View;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** What everybody wants of sensors' streams and of loggers that sign their own files. */
final class WatchIntentions {
  private static final List<ShortName> NAMES =
      List.of(new ShortName("fridge"), new ShortName("store"));

  private final Cast cast;
  private final RandomGenerator random;

  WatchIntentions(Cast cast, RandomGenerator random) {
    this.cast = cast;
    this.random = random;
  }

  private <T> T pick(List<T> from) {
    return from.get(random.nextInt(from.size()));
  }

  private boolean chance(int percent) {
    return random.nextInt(100) < percent;
  }

  private Cast.Party operator(Intentions.Knowledge known) {
    List<Cast.Party> operators =
        cast.parties().stream()
            .filter(each -> Parties.holds(known.state(), each.id(), Role.OPERATOR))
            .toList();
    return operators.isEmpty() || chance(8) ? pick(cast.parties()) : pick(operators);
  }

  /** The next step of a stream or a logger. */
  Intention next(Intentions.Knowledge known) {
    return switch (random.nextInt(8)) {
      case 0 -> by(operator(known), opening());
      case 1 ->
          by(
              operator(known),
              new SamplingTransaction.RegisterLogger("tag", "7", device().publicKey()));
      case 2, 3 -> capture(known);
      default -> report(known);
    };
  }

  private static Intention by(Cast.Party party, Transaction transaction) {
    return new Intention(party.key(), transaction);
  }

  private SamplingTransaction.OpenStream opening() {
    return new SamplingTransaction.OpenStream(
        pick(NAMES),
        new SensorStream.Watch(
            pick(cast.parties()).id().value(),
            new ShortName("temperature"),
            Unit.DEGREES_CELSIUS,
            chance(50) ? SensorStream.Side.ABOVE : SensorStream.Side.BELOW,
            value(0),
            1 + random.nextInt(20_000)));
  }

  private SignedDecimal value(int around) {
    return SignedDecimal.ofMillionths(around * 1_000_000L + random.nextLong(-3_000_000, 3_000_000));
  }

  private Intention report(Intentions.Knowledge known) {
    List<Entry<StreamId, SensorStream>> streams =
        known.state().list(Sampling.STREAMS, List.of(), Optional.empty(), View.LIST_MAX);
    if (streams.isEmpty()) {
      return by(operator(known), opening());
    }
    Entry<StreamId, SensorStream> stream = pick(streams);
    Timestamp newest =
        stream.value().last().map(SensorStream.Reading::at).orElse(stream.value().opened());
    long span = Math.max(2, (known.time().millis() - newest.millis()) / 1_000);
    List<SensorStream.Reading> readings = new ArrayList<>();
    Timestamp at = newest;
    int around = chance(60) ? 1 : -1;
    for (int i = random.nextInt(1, 5); i > 0; i--) {
      at = at.plusSeconds(1 + random.nextLong(chance(90) ? Math.max(1, span / 4) : span));
      readings.add(new SensorStream.Reading(at, value(around)));
    }
    Cast.Party sensor =
        cast.parties().stream()
            .filter(each -> each.id().value().equals(stream.value().watch().sensor()))
            .findFirst()
            .orElseThrow();
    return by(
        chance(6) ? pick(cast.parties()) : sensor,
        new SamplingTransaction.ReportReadings(stream.key(), readings));
  }

  /** The device that signs its files. */
  private SeededKey device() {
    return cast.issuers().getFirst();
  }

  private Intention capture(Intentions.Knowledge known) {
    List<Entry<Logger.Id, Logger>> loggers =
        known.state().list(Sampling.LOGGERS, List.of(), Optional.empty(), View.LIST_MAX);
    Bytes said = Bytes.copyOf(("file " + random.nextInt(9)).getBytes(StandardCharsets.UTF_8));
    // What the device signs is the reversed digest; so this is one that it did sign.
    Bytes signed = Sha256.of(said).reversed();
    Bytes signature = device().sign(chance(92) ? said : signed);
    Cast.Party by =
        loggers.isEmpty() || chance(8)
            ? operator(known)
            : cast.party(pick(loggers).key().operator()).orElseThrow();
    return by(
        by,
        new SamplingTransaction.CaptureLog(
            device().publicKey(), Sha256.of(said), signed, signature, findings()));
  }

  private LogFindings findings() {
    SignedDecimal lowest = value(-9);
    SignedDecimal highest = value(9);
    LogFindings.Readings log =
        new LogFindings.Readings(
            3,
            SignedDecimal.ofMillionths(
                2 * lowest.millionths() + highest.millionths() + random.nextInt(2)),
            lowest,
            highest,
            random.nextInt(3),
            Cast.START,
            Cast.START.plusSeconds(600));
    return new LogFindings(
        2,
        List.of(new LogFindings.Alarm(highest, 60, random.nextInt(99), random.nextInt(2))),
        chance(70) ? Optional.of(log) : Optional.empty());
  }
}
