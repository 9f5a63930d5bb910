package birthmark.testing;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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
  public static synchronized Path installed(String name, Path requirements)
      throws IOException, InterruptedException {
    Path folder = SharedData.root().resolve("target/python").resolve(name);
    Path lock = folder.resolveSibling(name + ".lock");
    Files.createDirectories(lock.getParent());
    // Two of the build's processes may come at once: the second finds what the first installed.
    try (FileChannel channel =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = channel.lock()) {
      return installed(folder, requirements);
    }
  }

  private static Path installed(Path folder, Path requirements)
      throws IOException, InterruptedException {
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

  /** Runs the tests and gates of a project in Python: pytest, ruff and mypy, which must pass. */
  public static void gates(Path project, Path programs, Path scratch)
      throws IOException, InterruptedException {
    String python = programs.resolve("python3").toString();
    check(
        project, scratch, List.of(python, "-m", "pytest", "-o", "addopts=-q -p no:cacheprovider"));
    check(project, scratch, List.of(python, "-m", "ruff", "check", "--no-cache"));
    check(project, scratch, List.of(python, "-m", "ruff", "format", "--check", "--no-cache"));
    check(project, scratch, List.of(python, "-m", "mypy", "--cache-dir", scratch.toString()));
  }

  /** What {@code command} says in the folder of a project in Python; it must succeed. */
  public static String check(Path project, Path scratch, List<String> command)
      throws IOException, InterruptedException {
    Path said = Files.createTempFile(scratch, "said", ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(project.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    builder.environment().put("PYTHONDONTWRITEBYTECODE", "1");
    builder.environment().put("PYTHONPATH", project.resolve("src").toString());
    int status = builder.start().waitFor();
    String output = Files.readString(said);
    Assertions.assertEquals(0, status, () -> String.join(" ", command) + ":\n" + output);
    return output;
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
