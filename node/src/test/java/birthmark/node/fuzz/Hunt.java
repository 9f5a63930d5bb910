package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Jazzer in a process of its own, for so many seconds, from a target's seeds on. */
final class Hunt {
  private static final Pattern DONE = Pattern.compile("Done (\\d+) runs in");
  private static final Pattern COVERED = Pattern.compile("#\\d+\\s+\\S+\\s+cov: (\\d+)");
  private static final int LENGTH_MAX = 16_384;
  private static final int STARTING_SECONDS = 120;

  private Hunt() {}

  /**
   * What it came to.
   *
   * @param seeds how many inputs there were to begin with
   * @param inputs how many inputs were tried
   * @param firstEdges how many branches the seeds reached
   * @param edges how many were reached in the end
   * @param broken the input that broke a promise, if one did
   * @param log what Jazzer said
   */
  record Bag(
      int seeds, long inputs, long firstEdges, long edges, Optional<Bytes> broken, String log) {}

  static Bag of(String target, Path folder, int seconds) throws IOException, InterruptedException {
    Path corpus = Files.createDirectories(folder.resolve("corpus"));
    int number = 0;
    for (Bytes seed : Fuzzer.target(target).seeds()) {
      Files.write(corpus.resolve("seed-" + number++), seed.toByteArray());
    }
    Path log = folder.resolve("log");
    Process process =
        new ProcessBuilder(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-Xmx512m",
                "-D" + Fuzzer.TARGET + "=" + target,
                "-cp",
                System.getProperty("java.class.path"),
                "com.code_intelligence.jazzer.Jazzer",
                "--target_class=" + Fuzzer.class.getName(),
                "--instrumentation_includes=birthmark.**",
                "--reproducer_path=" + folder,
                // Connections are made by the target itself, to the node that it is about.
                "--disabled_hooks="
                    + "com.code_intelligence.jazzer.sanitizers.ServerSideRequestForgery",
                "-artifact_prefix=" + folder + "/",
                "-max_len=" + LENGTH_MAX,
                "-timeout=20",
                "-rss_limit_mb=3000",
                "-max_total_time=" + seconds,
                corpus.toString())
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    try {
      if (!process.waitFor(seconds + STARTING_SECONDS, TimeUnit.SECONDS)) {
        throw new IOException("Jazzer does not end; it said:\n" + Files.readString(log));
      }
    } finally {
      process.destroyForcibly();
    }
    String said = Files.readString(log, StandardCharsets.ISO_8859_1);
    Matcher covered = COVERED.matcher(said);
    long first = 0;
    long last = 0;
    while (covered.find()) {
      last = Long.parseLong(covered.group(1));
      first = first == 0 ? last : first;
    }
    Matcher done = DONE.matcher(said);
    return new Bag(
        number, done.find() ? Long.parseLong(done.group(1)) : 0, first, last, broken(folder), said);
  }

  private static Optional<Bytes> broken(Path folder) throws IOException {
    List<Path> found;
    try (Stream<Path> files = Files.list(folder)) {
      found =
          files
              .filter(file -> file.getFileName().toString().matches("(crash|timeout|oom)-.*"))
              .toList();
    }
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of(Bytes.ofOwned(Files.readAllBytes(found.getFirst())));
  }
}
