package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;

/** The commands on a node's folder as their users run them, in this process. */
final class FolderProgram {
  private FolderProgram() {}

  /**
   * What a command came to.
   *
   * @param text all that it said
   */
  record Said(int status, String text) {}

  /** Runs the command {@code name} with {@code words}, whatever comes of it. */
  static Said attempt(String name, Object... words) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    int status =
        FolderCommands.run(
            name,
            FolderCommands.named(name).orElseThrow(),
            Arrays.stream(words).map(Object::toString).toList(),
            new FolderCommand.Surroundings(stream, stream, false, Map.of()));
    return new Said(status, out.toString(StandardCharsets.UTF_8));
  }

  /** Runs the command {@code name} with {@code words}, which must succeed; what it said. */
  static String done(String name, Object... words) {
    Said said = attempt(name, words);
    assertEquals(FolderCommand.DONE, said.status(), said.text());
    return said.text();
  }
}
