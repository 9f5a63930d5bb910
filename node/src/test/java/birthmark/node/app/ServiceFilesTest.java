package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.node.cometbft.CometProgram;
import birthmark.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The examples for operators say what the program of this version understands. */
class ServiceFilesTest {
  private static final Path EXAMPLES = SharedData.root().resolve("docs").resolve("examples");
  private static final Path ANALYZE = Path.of("/usr/bin/systemd-analyze");

  @TempDir private Path folder;

  private static String text(String name) throws Exception {
    return Files.readString(EXAMPLES.resolve(name));
  }

  private static void assertOptionsAreKnown(String text) throws Exception {
    String main =
        Files.readString(
            SharedData.root().resolve("node/src/main/java/birthmark/node/app/Main.java"));
    Matcher options = Pattern.compile("(?<= )--[a-z0-9-]+").matcher(text);
    int seen = 0;
    while (options.find()) {
      assertTrue(main.contains("case \"" + options.group() + "\""), options.group());
      seen++;
    }
    assertTrue(seen >= 7, "it has options");
  }

  @Test
  void theUnitStartsANodeByOptionsThatThereAre() throws Exception {
    String unit = text("birthmark.service");
    assertOptionsAreKnown(
        unit.substring(unit.indexOf("ExecStart="), unit.indexOf("StateDirectory=")));
  }

  @Test
  void systemdAcceptsTheUnit() throws Exception {
    Assumptions.assumeTrue(Files.isExecutable(ANALYZE), "there is no systemd here");
    Path unit = folder.resolve("birthmark.service");
    String launcher =
        SharedData.root().resolve("birthmark").toAbsolutePath().normalize().toString();
    Files.writeString(
        unit, text("birthmark.service").replace("/opt/birthmark/birthmark", launcher));
    Process process =
        new ProcessBuilder(ANALYZE.toString(), "verify", "--man=no", unit.toString())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
  }

  @Test
  void theContainerHasTheEngineOfThisVersionAndStartsANode() throws Exception {
    String file = text("Containerfile");
    assertTrue(file.contains("cmd/cometbft@v" + CometProgram.VERSION), file);
    assertOptionsAreKnown(file.substring(file.indexOf("podman run"), file.indexOf("FROM")));
  }
}
