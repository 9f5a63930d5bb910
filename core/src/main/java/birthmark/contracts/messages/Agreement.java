package birthmark.contracts.messages;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ThingId;
import java.util.List;
import java.util.Optional;

/**
 * An agreement as it was made. Whether it is in force is derived when somebody asks.
 *
 * @param things the things
 * @param purpose what for
 * @param until until when
 * @param perMinute how many messages each may send in a minute
 * @param waiting how many messages of each may wait for another
 * @param by who opened it
 * @param since the height of that
 * @param ended its end, if somebody ended it
 */
public record Agreement(
    @Length(min = 2, max = 8) List<ThingId> things,
    @Length(min = 1, max = 200) String purpose,
    Timestamp until,
    long perMinute,
    long waiting,
    PartyId by,
    long since,
    Optional<Ended> ended) {
  /**
   * An end before its time.
   *
   * @param time when
   * @param by who
   * @param reason why
   */
  public record Ended(Timestamp time, PartyId by, @Length(min = 1, max = 200) String reason) {}

  /** Keeps its own list. */
  public Agreement {
    things = List.copyOf(things);
  }

  Agreement ending(Ended end) {
    return new Agreement(things, purpose, until, perMinute, waiting, by, since, Optional.of(end));
  }

  boolean over(Timestamp now) {
    return ended.isPresent() || !now.isBefore(until);
  }
}
