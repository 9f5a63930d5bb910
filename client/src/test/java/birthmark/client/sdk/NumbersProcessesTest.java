package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class NumbersProcessesTest {
  private static final Bytes NETWORK = Bytes.ofOwned(new byte[32]);

  @TempDir private Path folder;

  /** A process that writes down each number that it is given, for ever. */
  static final class Taker {
    private Taker() {}

    public static void main(String[] arguments) throws Exception {
      while (true) {
        long number = KeyState.of(Path.of(arguments[0])).numbers(NETWORK).reserve();
        System.out.println(number);
      }
    }
  }

  private Process start(Path key, Path output) throws IOException {
    return new ProcessBuilder(
            ProcessHandle.current().info().command().orElseThrow(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            System.getProperty("java.class.path"),
            Taker.class.getName(),
            key.toString())
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }

  @Test
  void processesThatShareAKeyAndAreKilledNeverGetTheSameNumber() throws Exception {
    Path key = folder.resolve("a.p12");
    KeyState.createWith(key);
    List<Path> outputs = new ArrayList<>();
    Random random = new Random(7);
    for (int round = 0; round < 3; round++) {
      List<Process> pair = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        outputs.add(folder.resolve("out-" + round + "-" + i));
        pair.add(start(key, outputs.getLast()));
      }
      // Until both are at it, and then a little longer, so that they are killed at any moment.
      for (int i = 0; i < 2; i++) {
        Path output = outputs.get(outputs.size() - 1 - i);
        for (int waited = 0; Files.size(output) == 0 && waited < 300; waited++) {
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
      TimeUnit.MILLISECONDS.sleep(random.nextInt(200));
      for (Process each : pair) {
        each.destroyForcibly().waitFor();
      }
    }
    TreeSet<Long> given = new TreeSet<>();
    int lines = 0;
    for (Path output : outputs) {
      String text = Files.readString(output);
      // A line that the kill cut short may be any number.
      for (String line : text.substring(0, text.lastIndexOf('\n') + 1).lines().toList()) {
        given.add(Long.parseLong(line));
        lines++;
      }
    }
    assertTrue(lines > 6, () -> "the processes took only few numbers: " + given);
    assertEquals(lines, given.size());
    assertTrue(KeyState.of(key).numbers(NETWORK).reserve() > given.last());
  }
}
