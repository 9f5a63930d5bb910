package birthmark.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Programs in Python that tests run, each in a virtual environment of its own below target/. */
public final class PythonTools {
  private PythonTools() {}

  /**
   * The folder of the programs that {@code requirements} installs: pip's requirements file, every
   * version pinned. It is made once and again when the file changes.
   *
   * <p>Skips the test on a machine without Python or without a way to the package index; fails it
   * where CI=true.
   */
  public static Path installed(String name, Path requirements)
      throws IOException, InterruptedException {
    Path folder = SharedData.root().resolve("target/python").resolve(name);
    Path stamp = folder.resolve("installed.txt");
    if (Files.exists(stamp) && Files.mismatch(stamp, requirements) < 0) {
      return folder.resolve("bin");
    }
    Files.createDirectories(folder);
    Path log = folder.resolve("install.log");
    run(log, List.of("python3", "-m", "venv", "--clear", folder.toString()));
    run(
        log,
        List.of(
            folder.resolve("bin/pip").toString(),
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--requirement",
            requirements.toString()));
    Files.copy(requirements, stamp);
    return folder.resolve("bin");
  }

  private static void run(Path log, List<String> command) throws InterruptedException {
    String trouble;
    try {
      Path output = Files.createTempFile("python", ".log");
      int status =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(output.toFile())
              .start()
              .waitFor();
      String said = Files.readString(output);
      Files.delete(output);
      Files.createDirectories(log.getParent());
      Files.writeString(log, said);
      if (status == 0) {
        return;
      }
      trouble = said;
    } catch (IOException e) {
      trouble = e.toString();
    }
    String missing = String.join(" ", command) + " does not work here: " + trouble;
    if ("true".equals(System.getenv("CI"))) {
      Assertions.fail(missing + "\nwith CI=true every test must run");
    }
    Assumptions.abort(missing);
  }
}
