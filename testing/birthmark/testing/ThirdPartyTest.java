package birthmark.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs in every module, over the libraries that module's tests can see. */
class ThirdPartyTest {
  @Test
  void everyLibraryIsNamedWithItsLicence() throws IOException {
    List<String> libraries = libraries();
    assertFalse(libraries.isEmpty(), "no library was found on the class path");
    assertEquals(
        new TreeSet<>(),
        unnamed(libraries, Files.readString(SharedData.root().resolve("THIRD-PARTY.md"))),
        "add these to THIRD-PARTY.md");
  }

  @Test
  void aLibraryThatIsNotNamedIsFound() {
    assertEquals(
        new TreeSet<>(List.of("cbor-more-4.5.6.jar", "xcbor-4.5.6.jar")),
        unnamed(
            List.of(
                "cbor-4.5.6.jar", "helidon-http-4.jar", "cbor-more-4.5.6.jar", "xcbor-4.5.6.jar"),
            "`cbor` and `helidon-*`"));
  }

  private static List<String> libraries() {
    return Pattern.compile(File.pathSeparator)
        .splitAsStream(System.getProperty("java.class.path"))
        .map(entry -> String.valueOf(Path.of(entry).getFileName()))
        .filter(name -> name.endsWith(".jar") && !name.startsWith("birthmark-"))
        .toList();
  }

  private static SortedSet<String> unnamed(List<String> libraries, String text) {
    List<Pattern> named =
        Pattern.compile("`([\\w.*-]+)`")
            .matcher(text)
            .results()
            .map(name -> Pattern.quote(name.group(1)).replace("*", "\\E.*\\Q") + "-\\d.*")
            .map(Pattern::compile)
            .toList();
    SortedSet<String> unnamed = new TreeSet<>(libraries);
    unnamed.removeIf(jar -> named.stream().anyMatch(name -> name.matcher(jar).matches()));
    return unnamed;
  }
}
