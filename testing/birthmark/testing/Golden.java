package birthmark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.fail;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of golden octets, for programs in any language.
 *
 * <p>A test makes the content anew and compares. A file is written only when asked for by {@code
 * -Dbirthmark.golden=write}.
 */
public final class Golden {
  private static final String FLAG = "birthmark.golden";

  private Golden() {}

  /**
   * Writes {@code content} into {@code file} where that is asked for: octets that are made once and
   * must be understood for ever, also when new ones are other.
   */
  public static void keep(Path file, Json content) throws IOException {
    writeIfAsked(file, JsonWriter.indented(content) + "\n");
  }

  /** The same of octets that are a file of their own. */
  public static void keep(Path file, Bytes octets) throws IOException {
    writeIfAsked(file, octets.toByteArray());
  }

  private static void writeIfAsked(Path file, String text) throws IOException {
    writeIfAsked(file, text.getBytes(StandardCharsets.UTF_8));
  }

  private static void writeIfAsked(Path file, byte[] content) throws IOException {
    if ("write".equals(System.getProperty(FLAG))) {
      Files.createDirectories(file.resolveSibling(""));
      Files.write(file, content);
      fail(
          "wrote "
              + file.getFileName()
              + "; look at what changed, and test again without -D"
              + FLAG);
    }
  }

  /** Compares {@code content} with {@code file}. */
  public static void check(Path file, Json content) throws IOException {
    String text = JsonWriter.indented(content) + "\n";
    writeIfAsked(file, text);
    String golden = Files.exists(file) ? Files.readString(file) : "";
    assertEquals(
        golden,
        text,
        "octets differ from the golden ones; if that is meant, say so in the changelog and write"
            + " them again with mvn -o -q -pl core test -Dtest=<this test> -D"
            + FLAG
            + "=write");
  }
}
