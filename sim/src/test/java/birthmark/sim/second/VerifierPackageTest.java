package birthmark.sim.second;

import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.PythonTools;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The second verifier as a package: installed as a user does, and by its own gates. */
@Tag("real")
class VerifierPackageTest {
  private static final Path SOURCES = SharedData.root().resolve("verifier");

  @TempDir private Path folder;

  private static Path programs() throws IOException, InterruptedException {
    return PythonTools.installed("verifier", SOURCES.resolve("requirements.txt"));
  }

  private String run(List<String> command) throws IOException, InterruptedException {
    return PythonTools.check(folder, folder, command);
  }

  @Test
  void itsOwnTestsAndGatesPass() throws Exception {
    PythonTools.gates(SOURCES, programs(), folder);
  }

  @Test
  void itsCommandIsInstalledByPip() throws Exception {
    Path programs = programs();
    Path copy = folder.resolve("verifier");
    copySources(copy);
    run(
        List.of(
            programs.resolve("pip").toString(),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--no-deps",
            "--no-build-isolation",
            "--force-reinstall",
            copy.toString()));
    Json.Obj vectors =
        (Json.Obj)
            JsonReader.read(
                Files.readString(SharedData.root().resolve("spec/vectors/bundles/bundles.json")));
    Json.Obj whole =
        (Json.Obj) ((Json.Arr) vectors.member("cases").orElseThrow()).elements().getFirst();
    Path bundle = folder.resolve("thing.birthmark");
    Files.write(bundle, HexFormat.of().parseHex(text(whole, "bundle")));
    String told =
        run(
            List.of(
                programs.resolve("birthmark-verifier").toString(),
                "verify",
                bundle.toString(),
                "--network",
                text(vectors, "network")));
    assertTrue(told.startsWith("verified\n"), told);
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Text) object.member(name).orElseThrow()).value();
  }

  /** What a build needs, so that it leaves nothing in the project. */
  private static void copySources(Path to) throws IOException {
    try (Stream<Path> files = Files.walk(SOURCES.resolve("src"))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.toString();
        if (name.endsWith(".py") || name.endsWith("py.typed")) {
          Path copy = to.resolve(SOURCES.relativize(file).toString());
          Files.createDirectories(copy.resolveSibling(""));
          Files.copy(file, copy);
        }
      }
    }
    for (String name : List.of("pyproject.toml", "README.md")) {
      Files.copy(SOURCES.resolve(name), to.resolve(name));
    }
  }
}
