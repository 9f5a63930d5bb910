package birthmark.client.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.ClientException;
import birthmark.contracts.samples.Decimal;
import birthmark.contracts.samples.Percentile;
import birthmark.contracts.samples.PercentileMethod;
import birthmark.testing.SharedData;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Samples from files, and what is told of them. */
class ReplayTest {
  private static final Decimal LIMIT = new Decimal("15");
  private static final String HEAD = "sample,ppb,left out because\n";

  private static List<Measurement> read(String text) throws ClientException {
    return SampleFile.read("x.csv", "ppb", LIMIT, new BufferedReader(new StringReader(text)));
  }

  private static List<Measurement> flint() throws ClientException, IOException {
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                Objects.requireNonNull(SampleFile.class.getResourceAsStream("flint.csv")),
                StandardCharsets.UTF_8))) {
      return SampleFile.read("flint.csv", "ppb", LIMIT, in);
    }
  }

  private static Reckoned reckoned(List<Measurement> measurements) {
    return new Reckoned(
        new Reckoned.RuleOfReplay(
            "Samples <of> nobody",
            new Percentile(new Decimal("0.9"), PercentileMethod.NEAREST_RANK),
            LIMIT,
            100,
            "ppb",
            Optional.empty()),
        measurements);
  }

  @Test
  void theSamplesOfFlintAreThoseOfTheirSource() throws Exception {
    List<String> source = new ArrayList<>();
    for (String line : Files.readAllLines(SharedData.file("01-flint/flint_mdeq.csv"))) {
      String[] cells = line.split(",", -1);
      if (!cells[0].equals("sample")) {
        source.add(cells[0] + " " + cells[1] + (cells[2].equals("NA") ? " left out" : ""));
      }
    }
    List<String> shipped =
        flint().stream()
            .map(
                each ->
                    each.sample()
                        + " "
                        + Decimal.ofMillionths(each.millionths())
                        + (each.leftOut().isPresent() ? " left out" : ""))
            .toList();
    assertEquals(source, shipped);
  }

  @Test
  void flintIsToldAsItWas() throws Exception {
    Reckoned reckoned = reckoned(flint());
    List<String> lines = new Telling(reckoned).lines();
    assertTrue(lines.toString().contains("all 71"), lines.toString());
    assertEquals(
        List.of(
            "limit-exceeded: 18 ppb over 71, the limit is 15",
            "too-few-results: 71 of at least 100",
            "exclusions-decide: 18 ppb with them, 11 ppb without; and only once several, one of"
                + " them independent, approved them"),
        new Telling(reckoned).announced());
    assertEquals(List.of("27", "2"), reckoned.leftOut().stream().map(Measurement::sample).toList());
    assertEquals(
        List.of("13", "13"),
        reckoned.restored().stream().map(each -> each.figure().rounded().text()).toList());
    assertEquals(List.of("2"), reckoned.smallestFlip().stream().map(Measurement::sample).toList());
    assertEquals(8, reckoned.influence().flippingAlone());
  }

  @Test
  void whatCannotBeUsedIsToldWithItsLine() {
    refused("sample,ppm\n1,2\n", "line 1: the values are in 'ppm'");
    refused("sample,µg/L\n1,2\n", "line 1: the values are in 'µg/L'");
    refused("1,2\n", "line 1: the first line names the columns");
    for (String none : List.of("", HEAD, "# a word\n")) {
      assertEquals("x.csv has no results", refused(none));
    }
    refused("sample,ppb,address\n1,2,Main Street\n", "line 1: the third column is 'address'");
    for (String value :
        List.of("NaN", "Infinity", "-1", "1e3", "", "1.1234567", "0x10", "1 ppm", "<", "<-1")) {
      refused(HEAD + "1,3\n2," + value + "\n", "line 3: '" + value + "' is no result");
    }
    refused(HEAD + "1,<15.000001\n", "line 2: what detects nothing below 15.000001 does not tell");
    refused(HEAD + "1,3\n# a word\n1,4\n", "line 4: sample '1' is on line 2 already");
    refused(HEAD + ",3\n", "line 2: the sample has no name");
    refused(HEAD + "1\n", "line 2: it has 1 columns");
    refused(HEAD + "1,2,3,4\n", "line 2: it has 4 columns");
    refused("sample,ppb\n1,2,a note\n", "line 2: it has 3 columns, the first line names 2");
    refused(HEAD + "1,2,\"x\n", "line 2: a quotation mark is not closed");
    refused(HEAD + "1," + "2".repeat(5_000) + "\n", "line 2: it is longer than");
  }

  private static String refused(String text) {
    return assertThrows(ClientException.class, () -> read(text), text).what();
  }

  private static void refused(String text, String why) {
    String what = refused(text);
    assertTrue(what.startsWith("x.csv, " + why), what);
  }

  @Test
  void valuesAreReadAsPeopleWriteThem() throws Exception {
    List<Measurement> read =
        read(
            "\ufeff" + HEAD + "\"a, b\",10.50\r\nc,ND\r\ne,<15\r\nd,<0.5,\"a \"\"filter\"\"\"\r\n");
    assertEquals(
        List.of(
            new Measurement("a, b", 10_500_000, Optional.empty()),
            new Measurement("c", 0, Optional.empty()),
            new Measurement("e", 0, Optional.empty()),
            new Measurement("d", 0, Optional.of("a \"filter\""))),
        read);
  }

  @Test
  void ofAMillionRowsTheBadOneIsTold() {
    StringBuilder text = new StringBuilder(HEAD);
    for (int i = 1; i <= 1_000_000; i++) {
      text.append(i).append(',').append(i == 765_432 ? "-7" : i % 97).append('\n');
    }
    refused(text.toString(), "line 765433: '-7' is no result");
  }

  @Test
  void thePictureHasADotForEachSampleAndNoMarkupFromTheFile() throws Exception {
    String svg = new Telling(reckoned(flint())).svg();
    assertEquals(71, svg.split("<circle", -1).length - 1);
    assertTrue(svg.contains("Samples &lt;of&gt; nobody") && svg.contains("all 71: 18"), svg);
    String many =
        new Telling(reckoned(read(HEAD + String.join("\n", numbered(1_000)) + "\n"))).svg();
    assertEquals(0, many.split("<circle", -1).length - 1);
  }

  private static List<String> numbered(int count) {
    List<String> rows = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      rows.add(i + "," + i % 50);
    }
    return rows;
  }

  @Test
  void withNothingLeftOutThereIsOneFigure() throws Exception {
    List<String> lines = new Telling(reckoned(read("sample,ppb\n1,3\n2,4\n"))).lines();
    assertTrue(lines.stream().noneMatch(line -> line.contains("without the")), lines.toString());
    assertTrue(
        lines.contains("No exclusion, however large, changes the side of the limit."),
        lines.toString());
  }
}
