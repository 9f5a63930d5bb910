package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Due;
import java.util.Optional;

/**
 * What a sensor reports of itself, held against a limit for as long as it lasts.
 *
 * @param watch what is watched
 * @param opened when
 * @param last the newest reading
 * @param beyond since when readings are beyond the limit, if the newest is
 */
public record SensorStream(
    Watch watch, Timestamp opened, Optional<Reading> last, Optional<Beyond> beyond) {
  /** The most seconds that a limit may be passed before that is told. */
  public static final long SECONDS_MAX = 366L * 24 * 60 * 60;

  /** On which side of its limit a reading is beyond it. */
  public enum Side {
    /** Above. */
    ABOVE,
    /** Below. */
    BELOW
  }

  /**
   * What is watched.
   *
   * @param sensor the id of the thing or party that reports, 32 octets
   * @param analyte what it measures
   * @param unit in which unit
   * @param side on which side readings are beyond the limit
   * @param limit the limit
   * @param seconds for how long, from 1 on, before it is told
   */
  @About("What is watched.")
  public record Watch(
      @About("The thing or party that reports.") @Length(min = 32, max = 32) Bytes sensor,
      @About("What it measures.") ShortName analyte,
      @About("The unit of readings and limit.") Unit unit,
      @About("On which side readings are beyond the limit.") Side side,
      @About("The limit; a reading that is equal to it is not beyond it.") SignedDecimal limit,
      @About("For how many seconds before everybody is told.") long seconds) {
    /** Checks the duration. */
    public Watch {
      if (seconds < 1 || seconds > SECONDS_MAX) {
        throw new IllegalArgumentException("a limit is passed for 1 to " + SECONDS_MAX + " s");
      }
    }

    boolean passedBy(SignedDecimal value) {
      int order = value.compareTo(limit);
      return side == Side.ABOVE ? order > 0 : order < 0;
    }
  }

  /**
   * A reading.
   *
   * @param at when
   * @param value what
   */
  @About("A reading.")
  public record Reading(@About("When.") Timestamp at, @About("What.") SignedDecimal value) {}

  /**
   * That readings are beyond the limit.
   *
   * @param since the first of them
   * @param told whether that lasted long enough to be told
   */
  public record Beyond(Timestamp since, boolean told) {}

  /**
   * When it is told that a stream is beyond its limit, if nothing else is reported by then.
   *
   * @param due from when
   * @param stream which stream
   */
  public record Lasting(Timestamp due, StreamId stream) implements Due {}

  /** From when on it is told that readings are beyond the limit; nothing if it was, or none are. */
  Optional<Timestamp> tellFrom() {
    return beyond
        .filter(each -> !each.told())
        .map(each -> each.since().plusSeconds(watch.seconds()));
  }

  /** The same with this reading, which is the newest. */
  SensorStream with(Reading reading) {
    if (!watch.passedBy(reading.value())) {
      return new SensorStream(watch, opened, Optional.of(reading), Optional.empty());
    }
    Beyond since = beyond.orElseGet(() -> new Beyond(reading.at(), false));
    return new SensorStream(watch, opened, Optional.of(reading), Optional.of(since));
  }

  SensorStream told() {
    Optional<Beyond> told = beyond.map(each -> new Beyond(each.since(), true));
    return new SensorStream(watch, opened, last, told);
  }
}
