package birthmark.contracts.samples;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import java.util.List;
import java.util.Optional;

/**
 * What a logger's file says, as whoever has its octets can count again.
 *
 * @param days how many days its history has
 * @param alarms what it watches
 * @param log its readings, if it lists them
 */
@About("What a logger's file says.")
public record LogFindings(
    @About("How many days its history has.") long days,
    @About("What it watches.") @Length(max = ALARMS_MAX) List<Alarm> alarms,
    @About("Its readings, if it lists them.") Optional<Readings> log) {
  /** The most limits that a logger watches. */
  public static final int ALARMS_MAX = 8;

  /** The most days of a history. */
  public static final int DAYS_MAX = 1_000;

  /** The most readings of a file. */
  public static final int READINGS_MAX = 1_000_000;

  /** Checks the count. */
  public LogFindings {
    if (days > DAYS_MAX || alarms.stream().anyMatch(each -> each.days() > days)) {
      throw new IllegalArgumentException(
          "a history has at most " + DAYS_MAX + " days, and no alarm on more than it has");
    }
  }

  /** Whether the device raised an alarm on any day. */
  boolean alarmed() {
    return alarms.stream().anyMatch(each -> each.days() > 0);
  }

  /**
   * A limit that a device watches, and what came of it.
   *
   * @param limit the limit, in degrees Celsius
   * @param allowedMinutes for how long it may be passed
   * @param minutes for how long it was passed in all
   * @param days on how many days the device raised the alarm
   */
  @About("A limit that the device watches.")
  public record Alarm(
      @About("The limit in degrees Celsius.") SignedDecimal limit,
      @About("For how many minutes it may be passed.") long allowedMinutes,
      @About("For how many minutes it was passed in all.") long minutes,
      @About("On how many days the device raised the alarm.") long days) {}

  /**
   * Readings of a file.
   *
   * @param count how many, 1 to {@value LogFindings#READINGS_MAX}
   * @param sum of all of them, in degrees Celsius
   * @param lowest the lowest
   * @param highest the highest
   * @param outside how many are out of limits, by the device's own mark
   * @param first when the first was taken, by the device's clock
   * @param last when the last was
   */
  @About("Readings of a file.")
  public record Readings(
      @About("How many.") long count,
      @About("The sum of all, in degrees Celsius.") SignedDecimal sum,
      @About("The lowest.") SignedDecimal lowest,
      @About("The highest.") SignedDecimal highest,
      @About("How many are out of limits.") long outside,
      @About("When the first was taken, by the device's clock.") Timestamp first,
      @About("When the last was.") Timestamp last) {
    /** Checks that it can be. */
    public Readings {
      boolean sound =
          count >= 1
              && count <= READINGS_MAX
              && outside <= count
              && !last.isBefore(first)
              && lowest.times(count).compareTo(sum.times(1)) <= 0
              && highest.times(count).compareTo(sum.times(1)) >= 0;
      if (!sound) {
        throw new IllegalArgumentException(
            "1 to "
                + READINGS_MAX
                + " readings have a mean that is not outside of them and come in order");
      }
    }

    /** Their mean, to six places half up. */
    SignedDecimal mean() {
      return SignedDecimal.mean(sum, count);
    }
  }
}
