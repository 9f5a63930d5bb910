package birthmark.sim.world;

/**
 * The end of a process in the middle of what it was doing. An error, so that no part of the process
 * takes it for a fault that it should answer.
 */
public final class CrashError extends Error {
  private static final long serialVersionUID = 1L;

  /** A crash at {@code point}. */
  public CrashError(String point) {
    super(point, null, false, false);
  }
}
