package birthmark.node.faults;

import birthmark.bytes.Bytes;
import birthmark.node.app.Main;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A node in a process of its own, started as a user starts it. */
final class NodeProcess implements AutoCloseable {
  private static final Pattern URL = Pattern.compile("Listening on (\\S+)");
  private static final Duration PATIENCE = Duration.ofSeconds(40);

  private final Process process;
  private final Path data;
  private final Path log;
  private final long startedNanos = System.nanoTime();
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private String url = "";

  private NodeProcess(Process process, Path data, Path log) {
    this.process = process;
    this.data = data;
    this.log = log;
  }

  /**
   * Begins to start a node.
   *
   * @param before words in front of the command, such as those that limit it
   */
  static NodeProcess launch(
      Path data, Path log, List<String> before, Map<String, String> environment)
      throws IOException {
    List<String> command = new ArrayList<>(before);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED",
            "--sun-misc-unsafe-memory-access=allow",
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-cp",
            System.getProperty("java.class.path"),
            Main.class.getName(),
            "start",
            "--data",
            data.toString(),
            "--http",
            "127.0.0.1:0"));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectErrorStream(true).redirectOutput(log.toFile());
    return new NodeProcess(builder.start(), data, log);
  }

  /** A node that listens. */
  static NodeProcess start(Path data, Path log, Map<String, String> environment)
      throws IOException, InterruptedException {
    NodeProcess node = launch(data, log, List.of(), environment);
    node.awaitListening();
    return node;
  }

  /** Waits until it listens; how long that took from its launch. */
  Duration awaitListening() throws IOException, InterruptedException {
    while (System.nanoTime() - startedNanos < PATIENCE.toNanos()) {
      Matcher matcher = URL.matcher(said());
      if (matcher.find()) {
        url = matcher.group(1);
        return Duration.ofNanos(System.nanoTime() - startedNanos);
      }
      if (!process.isAlive()) {
        break;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("the node does not listen; it said:\n" + said());
  }

  /** Waits until it has said {@code words}. */
  void awaitSaid(String words) throws IOException, InterruptedException {
    long begun = System.nanoTime();
    while (!said().contains(words)) {
      if (System.nanoTime() - begun > PATIENCE.toNanos()) {
        throw new AssertionError("the node did not say \"" + words + "\" but:\n" + said());
      }
      Thread.sleep(20);
    }
  }

  /** All that it has said. */
  String said() throws IOException {
    return Files.readString(log);
  }

  /** Submits a statement; the answer, whatever it is. */
  HttpResponse<String> submit(Bytes statement) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + "/v1/statements"))
            .timeout(PATIENCE)
            .header("Content-Type", "application/cose")
            .POST(HttpRequest.BodyPublishers.ofByteArray(statement.unsafe()))
            .build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The answer to a GET. */
  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(URI.create(url + path)).timeout(PATIENCE).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  /** The processor time that it took until now. */
  Duration processorTime() {
    return process.info().totalCpuDuration().orElseThrow();
  }

  /** A file of its folder, as it sees it: it may have mounts of its own. */
  Path seen(Path file) {
    return Path.of("/proc", Long.toString(pid()), "root")
        .resolve(Path.of("/").relativize(data.toAbsolutePath()))
        .resolve(file);
  }

  /** Its process id. */
  long pid() {
    return process.pid();
  }

  /** Waits until it ends by itself; its exit status. */
  int awaitEnd() throws InterruptedException {
    if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
      throw new AssertionError("the node must end");
    }
    return process.exitValue();
  }

  /** {@code kill -9}. */
  void kill() throws InterruptedException {
    process.destroyForcibly();
    awaitEnd();
  }

  /** Stops it as Ctrl-C does. */
  void stop() throws InterruptedException {
    process.destroy();
    awaitEnd();
  }

  @Override
  public void close() {
    client.shutdownNow();
    process.destroyForcibly();
  }
}
