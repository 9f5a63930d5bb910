package birthmark.sim.play;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MainTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int run(String... args) throws InterruptedException {
    return Main.run(
        List.of(args),
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8));
  }

  private String said() {
    return out.toString(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --seeds      | --seeds needs a number
          --seeds x    | --seeds needs a number from 1, not x
          --seeds 0    | --seeds needs a number from 1, not 0
          --from -1    | --from needs a number from 0, not -1
          --fast       | there is no option --fast
          --replicas 5 | --replicas plays 4, not 5
          """)
  void whatMakesNoSenseIsSaidInASentence(String typed, String sentence)
      throws InterruptedException {
    assertEquals(2, run(typed.split(" ")));
    assertTrue(err.toString(StandardCharsets.UTF_8).startsWith("birthmark sim: " + sentence));
    assertEquals("", said());
  }

  @Test
  void helpNamesEveryOption() throws InterruptedException {
    assertEquals(0, run("--seeds", "1", "--help"));
    for (String option : List.of("--seeds", "--from", "--threads", "--trace", "--json")) {
      assertTrue(said().contains("  " + option), option);
    }
  }

  @Test
  void theOutcomeIsToldAsJson() throws Exception {
    assertEquals(0, run("--seeds", "1", "--from", "3", "--json"));
    Json.Obj outcome = (Json.Obj) JsonReader.read(said());
    assertEquals(new Json.Int(3), outcome.member("from").orElseThrow());
    assertEquals(new Json.Int(1), outcome.member("played").orElseThrow());
    assertEquals(new Json.Arr(List.of()), outcome.member("failures").orElseThrow());
    Json.Obj counts = (Json.Obj) outcome.member("counts").orElseThrow();
    assertTrue(((Json.Int) counts.member("blocks").orElseThrow()).value() > 5);
  }

  @Test
  void aTraceEndsWithWhereTheLedgerEnds() throws InterruptedException {
    assertEquals(0, run("--seeds", "1", "--from", "3", "--threads", "1", "--trace"));
    assertTrue(said().startsWith("0.000000 seed 3, "), said());
    assertTrue(said().lines().anyMatch(line -> line.contains(" ends at block ")));
    assertTrue(said().stripTrailing().endsWith(": all that must hold held."));
  }
}
