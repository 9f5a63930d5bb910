package birthmark.client.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.contracts.Contracts;
import birthmark.json.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Samples held against a rule on the command line, with no node. */
class ReplayCommandTest {
  @TempDir private Path folder;

  private Run replay(String... words) {
    List<String> all = new ArrayList<>(List.of("replay", "flint"));
    all.addAll(List.of(words));
    return Run.of(folder, Contracts::rulebook, all.toArray(String[]::new));
  }

  @Test
  void flintIsToldAndDrawnWithoutAnyFileOfTheUsers() throws Exception {
    Path picture = folder.resolve("flint.svg");
    Run run = replay("--svg", picture.toString());
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertTrue(run.out().contains("all 71") && run.out().contains("without the 2 left out"));
    assertTrue(Files.readString(picture).startsWith("<svg"));
  }

  @Test
  void anotherRuleIsReadAsPeopleWriteIt() {
    Run run = replay("--limit", "10.0", "--percentile", "0.90", "--method", "R-7", "--json");
    assertEquals(ExitStatus.DONE, run.status(), run.err());
    assertEquals("10", run.text("limit"));
    assertEquals(new Json.Int(71), run.json().member("results").orElseThrow());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --limit      | NaN  | --limit is a number from 0 on, such as 15, not 'NaN'
          --limit      | -1   | --limit is a number from 0 on, such as 15, not '-1'
          --percentile | 90   | --percentile is a fraction above 0 and at most 1
          --method     | best | --method is one of nearest-rank, floor-rank
          --minimum    | 0    | --minimum is a whole number from 1 on
          --minimum    | many | --minimum is a whole number from 1 on
          """)
  void aRuleThatCannotBeIsToldInTheUsersWords(String option, String value, String said) {
    Run run = replay(option + "=" + value);
    assertEquals(ExitStatus.USAGE, run.status(), run.out());
    assertTrue(run.err().contains(said), run.err());
  }

  @Test
  void aFileInAnotherUnitIsRefusedWithItsLine() throws Exception {
    Path file = Files.writeString(folder.resolve("ppm.csv"), "sample,ppm\n1,0.005\n");
    Run run = replay("--csv", file.toString());
    assertEquals(ExitStatus.USAGE, run.status(), run.out());
    assertTrue(run.err().contains("line 1: the values are in 'ppm'"), run.err());
  }
}
