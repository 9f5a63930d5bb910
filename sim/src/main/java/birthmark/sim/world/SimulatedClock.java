package birthmark.sim.world;

import birthmark.codec.Timestamp;
import birthmark.node.engine.Clock;
import java.time.Duration;

/** A machine's two clocks: one follows the world, the other may be set by somebody. */
public final class SimulatedClock implements Clock {
  private static final long NANOS_A_MILLI = 1_000_000;

  private final EventQueue world;
  private final Timestamp start;
  private long aheadMillis;

  /** Clocks that are right, in a world that began at {@code start}. */
  public SimulatedClock(EventQueue world, Timestamp start) {
    this.world = world;
    this.start = start;
  }

  /** Sets the clock forth, or back. */
  public void jump(Duration by) {
    aheadMillis += by.toMillis();
  }

  /** Sets the clock right. */
  public void correct() {
    aheadMillis = 0;
  }

  @Override
  public long millis() {
    return Math.max(0, start.millis() + world.nanos() / NANOS_A_MILLI + aheadMillis);
  }

  @Override
  public long nanos() {
    return world.nanos();
  }
}
