package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditExportTest {
  private static final String FACT =
      "{\"position\":\"12.0\",\"height\":12,\"time\":\"2026-11-22T00:42:43.123Z\",\"index\":40,"
          + "\"statement\":\"9f\",\"contract\":\"things\",\"fact\":\"born\",\"alarm\":false,"
          + "\"value\":{\"note\":\"é\"}}";

  @TempDir private Path folder;

  private static Json.Obj fact(String json) {
    return (Json.Obj) JsonReader.read(json);
  }

  @Test
  void aFactIsASyslogMessageOfTheLogAudit() {
    assertEquals(
        "<109>1 2026-11-22T00:42:43.123Z ledger.example birthmark - things.born"
            + " [birthmark@32473 position=\"12.0\" index=\"40\" statement=\"9f\""
            + " contract=\"things\" fact=\"born\"] \uFEFF{\"note\":\"é\"}",
        AuditFormat.SYSLOG.line("ledger.example", fact(FACT)));
  }

  @Test
  void anAlarmIsAnAlertAndNothingBreaksOutOfItsPlace() {
    String evil =
        FACT.replace("false", "true")
            .replace("\"things\"", "\"th ings]\\\"\"")
            .replace("\"born\"", "\"" + "b".repeat(40) + "\"");
    assertEquals(
        "<105>1 2026-11-22T00:42:43.123Z myledger birthmark - "
            + ("things]\"." + "b".repeat(40)).substring(0, 32)
            + " [birthmark@32473 position=\"12.0\" index=\"40\" statement=\"9f\""
            + " contract=\"th ings\\]\\\"\" fact=\""
            + "b".repeat(40)
            + "\"] \uFEFF{\"note\":\"é\"}",
        AuditFormat.SYSLOG.line("my ledger\n", fact(evil)));
  }

  @Test
  void syslogOverTcpCountsOctetsAndNotLetters() {
    assertEquals("3 é!", new String(AuditFormat.framed("é!"), StandardCharsets.UTF_8));
  }

  @Test
  void eachFactIsInTheFileOnceWhereverTheExportBeforeWasKilled() throws Exception {
    Path file = folder.resolve("audit.jsonl");
    try (AuditFile first = AuditFile.open(file)) {
      assertEquals(Optional.empty(), first.position());
      first.add("one\ntwo\n", "2.0");
    }
    // Written, and killed before the position was.
    Files.writeString(file, "three\nfo", StandardOpenOption.APPEND);
    try (AuditFile second = AuditFile.open(file)) {
      assertEquals(Optional.of("2.0"), second.position());
      second.add("three\nfour\n", "4.0");
    }
    assertEquals("one\ntwo\nthree\nfour\n", Files.readString(file));
    try (AuditFile third = AuditFile.open(file)) {
      assertEquals(Optional.of("4.0"), third.position());
    }
  }

  @Test
  void aFileThatNoExportLeftIsNotTouched() throws Exception {
    Path file = folder.resolve("notes.txt");
    Files.writeString(file, "mine");
    assertThrows(ClientException.class, () -> AuditFile.open(file));
    assertEquals("mine", Files.readString(file));
    Path shortened = folder.resolve("audit.jsonl");
    try (AuditFile first = AuditFile.open(shortened)) {
      first.add("one\n", "1.0");
    }
    Files.writeString(shortened, "o");
    assertThrows(ClientException.class, () -> AuditFile.open(shortened));
  }
}
