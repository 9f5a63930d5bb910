package birthmark.node.testing;

import birthmark.codec.Timestamp;
import birthmark.node.engine.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is told to go on, or to jump. */
public final class HandClock implements Clock {
  private final AtomicLong millis;
  private final AtomicLong nanos = new AtomicLong(1_000_000_000);

  /** A clock that says {@code start}. */
  public HandClock(Timestamp start) {
    this.millis = new AtomicLong(start.millis());
  }

  /** Lets time pass. */
  public void pass(Duration time) {
    millis.addAndGet(time.toMillis());
    nanos.addAndGet(time.toNanos());
  }

  /** Sets the clock forth, or back, without any time passing. */
  public void jump(Duration by) {
    millis.addAndGet(by.toMillis());
  }

  @Override
  public long millis() {
    return millis.get();
  }

  @Override
  public long nanos() {
    return nanos.get();
  }
}
