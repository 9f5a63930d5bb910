package birthmark.node.app;

import java.time.temporal.ChronoUnit;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * One line for each record: when, how grave, what, and of a fault where in the program it was, its
 * causes behind it.
 */
final class LogLines extends Formatter {
  private static final int FRAMES_MAX = 12;
  private static final int CAUSES_MAX = 8;

  /** Lets all that the program logs be written so. */
  static void use() {
    for (Handler handler : Logger.getLogger("").getHandlers()) {
      handler.setFormatter(new LogLines());
    }
  }

  @Override
  public String format(LogRecord logged) {
    StringBuilder line = new StringBuilder();
    line.append(logged.getInstant().truncatedTo(ChronoUnit.MILLIS))
        .append(' ')
        .append(logged.getLevel().getName())
        .append(' ')
        .append(formatMessage(logged));
    Throwable fault = logged.getThrown();
    for (int i = 0; fault != null && i < CAUSES_MAX; i++) {
      line.append(i == 0 ? " | " : " | because of ").append(fault);
      StackTraceElement[] frames = fault.getStackTrace();
      for (int at = 0; at < Math.min(FRAMES_MAX, frames.length); at++) {
        line.append(at == 0 ? " at " : " < ").append(frames[at]);
      }
      fault = fault.getCause();
    }
    return line.toString().replaceAll("\\s*\\R\\s*", " ") + System.lineSeparator();
  }
}
