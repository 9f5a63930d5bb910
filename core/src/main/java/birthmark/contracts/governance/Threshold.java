package birthmark.contracts.governance;

import birthmark.state.View;
import java.util.Optional;

/**
 * How much of the weight must be in favour of something, and how long it may take.
 *
 * @param percent the share of the weight of all replicas that is enough, in percent
 * @param openSeconds how long a motion is open
 * @param since the height at which it was set
 */
public record Threshold(long percent, long openSeconds, long since) {
  /** What holds until another one is set: more than two thirds within a week. */
  public static final Threshold FIRST = new Threshold(67, 604_800, 0);

  /** The shortest that a motion may be open, in seconds. */
  public static final long MIN_OPEN_SECONDS = 60;

  /** The longest that a motion may be open, in seconds: 90 days. */
  public static final long MAX_OPEN_SECONDS = 7_776_000;

  /**
   * What a threshold is of.
   *
   * @param decision what is decided
   */
  public record Of(Decision decision) {}

  /** The threshold of {@code decision}. */
  public static Threshold of(View state, Decision decision) {
    Optional<Threshold> set = state.find(Governance.THRESHOLDS, new Of(decision));
    return set.orElse(FIRST);
  }

  /** The least weight of {@code total} that is enough. */
  public long least(long total) {
    return Math.ceilDiv(Math.multiplyExact(percent, total), 100L);
  }

  /** Whether {@code weight} of {@code total} is enough. */
  public boolean isMet(long weight, long total) {
    return Math.multiplyExact(100, weight) >= Math.multiplyExact(percent, total);
  }
}
