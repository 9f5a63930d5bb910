package birthmark.node.app;

import birthmark.node.upkeep.Progress;
import java.io.PrintStream;
import java.util.Locale;

/** One line of a terminal that is written over again and again; nothing where nobody looks. */
final class ProgressLine implements Progress {
  private static final long EVERY_NANOS = 200_000_000;
  private static final String CLEAR = "\r\u001b[2K";

  private final PrintStream out;
  private final boolean shown;
  private String step = "";
  private long shownAt;
  private boolean dirty;

  /**
   * A line.
   *
   * @param shown whether {@code out} is a terminal that somebody looks at
   */
  ProgressLine(PrintStream out, boolean shown) {
    this.out = out;
    this.shown = shown;
  }

  @Override
  public void at(String what, long done, long all) {
    long now = System.nanoTime();
    if (!shown || (what.equals(step) && now - shownAt < EVERY_NANOS)) {
      return;
    }
    step = what;
    shownAt = now;
    dirty = true;
    String far =
        all > 0
            ? String.format(Locale.ROOT, " %,d of %,d (%d%%)", done, all, 100 * done / all)
            : done > 0 ? String.format(Locale.ROOT, " %,d", done) : "";
    out.print(CLEAR + "  " + what + far);
    out.flush();
  }

  /** Takes the line away. */
  void end() {
    if (dirty) {
      out.print(CLEAR);
      out.flush();
      dirty = false;
    }
  }
}
