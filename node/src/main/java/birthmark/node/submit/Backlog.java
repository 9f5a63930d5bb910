package birthmark.node.submit;

import birthmark.node.engine.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is between the door and the answer, bounded, and how fast it is worked off. */
final class Backlog {
  private static final long NANOS_A_SECOND = 1_000_000_000L;
  private static final long RETRY_MILLIS_MIN = 50;
  private static final long RETRY_MILLIS_MAX = 60_000;

  private final Clock clock;
  private final int statementsMax;
  private final long octetsMax;
  private final AtomicInteger statements = new AtomicInteger();
  private final AtomicLong octets = new AtomicLong();
  private final AtomicLong left = new AtomicLong();

  private long measuredAt;
  private long measuredLeft;
  private double rate;

  Backlog(Clock clock, int statementsMax, long octetsMax) {
    this.clock = clock;
    this.statementsMax = statementsMax;
    this.octetsMax = octetsMax;
    this.measuredAt = clock.nanos();
  }

  /** Lets a statement in, if there is room. */
  boolean enter(int length) {
    if (statements.incrementAndGet() > statementsMax) {
      statements.decrementAndGet();
      return false;
    }
    if (octets.addAndGet(length) > octetsMax) {
      statements.decrementAndGet();
      octets.addAndGet(-length);
      return false;
    }
    return true;
  }

  /** Counts a statement as answered. */
  void leave(int length) {
    statements.decrementAndGet();
    octets.addAndGet(-length);
    left.incrementAndGet();
  }

  int statements() {
    return statements.get();
  }

  /** When half of what waits now will be done at the present rate. */
  synchronized long retryAfterMillis() {
    long now = clock.nanos();
    long passed = now - measuredAt;
    if (passed >= NANOS_A_SECOND / 10) {
      long done = left.get();
      double current = (done - measuredLeft) * (double) NANOS_A_SECOND / passed;
      rate = rate == 0 ? current : (rate + current) / 2;
      measuredAt = now;
      measuredLeft = done;
    }
    double millis = rate <= 0 ? 1_000 : statements.get() * 1_000.0 / rate / 2;
    return Math.clamp((long) millis, RETRY_MILLIS_MIN, RETRY_MILLIS_MAX);
  }
}
