package birthmark.node.submit;

import birthmark.cose.KeyId;
import birthmark.node.engine.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;

/**
 * The last alarms, kept in memory and written to the log; of one key at most one line a minute, so
 * that whoever has a copied key cannot fill the log.
 */
public final class RecentAlarms implements Alarms {
  private static final System.Logger LOG = System.getLogger(RecentAlarms.class.getName());
  private static final long SILENCE_NANOS = Duration.ofMinutes(1).toNanos();

  private final Clock clock;
  private final int max;
  private final ArrayDeque<Alarm> recent = new ArrayDeque<>();
  private final BoundedMap<KeyId, Long> loggedAt;
  private long raised;

  /** A memory of the last {@code max} alarms. */
  public RecentAlarms(Clock clock, int max) {
    this.clock = clock;
    this.max = max;
    this.loggedAt = new BoundedMap<>(max, Long.MAX_VALUE);
  }

  @Override
  public synchronized void raise(Alarm alarm) {
    raised++;
    recent.addLast(alarm);
    if (recent.size() > max) {
      recent.removeFirst();
    }
    long now = clock.nanos();
    Optional<Long> before = loggedAt.get(alarm.key());
    if (before.isEmpty() || now - before.get() >= SILENCE_NANOS) {
      loggedAt.put(alarm.key(), now, Long.BYTES);
      LOG.log(
          System.Logger.Level.WARNING,
          "Statement {0} with number {1} of key {2}: {3}. More of this key in the next minute are"
              + " counted, not logged.",
          alarm.statement(),
          String.valueOf(alarm.sequence()),
          alarm.key(),
          alarm.sentence());
    }
  }

  /** The last ones, the oldest first. */
  public synchronized List<Alarm> recent() {
    return List.copyOf(recent);
  }

  /** How many were raised since the start. */
  public synchronized long raised() {
    return raised;
  }
}
