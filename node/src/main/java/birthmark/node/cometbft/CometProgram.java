package birthmark.node.cometbft;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** The program {@code cometbft}: where it is, or how it comes to be there. */
public final class CometProgram {
  /** The version that the ledger was tried with. */
  public static final String VERSION = "0.40.0";

  private static final String SOURCE = "github.com/cometbft/cometbft/cmd/cometbft@v" + VERSION;

  private static final int LAST_LINES = 5;

  private CometProgram() {}

  /** There is no program, and none can be had. */
  public static final class MissingException extends Exception {
    private static final long serialVersionUID = 1L;

    MissingException(String sentence) {
      super(sentence);
    }
  }

  /**
   * The program: the one that is {@code given}, else the one in the user's cache, which is built
   * there first with Go where it is missing.
   *
   * @param environment variables of the process
   * @param tell told how a build goes on, a line each
   * @throws MissingException saying what to install or to name
   */
  public static Path find(
      Optional<Path> given, Map<String, String> environment, Consumer<String> tell)
      throws MissingException {
    if (given.isPresent()) {
      if (Files.isExecutable(given.get())) {
        return given.get().toAbsolutePath();
      }
      throw new MissingException(given.get() + " is no program that can be run.");
    }
    Path program = cached(environment);
    if (!Files.isExecutable(program)) {
      installOnce(program, tell);
    }
    return program;
  }

  /** Two that start at once share one build: the second waits for the first, and finds it there. */
  private static synchronized void installOnce(Path program, Consumer<String> tell)
      throws MissingException {
    Path lock = program.resolveSibling("building.lock");
    try {
      Files.createDirectories(program.resolveSibling("building"));
      try (FileChannel channel =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock _ = channel.lock()) {
        if (!Files.isExecutable(program)) {
          install(program, tell);
        }
      }
    } catch (IOException e) {
      throw missing(e);
    }
  }

  /** Where it is kept once it is built. */
  public static Path cached(Map<String, String> environment) {
    String cache = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path root =
        cache.isEmpty() ? Path.of(environment.getOrDefault("HOME", "."), ".cache") : Path.of(cache);
    return root.resolve("birthmark").resolve("cometbft-" + VERSION).resolve("cometbft");
  }

  private static void install(Path program, Consumer<String> tell) throws IOException {
    Path folder = program.resolveSibling("building");
    tell.accept("CometBFT " + VERSION + " is built once, for a minute or two, from " + SOURCE);
    ProcessBuilder go = new ProcessBuilder("go", "install", SOURCE).redirectErrorStream(true);
    go.environment().put("GOBIN", folder.toString());
    run(go, tell);
    Files.move(
        folder.resolve("cometbft"),
        program,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
    Files.deleteIfExists(folder);
    tell.accept("CometBFT is in " + program);
  }

  private static MissingException missing(IOException trouble) {
    return new MissingException(
        "CometBFT "
            + VERSION
            + " is needed where replicas agree, and it cannot be built here: "
            + trouble.getMessage()
            + ". Install Go 1.25 or newer (https://go.dev/dl) and start again, or name a program"
            + " with --cometbft PATH.");
  }

  private static void run(ProcessBuilder command, Consumer<String> tell) throws IOException {
    Process process = command.start();
    Deque<String> last = new ArrayDeque<>();
    int downloads = 0;
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        last.addLast(line);
        if (last.size() > LAST_LINES) {
          last.removeFirst();
        }
        downloads += line.startsWith("go: downloading") ? 1 : 0;
        if (downloads % 25 == 1 && line.startsWith("go: downloading")) {
          tell.accept("  " + downloads + " parts downloaded");
        }
      }
      if (process.waitFor() != 0) {
        throw new IOException("go said: " + String.join(" | ", last));
      }
    } catch (InterruptedException e) {
      process.destroy();
      Thread.currentThread().interrupt();
      throw new IOException("it was interrupted", e);
    }
  }
}
