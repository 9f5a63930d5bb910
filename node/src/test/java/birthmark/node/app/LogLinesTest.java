package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.junit.jupiter.api.Test;

class LogLinesTest {
  private static String line(String message, Object... values) {
    LogRecord logged = new LogRecord(Level.WARNING, message);
    logged.setInstant(Instant.parse("2026-11-22T01:02:03.456789Z"));
    logged.setParameters(values);
    return new LogLines().format(logged);
  }

  @Test
  void aRecordIsOneLineThatSaysWhenHowGraveAndWhat() {
    assertEquals(
        "2026-11-22T01:02:03.456Z WARNING Key 4a was copied." + System.lineSeparator(),
        line("Key {0} was copied.", "4a"));
  }

  @Test
  void aMessageOfSeveralLinesIsStillOne() {
    assertEquals(1, line("one\n  two\r\nthree\n").lines().count());
  }

  @Test
  void aFaultIsTheSameLineWithWhereItWasAndItsCauses() {
    LogRecord logged = new LogRecord(Level.SEVERE, "incident 7");
    logged.setThrown(
        new IllegalStateException("broken\nin two", new ArithmeticException("overflow")));
    String line = new LogLines().format(logged);
    assertEquals(1, line.lines().count(), line);
    assertTrue(
        line.contains(
            "SEVERE incident 7 | java.lang.IllegalStateException: broken in two at"
                + " birthmark.node.app.LogLinesTest."),
        line);
    assertTrue(line.contains(" | because of java.lang.ArithmeticException: overflow at "), line);
  }
}
