package birthmark.house;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The pages that say which test shows what. */
class NamedTestsTest {
  private static final Pattern TEST = Pattern.compile("`(\\w+)#(\\w+)`");

  @ParameterizedTest
  @ValueSource(strings = {"docs/contract-safety.md", "docs/proofs.md"})
  void everyTestThatAPageNamesExists(String page) throws IOException {
    String text = Files.readString(SharedData.root().resolve(page));
    assertTrue(TEST.matcher(text).find(), "it names tests");
    assertEquals(new TreeSet<>(), missing(text));
  }

  @Test
  void aTestThatDoesNotExistIsFound() throws IOException {
    assertEquals(
        new TreeSet<>(List.of("NamedTestsTest#neverWritten", "NoSuchTest#any")),
        missing(
            "`NamedTestsTest#everyTestThatAPageNamesExists` `NamedTestsTest#neverWritten`"
                + " `NoSuchTest#any`"));
  }

  /** The tests named in {@code text} that no class has. */
  private static SortedSet<String> missing(String text) throws IOException {
    Map<String, String> tests = tests();
    SortedSet<String> missing = new TreeSet<>();
    for (MatchResult named : TEST.matcher(text).results().toList()) {
      String source = tests.getOrDefault(named.group(1), "");
      if (!Pattern.compile("\\b" + named.group(2) + "\\(").matcher(source).find()) {
        missing.add(named.group(1) + "#" + named.group(2));
      }
    }
    return missing;
  }

  /** The source of each class of tests by its name. */
  private static Map<String, String> tests() throws IOException {
    Map<String, String> tests = new TreeMap<>();
    for (String folder :
        List.of(
            "core/src/test/java",
            "node/src/test/java",
            "client/src/test/java",
            "sim/src/test/java",
            "testing")) {
      try (Stream<Path> files = Files.walk(SharedData.root().resolve(folder))) {
        for (Path file : files.filter(each -> each.toString().endsWith("Test.java")).toList()) {
          String name = String.valueOf(file.getFileName());
          tests.put(name.substring(0, name.length() - ".java".length()), Files.readString(file));
        }
      }
    }
    return tests;
  }
}
