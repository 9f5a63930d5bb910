package birthmark.codec;

import java.time.DateTimeException;
import java.time.Instant;

/**
 * A moment, in milliseconds since 1970-01-01T00:00Z without leap seconds; in JSON an RFC 3339
 * date-time in UTC.
 *
 * @param millis from 0 to {@link #MAX_MILLIS}
 */
public record Timestamp(long millis) implements Comparable<Timestamp> {
  /** The last moment of the year 9999. */
  public static final long MAX_MILLIS = 253_402_300_799_999L;

  /** Checks the range. */
  public Timestamp {
    if (millis < 0 || millis > MAX_MILLIS) {
      throw new IllegalArgumentException("a time lies between the years 1970 and 9999");
    }
  }

  /**
   * The moment that RFC 3339 text such as {@code 2026-11-22T00:42:43.123Z} names.
   *
   * @throws IllegalArgumentException if it names none
   */
  public static Timestamp parse(String text) {
    try {
      return new Timestamp(Instant.parse(text).toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      throw new IllegalArgumentException(
          "write a time as 2026-11-22T00:42:43.123Z, not as '" + text + "'", e);
    }
  }

  /** This moment and {@code seconds} more, at most the last moment there is. */
  public Timestamp plusSeconds(long seconds) {
    if (seconds >= (MAX_MILLIS - millis) / 1000) {
      return new Timestamp(MAX_MILLIS);
    }
    return new Timestamp(millis + seconds * 1000);
  }

  /**
   * The moment a millisecond earlier.
   *
   * @throws IllegalArgumentException if there is none
   */
  public Timestamp justBefore() {
    return new Timestamp(millis - 1);
  }

  /** Whether this lies before {@code other}. */
  public boolean isBefore(Timestamp other) {
    return millis < other.millis;
  }

  /** Whether this lies after {@code other}. */
  public boolean isAfter(Timestamp other) {
    return millis > other.millis;
  }

  @Override
  public int compareTo(Timestamp other) {
    return Long.compare(millis, other.millis);
  }

  @Override
  public String toString() {
    return Instant.ofEpochMilli(millis).toString();
  }
}
