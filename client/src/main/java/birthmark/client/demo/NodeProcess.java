package birthmark.client.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, started as a user would. */
final class NodeProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(40);

  /** An engine may have to be built first. */
  private static final Duration ENGINE_START = Duration.ofMinutes(5);

  private final Process process;
  private final URI url;
  private final Path log;

  private NodeProcess(Process process, URI url, Path log) {
    this.process = process;
    this.url = url;
    this.log = log;
  }

  /**
   * Starts the node whose data are in {@code data} on a free port of the loopback address.
   *
   * @param engine the engine that orders, where it is not the node's own
   */
  static NodeProcess start(Path data, Path log, Optional<String> engine) throws DemoException {
    try {
      int port = freePort();
      Path launcher = Path.of(System.getenv().getOrDefault("BIRTHMARK_HOME", "."), "birthmark");
      List<String> command = new ArrayList<>(List.of(launcher.toString(), "start"));
      command.addAll(List.of("--data", data.toString(), "--http", "127.0.0.1:" + port));
      engine.ifPresent(name -> command.addAll(List.of("--engine", name)));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start();
      NodeProcess node = new NodeProcess(process, URI.create("http://127.0.0.1:" + port), log);
      try {
        node.awaitHealth(engine.isPresent() ? ENGINE_START : START);
      } catch (DemoException e) {
        node.close();
        throw e;
      }
      return node;
    } catch (IOException e) {
      throw new DemoException("the node does not start: " + e.getMessage(), e);
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitHealth(Duration patience) throws DemoException {
    long deadline = System.nanoTime() + patience.toNanos();
    HttpRequest request =
        HttpRequest.newBuilder(url.resolve("/healthz")).timeout(Duration.ofSeconds(2)).build();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (System.nanoTime() < deadline) {
        if (!process.isAlive()) {
          throw new DemoException("the node stopped at once; it said:\n" + lastWords());
        }
        try {
          if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (IOException e) {
          // Not listening yet: that is what is waited for.
          TimeUnit.MILLISECONDS.sleep(100);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new DemoException("interrupted while the node started", e);
    }
    throw new DemoException(
        "the node did not become ready in "
            + patience.toSeconds()
            + " s; it said:\n"
            + lastWords());
  }

  private String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    } catch (IOException e) {
      return "(nothing: " + e.getMessage() + ")";
    }
  }

  /** Where it listens. */
  URI url() {
    return url;
  }

  /** Stops it as Ctrl-C would, and waits until it has. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(15, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
