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
  @Tag("long")
  void onAnIdleLedgerTimeGoesOnWhatIsDueIsDoneOnceAndLittleIsWritten() throws Exception {
    List<String> told = new ArrayList<>();
    Path program = CometProgram.find(Optional.empty(), System.getenv(), told::add);
    IdleReport report =
        new Idle(new Idle.Settings(folder, program, 4, Duration.ofMinutes(5)), told::add).run();
    assertTrue(report.isWell(), String.join("\n", report.lines()));
  }

  @Test
  void anIdleReportSaysWhatEachNodeWroteAnHourWithoutTheEnginesOwnLog() throws Exception {
    IdleReport report =
        new IdleReport(
            Duration.ofMinutes(30),
            0.25,
            1.5,
            0.125,
            List.of(
                new IdleReport.Grown(1_200, 1_000_000, 5_000_000, 90_000_000),
                new IdleReport.Grown(1_200, 1_000_000, 10_000_000, 90_000_000)),
            List.of());
    assertEquals(List.of("node 2 grows by 22.0 MB an hour, at most 20"), report.tooMuch());
    IdleReport broken = report.with(report.tooMuch());
    assertFalse(broken.isWell());
    String text = String.join("\n", broken.lines());
    assertTrue(text.contains("BROKEN: node 2 grows"), text);
    Json.Obj json = (Json.Obj) JsonReader.read(broken.json());
    Json.Obj first = (Json.Obj) ((Json.Arr) json.member("nodes").orElseThrow()).elements().get(0);
    assertEquals(Optional.of(new Json.Int(12_000_000)), first.member("octetsAnHour"));
    assertEquals(Optional.of(new Json.Int(250)), json.member("finalAfterMillis"));
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
