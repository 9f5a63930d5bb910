package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.LinkedClasses;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
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
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A node in a process of its own, without an index, as its users start it. */
final class NodeProcess implements AutoCloseable {
  private static final Duration START = Duration.ofSeconds(60);

  private final Path data;
  private final Process process;
  private final URI url;
  private final long startNanos;

  private NodeProcess(Path data, Process process, URI url, long startNanos) {
    this.data = data;
    this.process = process;
    this.url = url;
    this.startNanos = startNanos;
  }

  /** Starts the node of {@code data}, new if there is nothing, and waits until it can commit. */
  static NodeProcess start(Path data, List<String> jvmOptions)
      throws IOException, InterruptedException {
    int port = freePort();
    List<String> command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.add("--enable-native-access=ALL-UNNAMED");
    command.add("--sun-misc-unsafe-memory-access=allow");
    command.add("-Djdk.reflect.useNativeAccessorOnly=true");
    command.addAll(memoryOptions());
    command.addAll(jvmOptions);
    String classes = classes();
    command.addAll(LinkedClasses.options(classes));
    command.addAll(List.of("-cp", classes));
    command.addAll(List.of("birthmark.node.app.Main", "start", "--no-index"));
    command.addAll(List.of("--data", data.toString(), "--http", "127.0.0.1:" + port));
    Path log = data.resolveSibling(data.getFileName() + ".log");
    long start = System.nanoTime();
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    URI url = URI.create("http://127.0.0.1:" + port);
    try {
      awaitHealth(process, url, log);
    } catch (IOException | InterruptedException e) {
      process.destroyForcibly();
      throw e;
    }
    return new NodeProcess(data, process, url, System.nanoTime() - start);
  }

  /** The node's jar alone, as the launcher has it, where this process stands on that. */
  private static String classes() {
    String all = System.getProperty("java.class.path");
    return Arrays.stream(all.split(File.pathSeparator, -1))
        .filter(each -> each.endsWith("birthmark-node.jar"))
        .findFirst()
        .orElse(all);
  }

  /** How the launcher has this process keep its memory: a node is started alike. */
  private static List<String> memoryOptions() {
    return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
        .filter(option -> option.startsWith("-XX:+Use") || option.startsWith("-Xmn"))
        .toList();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static void awaitHealth(Process process, URI url, Path log)
      throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url.resolve("/healthz")).build();
    long deadline = System.nanoTime() + START.toNanos();
    try (HttpClient http = HttpClient.newHttpClient()) {
      while (process.isAlive() && System.nanoTime() < deadline) {
        try {
          if (http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
            return;
          }
        } catch (java.net.ConnectException e) {
          // It does not listen yet, which is what is waited for.
          TimeUnit.MILLISECONDS.sleep(10);
        }
      }
    }
    throw new IOException("the node does not start; it said:\n" + Files.readString(log));
  }

  URI url() {
    return url;
  }

  /** From the start of the process until it could commit. */
  double startSeconds() {
    return startNanos / 1e9;
  }

  long pid() {
    return process.pid();
  }

  /** What its ledger started from. */
  Genesis genesis() throws IOException {
    return genesis(data);
  }

  /** What the ledger of the node in {@code data} started from. */
  static Genesis genesis(Path data) throws IOException {
    try {
      return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(data.resolve("genesis.cbor"))));
    } catch (MalformedException e) {
      throw new IOException("the node's genesis is damaged", e);
    }
  }

  /** The key that gives roles. */
  SigningKey founder() throws IOException {
    return founder(data);
  }

  /** The key that gives roles, in {@code data}. */
  static SigningKey founder(Path data) throws IOException {
    try {
      return KeyFile.open(data.resolve("founder.p12"))
          .signingKey(Passwords.of(Optional.of(data.resolve("founder.password")), Map.of()));
    } catch (ClientException e) {
      throw new IOException(e.what(), e);
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      process.destroyForcibly();
    }
  }
}
