package birthmark.node.engine;

import birthmark.codec.Timestamp;
import java.time.Duration;

/**
 * The time of the next block: the clock's, but never before the last block's.
 *
 * <p>Block time cannot be taken back, so a clock that suddenly is far ahead of how time passes is
 * not followed until it has stayed there a while.
 */
final class BlockTime {
  /** A larger step forward is not followed at once. */
  static final long JUMP_MILLIS = Duration.ofMinutes(5).toMillis();

  /** How long the clock must have stayed ahead before it is followed. */
  static final long PROBATION_MILLIS = Duration.ofMinutes(1).toMillis();

  private static final long BEHIND_MILLIS = 2_000;
  private static final long NANOS_A_MILLI = 1_000_000;
  private static final System.Logger LOG = System.getLogger(BlockTime.class.getName());

  private final Clock clock;
  private long trusted;
  private long trustedAt;
  private long suspectSince;
  private boolean suspect;
  private boolean behind;

  BlockTime(Clock clock) {
    this.clock = clock;
    this.trusted = clock.millis();
    this.trustedAt = passed();
  }

  private long passed() {
    return clock.nanos() / NANOS_A_MILLI;
  }

  /** The time of a block behind one at {@code last}. */
  Timestamp next(Timestamp last) {
    long now = trusted(clock.millis(), passed());
    boolean wasBehind = behind;
    behind = now < last.millis() - BEHIND_MILLIS;
    if (behind && !wasBehind) {
      LOG.log(
          System.Logger.Level.WARNING,
          "The clock is {0} s behind the last block: block time stands still until it catches up."
              + " Set the clock right.",
          String.valueOf((last.millis() - now) / 1_000));
    }
    return new Timestamp(Math.clamp(now, last.millis(), Timestamp.MAX_MILLIS));
  }

  private long trusted(long now, long passed) {
    long expected = trusted + (passed - trustedAt);
    if (now - expected <= JUMP_MILLIS) {
      suspect = false;
    } else if (!suspect) {
      suspect = true;
      suspectSince = passed;
      LOG.log(
          System.Logger.Level.WARNING,
          "The clock jumped forward by {0} s: block time follows if it is still there in {1} s. If"
              + " it is wrong, set it right before.",
          String.valueOf((now - expected) / 1_000),
          String.valueOf(PROBATION_MILLIS / 1_000));
    } else if (passed - suspectSince >= PROBATION_MILLIS) {
      suspect = false;
      LOG.log(System.Logger.Level.WARNING, "Block time follows the clock again.");
    }
    trusted = suspect ? expected : now;
    trustedAt = passed;
    return trusted;
  }
}
