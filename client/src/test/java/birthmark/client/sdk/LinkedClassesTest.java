package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Caches of linked classes beside a program's jar. */
class LinkedClassesTest {
  @TempDir private Path folder;

  @Test
  void onlyAJarByItselfThatHasOneIsStartedWithIt() throws IOException {
    String jar = folder.resolve("program.jar").toString();
    assertEquals(List.of(), LinkedClasses.options(jar));
    Files.createFile(folder.resolve("program.aot"));
    assertEquals(
        "-XX:AOTCache=" + folder.resolve("program.aot"), LinkedClasses.options(jar).getFirst());
    assertEquals(List.of(), LinkedClasses.options(jar + File.pathSeparator + jar));
    assertEquals(List.of(), LinkedClasses.options(folder.toString()));
  }

  @Test
  @Tag("real")
  void oneThatIsDamagedStopsNothingAndSaysNothing() throws Exception {
    Files.writeString(folder.resolve("program.aot"), "no cache at all");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(LinkedClasses.options(folder.resolve("program.jar").toString()));
    command.add("--version");
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said);
    assertFalse(said.contains("aot") || said.contains("AOT"), said);
  }
}
