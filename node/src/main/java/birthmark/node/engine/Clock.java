package birthmark.node.engine;

/** The node's two clocks: what time it is, and how time passes. */
public interface Clock {
  /** Milliseconds since 1970-01-01T00:00Z; somebody may set it back or forth. */
  long millis();

  /** Nanoseconds since some moment; it never goes back and never jumps. */
  long nanos();

  /** Those of the operating system. */
  static Clock system() {
    return new Clock() {
      @Override
      public long millis() {
        return System.currentTimeMillis();
      }

      @Override
      public long nanos() {
        return System.nanoTime();
      }
    };
  }
}
