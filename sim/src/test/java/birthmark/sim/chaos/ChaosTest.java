package birthmark.sim.chaos;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.cometbft.CometProgram;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChaosTest {
  @TempDir private Path folder;

  @Test
  @Tag("long")
  void aMinuteOfChaosLosesNothingAndCountsNothingTwice() throws Exception {
    List<String> told = new ArrayList<>();
    Report report =
        new Play(
                new Play.Settings(
                    folder,
                    CometProgram.find(Optional.empty(), System.getenv(), told::add),
                    4,
                    Duration.ofMinutes(1),
                    7,
                    List.of(Fault.values()),
                    // The promise is 10 s, on a machine that does nothing else.
                    Duration.ofSeconds(80),
                    false,
                    false),
                told::add)
            .run();
    assertTrue(report.isWell(), String.join("\n", report.lines()));
    assertFalse(report.plays().isEmpty());
    assertTrue(report.acknowledged() > 0);
  }

  @Test
  void aReportSaysWhatWasBrokenAndWhatWasNotPlayed() throws Exception {
    Report report =
        new Report(
            7,
            List.of(
                new Report.Played(Fault.WIPE, 2, 8.5, 18, 14.25, Optional.of(3.5)),
                new Report.Played(Fault.KILL_ALL, 0, 5, 0, 9, Optional.empty())),
            List.of("packets lost: needs root, nft and mount"),
            79,
            35,
            List.of("two roots at height 12"));
    String text = String.join("\n", report.lines());
    assertTrue(text.contains("BROKEN: two roots at height 12"), text);
    assertTrue(text.contains("not played: packets lost"), text);
    assertTrue(text.contains("never"), text);
    Json.Obj json = (Json.Obj) JsonReader.read(report.json());
    assertEquals(Optional.of(new Json.Bool(false)), json.member("well"));
    Json.Obj wiped = (Json.Obj) ((Json.Arr) json.member("faults").orElseThrow()).elements().get(0);
    assertEquals(Optional.of(new Json.Int(3_500)), wiped.member("agreedAfterMillis"));
  }
}
