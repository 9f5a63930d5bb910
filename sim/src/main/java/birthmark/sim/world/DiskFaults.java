package birthmark.sim.world;

/** What goes wrong with a disk: asked each time that it has something to do. */
public interface DiskFaults {
  /** How far a write comes. */
  enum Reach {
    /** Nothing is written. */
    NOTHING,
    /** It is written and not synced: it may or may not be found later. */
    WRITTEN,
    /** It is written, and synced where that was asked for. */
    ALL
  }

  /** How a write ends. */
  enum Ending {
    /** The disk says that all is well. */
    RETURNS,
    /** The disk says that it failed. */
    FAILS,
    /** The process ends before it hears anything. */
    CRASHES
  }

  /**
   * What happens to one write.
   *
   * @param reach how far it comes
   * @param ending what the process hears of it
   */
  record Write(Reach reach, Ending ending) {
    /** It succeeds. */
    public static final Write DONE = new Write(Reach.ALL, Ending.RETURNS);
  }

  /** Nothing ever goes wrong. */
  DiskFaults NONE =
      new DiskFaults() {
        @Override
        public Write write(boolean sync) {
          return Write.DONE;
        }

        @Override
        public boolean refusesToOpen() {
          return false;
        }
      };

  /** What happens to the next write. */
  Write write(boolean sync);

  /** Whether the disk cannot be opened now. */
  boolean refusesToOpen();
}
