package birthmark.contracts.firmware;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The releases of a model as one line: which is the newest, and from when older ones are no longer
 * admitted.
 *
 * @param releases how many there are
 * @param newest the one published last
 * @param securityCounter its security counter, the highest of all
 * @param deadlines in rising order both of position and of time
 */
public record Line(
    long releases,
    Version newest,
    long securityCounter,
    @Length(max = DEADLINES_MAX) List<Deadline> deadlines) {
  /** The most deadlines kept for a model. */
  public static final int DEADLINES_MAX = 32;

  /**
   * A moment from which releases are no longer admitted.
   *
   * @param position the last release it holds for: it and all before it
   * @param from the moment
   */
  public record Deadline(long position, Timestamp from) {}

  /** The moment from which the release at {@code position} is no longer admitted, if any. */
  public Optional<Timestamp> deadline(long position) {
    for (Deadline deadline : deadlines) {
      if (deadline.position() >= position) {
        return Optional.of(deadline.from());
      }
    }
    return Optional.empty();
  }

  /** The line with one release more. */
  Line publish(Version version, long counter) {
    return new Line(releases + 1, version, counter, deadlines);
  }

  /**
   * The line with a deadline for the newest release and, where they have none or a later one, for
   * all before it; empty if too many deadlines lie ahead of {@code now}.
   */
  Optional<Line> supersede(Timestamp from, Timestamp now) {
    List<Deadline> kept = new ArrayList<>();
    for (Deadline deadline : deadlines) {
      // An older release never outlives a younger one: a later deadline gives way.
      if (deadline.from().isBefore(from)) {
        kept.add(deadline);
      }
    }
    kept.add(new Deadline(releases, from));
    if (kept.size() > DEADLINES_MAX) {
      // Where two deadlines have passed the second holds for both.
      if (kept.get(1).from().isAfter(now)) {
        return Optional.empty();
      }
      kept.removeFirst();
    }
    return Optional.of(new Line(releases, newest, securityCounter, List.copyOf(kept)));
  }
}
