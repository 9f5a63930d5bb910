package birthmark.contracts.samples;

import static birthmark.testing.PartyWorld.id;
import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.cose.CoseKey;
import birthmark.state.View;
import birthmark.testing.ContractTest;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;

/** One stream and one logger once more, as whoever writes them on a sheet of paper would. */
final class NaiveWatches {
  private static final long TEN_MINUTES_MILLIS = 600_000;

  private final SamplingWorld world;
  private final TreeSet<String> captured = new TreeSet<>();
  private boolean open;
  private boolean logger;
  private boolean rivalsOpen;
  private boolean rivalsLogger;
  private Optional<Timestamp> newest = Optional.empty();
  private Optional<Timestamp> beyond = Optional.empty();
  private boolean told;

  NaiveWatches(SamplingWorld world) {
    this.world = world;
  }

  ContractTest.Move move(Random random) {
    CoseKey operator = random.nextInt(10) == 0 ? world.rival : world.utility;
    return switch (random.nextInt(8)) {
      case 0 ->
          new ContractTest.Move(operator, StreamCases.opening(world, SensorStream.Side.ABOVE));
      case 1 -> new ContractTest.Move(operator, StreamCases.registration());
      case 2 ->
          new ContractTest.Move(
              operator, StreamCases.capture(random.nextInt(4), random.nextInt(2)));
      default ->
          new ContractTest.Move(
              random.nextInt(12) == 0 ? world.rival : world.resident, report(random));
    };
  }

  private SamplingTransaction.ReportReadings report(Random random) {
    String[] values = new String[random.nextInt(1, 4)];
    for (int i = 0; i < values.length; i++) {
      values[i] = "" + random.nextInt(5, 12);
    }
    long first = random.nextInt(6) == 0 ? 5 : -random.nextInt(1_000);
    return StreamCases.report(world, first, random.nextInt(1, 400), values);
  }

  Optional<Reason> open(CoseKey by) {
    boolean taken = by.equals(world.rival) ? rivalsOpen : open;
    rivalsOpen |= by.equals(world.rival);
    open |= by.equals(world.utility);
    return taken ? Optional.of(SamplingRefusal.STREAM_TAKEN) : Optional.empty();
  }

  Optional<Reason> register(CoseKey by) {
    boolean taken = by.equals(world.rival) ? rivalsLogger : logger;
    rivalsLogger |= by.equals(world.rival);
    logger |= by.equals(world.utility);
    return taken ? Optional.of(SamplingRefusal.LOGGER_TAKEN) : Optional.empty();
  }

  Optional<Reason> capture(CoseKey by, SamplingTransaction.CaptureLog tx) {
    boolean known = by.equals(world.rival) ? rivalsLogger : logger;
    if (!known) {
      return Optional.of(SamplingRefusal.NO_SUCH_LOGGER);
    }
    return captured.add(id(by) + tx.file().hex())
        ? Optional.empty()
        : Optional.of(SamplingRefusal.ALREADY_CAPTURED);
  }

  Optional<Reason> report(CoseKey by, SamplingTransaction.ReportReadings tx) {
    if (!open) {
      return Optional.of(SamplingRefusal.NO_SUCH_STREAM);
    }
    if (!by.equals(world.resident)) {
      return Optional.of(SamplingRefusal.NOT_THE_SENSOR);
    }
    List<SensorStream.Reading> readings = tx.readings();
    boolean early = newest.isPresent() && readings.getFirst().at().compareTo(newest.get()) <= 0;
    if (early || readings.getLast().at().isAfter(world.now().plusSeconds(60))) {
      return Optional.of(SamplingRefusal.READINGS_OUT_OF_TIME);
    }
    for (SensorStream.Reading each : readings) {
      newest = Optional.of(each.at());
      if (Integer.parseInt(each.value().text()) <= 8) {
        beyond = Optional.empty();
        told = false;
      } else if (beyond.isEmpty()) {
        beyond = newest;
      } else {
        told |= each.at().millis() - beyond.get().millis() >= TEN_MINUTES_MILLIS;
      }
    }
    return Optional.empty();
  }

  /** Since when the readings are beyond the limit of which that is told as time passes. */
  Optional<Timestamp> pass() {
    boolean lasts =
        !told
            && beyond
                .map(since -> world.now().millis() - since.millis() >= TEN_MINUTES_MILLIS)
                .orElse(false);
    told |= lasts;
    return lasts ? beyond : Optional.empty();
  }

  void compare(View state) {
    StreamId id = new StreamId(id(world.utility), StreamCases.FRIDGE);
    Optional<SensorStream> stream = state.find(Sampling.STREAMS, id);
    assertEquals(open, stream.isPresent());
    assertEquals(newest, stream.flatMap(SensorStream::last).map(SensorStream.Reading::at));
    assertEquals(
        beyond.map(since -> new SensorStream.Beyond(since, told)),
        stream.flatMap(SensorStream::beyond));
    assertEquals(
        captured.size(),
        state.list(Sampling.CAPTURES, List.of(), Optional.empty(), View.LIST_MAX).size());
  }
}
