package birthmark.client.logger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.samples.LogFindings;
import birthmark.contracts.samples.SignedDecimal;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files of real loggers, against what their source expects of them. */
class LoggerFileTest {
  private static final String FOLDER = "14-telemetry/cold-chain-berlinger/";
  private static final String WHOLE = "FridgeTag_2L__130500109088_202206081014.txt";
  private static final String SHORTENED = "FridgeTag_2L__test.txt";
  private static final String OTHER = "FridgeTag_2__130400191542_202302140605.txt";

  private static LoggerFile file(String name) throws ClientException {
    return LoggerFile.read(SharedData.file(FOLDER + name));
  }

  /** The numbers of EXPECTED.json with fractions, which our JSON has none of, as texts. */
  private static Json.Obj expected(String name) throws IOException {
    String text = Files.readString(SharedData.file(FOLDER + "EXPECTED.json"));
    Matcher fraction = Pattern.compile("(: )(-?[0-9]+\\.[0-9]+)").matcher(text);
    return (Json.Obj) member(JsonReader.read(fraction.replaceAll("$1\"$2\"")), name);
  }

  private static Json member(Json json, String name) {
    return ((Json.Obj) json).member(name).orElseThrow();
  }

  private static String text(Json json, String name) {
    return switch (member(json, name)) {
      case Json.Text text -> text.value();
      case Json.Int number -> Long.toString(number.value());
      case Json other -> other.getClass().getSimpleName();
    };
  }

  private static List<Json> list(Json json, String name) {
    return ((Json.Arr) member(json, name)).elements();
  }

  private static String exact(String decimal) {
    BigDecimal value = new BigDecimal(decimal);
    return value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
  }

  @ParameterizedTest
  @ValueSource(strings = {WHOLE, SHORTENED, OTHER})
  void everythingThatIsExpectedOfAFileIsFound(String name) throws Exception {
    Json.Obj expected = expected(name);
    LoggerFile file = file(name);
    assertEquals(text(expected, "device"), file.model());
    assertEquals(text(expected, "serial"), file.serial());
    assertEquals(text(expected, "fw"), file.firmware());
    assertEquals(text(expected, "cert_lot"), file.lot());
    assertEquals(text(expected, "sha256"), file.digest().hex());
    assertEquals(member(expected, "signature_valid"), new Json.Bool(file.genuine()));
    assertEquals(text(expected, "gaps"), "" + file.gaps());
    assertEquals(text(expected, "days"), "" + file.findings().days());
    Optional<LogFindings.Readings> log = file.findings().log();
    assertEquals(text(expected, "log_rows"), "" + log.map(each -> each.count()).orElse(0L));
    assertEquals(text(expected, "n_x"), "" + log.map(each -> each.outside()).orElse(0L));
    if (log.isPresent()) {
      assertEquals(text(expected, "log_first"), minute(log.get().first().toString()));
      assertEquals(text(expected, "log_last"), minute(log.get().last().toString()));
      assertEquals(exact(text(expected, "log_min")), log.get().lowest().text());
      assertEquals(exact(text(expected, "log_max")), log.get().highest().text());
      SignedDecimal mean = SignedDecimal.mean(log.get().sum(), log.get().count());
      assertEquals(
          text(member(expected, "computed"), "avg"),
          new BigDecimal(mean.text()).setScale(2, RoundingMode.HALF_UP).toPlainString());
    }
    alarms(list(expected, "alarms"), file);
    days(list(expected, "daily"), file);
  }

  private static String minute(String moment) {
    return moment.substring(0, 16).replace('T', ' ');
  }

  private static void alarms(List<Json> expected, LoggerFile file) {
    List<String> wanted = new ArrayList<>();
    expected.forEach(
        each -> wanted.add(exact(text(each, "limit_c")) + " " + text(each, "allowed_min")));
    List<String> found =
        file.findings().alarms().stream()
            .map(each -> each.limit() + " " + each.allowedMinutes())
            .toList();
    assertEquals(wanted, found);
  }

  private static void days(List<Json> expected, LoggerFile file) {
    assertEquals(expected.size(), file.days().size());
    long minutes = 0;
    for (int i = 0; i < expected.size(); i++) {
      Day day = file.days().get(i);
      Json wanted = expected.get(i);
      assertEquals(text(wanted, "date"), day.date());
      assertEquals(exact(text(wanted, "min")), day.lowest().text());
      assertEquals(exact(text(wanted, "max")), day.highest().text());
      assertEquals(exact(text(wanted, "avg")), day.mean().text());
      Json passed = member(wanted, "alarm_minutes");
      List<Json> raised = list(wanted, "alarm_triggered");
      for (int alarm = 0; alarm < day.alarms().size(); alarm++) {
        assertEquals(text(passed, "" + alarm), "" + day.alarms().get(alarm).minutes());
        assertEquals(raised.contains(new Json.Text("" + alarm)), day.alarms().get(alarm).raised());
      }
      minutes += day.alarms().getLast().minutes();
    }
    assertEquals(minutes, file.findings().alarms().getLast().minutes());
  }

  @Test
  void theMeanIsExactAndEveryReadingOutOfLimitsIsInOneExcursion() throws Exception {
    LoggerFile file = file(WHOLE);
    LogFindings.Readings log = file.findings().log().orElseThrow();
    assertEquals("70103.8", log.sum().text());
    assertEquals("6.580663", SignedDecimal.mean(log.sum(), log.count()).text());
    assertEquals(log.outside(), file.excursions().stream().mapToLong(Excursion::readings).sum());
    assertEquals("2022-05-02T04:44:00Z", file.excursions().getFirst().first().toString());
  }

  @Test
  void anOctetThatChangesSpoilsTheSignature() throws Exception {
    byte[] octets = Files.readAllBytes(SharedData.file(FOLDER + OTHER));
    String text = new String(octets, StandardCharsets.ISO_8859_1);
    assertTrue(LoggerFile.of("x", Bytes.copyOf(octets)).genuine());
    for (String[] change :
        List.of(
            new String[] {"+18.5", "+17.5"},
            new String[] {"Serial: 130400191542", "Serial: 130400191543"},
            new String[] {"\r\n", "\n"})) {
      String changed = text.replace(change[0], change[1]);
      assertFalse(of(changed).genuine(), change[0]);
    }
  }

  private static LoggerFile of(String text) throws ClientException {
    return LoggerFile.of("x", Bytes.copyOf(text.getBytes(StandardCharsets.ISO_8859_1)));
  }

  @Test
  void whatIsNoFileOfALoggerIsToldWithItsLine() throws Exception {
    String text = Files.readString(SharedData.file(FOLDER + SHORTENED));
    for (String[] change :
        List.of(
            new String[] {"\t2022-05-02 10:36\t27.5", "\t2022-05-02 10:36\tNaN", "line 533:"},
            new String[] {"\t2022-05-02 10:36\t27.5", "\t2022-05-02 10:36\t1e3", "line 533:"},
            new String[] {"\t2022-05-02 10:36", "\t2022-02-30 10:36", "no such minute"},
            new String[] {"\t2022-05-02 10:41", "\t2022-05-02 10:35", "earlier than"},
            new String[] {"T AL: +8.0", "T AL: warm", "line 21: 'warm' is no temperature"},
            new String[] {"t Acc: 312", "t Acc: -1", "says nothing of an alarm"},
            new String[] {" Serial: 130500109088", "  Serial", "no name with a value"},
            new String[] {" Serial: 130500109088", " CID: 11", "stands there twice"},
            new String[] {" Public Key: 4", " Public Key: x", "128 hexadecimal digits"},
            new String[] {" Public Key: 4", " Public-Key: 4", "has no 'Cert/Public Key'"},
            new String[] {"\nSig: ", "\nSag: ", "no signature of its device"})) {
      String changed = text.replace(change[0], change[1]);
      ClientException wrong = assertThrows(ClientException.class, () -> of(changed), change[1]);
      assertTrue(wrong.what().contains(change[2]), wrong.what());
    }
    assertTrue(
        assertThrows(ClientException.class, () -> of("\nSig: " + "0".repeat(127)))
            .what()
            .contains("128 hexadecimal"));
  }
}
