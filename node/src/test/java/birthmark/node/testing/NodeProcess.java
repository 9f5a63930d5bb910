package birthmark.node.testing;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A node in a process of its own, as {@code birthmark start} makes it, on a free port. */
public final class NodeProcess implements AutoCloseable {
  private static final int START_SECONDS = 60;
  private static final Pattern LISTENING = Pattern.compile("Listening on (http://\\S+)");

  private final Process process;
  private final Path folder;
  private final Path log;
  private final URI url;

  private NodeProcess(Process process, Path folder, Path log, URI url) {
    this.process = process;
    this.folder = folder;
    this.log = log;
    this.url = url;
  }

  /** Starts a node with its data in {@code folder}, under {@code flags} of Java. */
  public static NodeProcess start(Path folder, String... flags)
      throws IOException, InterruptedException {
    return started(List.of(), folder, List.of(), flags);
  }

  /** Starts a node with {@code options} besides those of its folder and its door. */
  public static NodeProcess startWithOptions(Path folder, List<String> options)
      throws IOException, InterruptedException {
    return started(List.of(), folder, options);
  }

  /** Starts a node that may have {@code handles} files and sockets open. */
  public static NodeProcess startWithHandles(Path folder, int handles)
      throws IOException, InterruptedException {
    // The words after the script are its parameters, so that nothing in them is taken for shell.
    return started(
        List.of("bash", "-c", "ulimit -n " + handles + " && exec \"$@\"", "bash"),
        folder,
        List.of());
  }

  private static NodeProcess started(
      List<String> before, Path folder, List<String> options, String... flags)
      throws IOException, InterruptedException {
    Path log = Files.createTempFile(folder.toAbsolutePath().getParent(), "node", ".log");
    List<String> command = new ArrayList<>(before);
    command.add(ProcessHandle.current().info().command().orElseThrow());
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of(flags));
    command.addAll(
        List.of("-cp", System.getProperty("java.class.path"), "birthmark.node.app.Main"));
    command.addAll(List.of("start", "--data", folder.toString(), "--http", "127.0.0.1:0"));
    command.addAll(options);
    Process process =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(log.toFile()).start();
    for (int i = 0; i < 10 * START_SECONDS && process.isAlive(); i++) {
      Matcher listening = LISTENING.matcher(Files.readString(log));
      if (listening.find()) {
        return new NodeProcess(process, folder, log, URI.create(listening.group(1)));
      }
      TimeUnit.MILLISECONDS.sleep(100);
    }
    process.destroyForcibly();
    throw new AssertionError("the node does not start; it said:\n" + Files.readString(log));
  }

  /**
   * Starts a node on a ledger of which each key may place {@code quota} statements a minute: a
   * first start makes keys and a genesis, which is changed before anything stands on it.
   */
  public static NodeProcess startWithQuota(Path folder, long quota, String... flags)
      throws IOException, InterruptedException, MalformedException {
    Genesis made;
    try (NodeProcess first = start(folder)) {
      made = first.genesis();
    }
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        if (file.endsWith("ledger") || file.toString().contains("index")) {
          delete(file);
        }
      }
    }
    // An empty one may be founded; where there is none, the node asks for a backup.
    Files.createDirectory(folder.resolve("ledger"));
    Genesis changed =
        new Genesis(
            made.format(),
            made.name(),
            made.time(),
            made.founders(),
            made.replicas(),
            made.rules(),
            quota);
    Files.write(folder.resolve("genesis.cbor"), Genesis.CODEC.encode(changed).toByteArray());
    return start(folder, flags);
  }

  private static void delete(Path path) throws IOException {
    try (Stream<Path> all = Files.walk(path)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    }
  }

  /** Where it is reached. */
  public URI url() {
    return url;
  }

  /** What its ledger started from. */
  public Genesis genesis() throws IOException, MalformedException {
    return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(folder.resolve("genesis.cbor"))));
  }

  /** The founder's key, which may give roles. */
  public SigningKey founder() throws ClientException {
    return KeyFile.open(folder.resolve("founder.p12"))
        .signingKey(Passwords.of(Optional.of(folder.resolve("founder.password")), Map.of()));
  }

  /** What it has said. */
  public String log() throws IOException {
    return Files.readString(log);
  }

  /** The processes that it has started, such as its engine. */
  public List<ProcessHandle> children() {
    return process.children().toList();
  }

  /** Ends it as a loss of power would, and waits until it has. */
  public void kill() throws InterruptedException {
    process.destroyForcibly().waitFor();
  }

  /** The octets of memory that it holds now. */
  public long residentOctets() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc/" + process.pid() + "/status"))) {
      if (line.startsWith("VmRSS:")) {
        return 1_024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
      }
    }
    throw new AssertionError("this system does not say how much memory a process holds");
  }

  /** Stops it as Ctrl-C would. */
  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(20, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
