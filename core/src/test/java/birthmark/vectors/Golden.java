package birthmark.vectors;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of golden octets in {@code spec/vectors}, for programs in any language.
 *
 * <p>Tests make their content anew from fixed seeds and compare. After a change that is meant, a
 * run with {@code -Dbirthmark.vectors=write} writes the files instead, and the difference is read
 * before it is committed.
 */
public final class Golden {
  private Golden() {}

  /** Compares {@code content} with the file {@code name} below {@code spec/vectors}. */
  public static void check(String name, Json content) {
    Path file = SharedData.root().resolve("spec/vectors").resolve(name);
    String text = JsonWriter.indented(content) + "\n";
    try {
      if ("write".equals(System.getProperty("birthmark.vectors"))) {
        Path folder = file.resolveSibling("");
        Files.createDirectories(folder);
        Files.writeString(file, text, StandardCharsets.UTF_8);
      }
      assertEquals(Files.readString(file, StandardCharsets.UTF_8), text, () -> "in " + file);
    } catch (IOException e) {
      throw new AssertionError("cannot read " + file, e);
    }
  }
}
