package birthmark.node.engine;

/** The node's two clocks: what time it is, and how time passes. */
public interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z; somebody may set it back or forth. */
  long millis();

  /** Nanoseconds since some moment; it never goes back and never jumps. */
  long nanos();

  /**
   * Those of the operating system. Where the system property {@code birthmark.clock.skewMillis}
   * says so, the time of day is wrong by so much, as on a machine whose clock is.
   */
  static Clock system() {
    long skewMillis = Long.getLong("birthmark.clock.skewMillis", 0);
    return new Clock() {
      @Override
      public long millis() {
        return System.currentTimeMillis() + skewMillis;
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }
    };
  }
}
