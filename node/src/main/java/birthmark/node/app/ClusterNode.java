package birthmark.node.app;

import birthmark.client.sdk.LinkedClasses;
import birthmark.json.Json;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.cometbft.EngineStatus;
import birthmark.node.upkeep.ControlSocket;
import birthmark.node.upkeep.Folders;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** One node of a cluster on this machine, in a process of its own, with its engine. */
public final class ClusterNode {
  private static final int STOP_SECONDS = 30;
  private static final int LAST_LINES = 10;

  private final Path folder;
  private final URI url;
  private final Path log;
  private final List<String> command;
  private final List<String> options;
  private final String classes;
  private final List<String> flags;
  private Optional<Process> process = Optional.empty();

  /**
   * A node that does not run yet.
   *
   * @param url where it will listen
   * @param options of {@code birthmark start} besides its folder and address
   */
  ClusterNode(Path folder, URI url, List<String> options) {
    this(folder, url, options, System.getProperty("java.class.path"), List.of());
  }

  private ClusterNode(
      Path folder, URI url, List<String> options, String classes, List<String> flags) {
    this.classes = classes;
    this.flags = List.copyOf(flags);
    this.folder = folder;
    this.url = url;
    this.log = folder.resolveSibling(folder.getFileName() + ".log");
    this.options = List.copyOf(options);
    this.command = new ArrayList<>();
    command.add(ProcessHandle.current().info().command().orElse("java"));
    command.addAll(
        List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
    command.add("-XX:+UseSerialGC");
    command.addAll(LinkedClasses.options(classes));
    command.addAll(List.of("-cp", classes));
    command.addAll(flags);
    command.addAll(List.of(Main.class.getName(), "start", "--data", folder.toString()));
    command.addAll(List.of("--http", url.getHost() + ":" + url.getPort()));
    command.addAll(options);
  }

  /**
   * A second node with the keys of this one, which does not run: its folder is copied to {@code
   * other}, but for the key of its engine's connections.
   */
  public ClusterNode twin(Path other) throws IOException {
    Folders.delete(other);
    copy(folder, other);
    Path fresh = folder.resolveSibling(other.getFileName() + ".key");
    EngineFolder.create(fresh);
    Path connecting = Path.of("config", "node_key.json");
    Files.move(
        fresh.resolve(connecting),
        other.resolve("engine").resolve(connecting),
        StandardCopyOption.REPLACE_EXISTING);
    Folders.delete(fresh);
    List<Integer> ports = Cluster.freePorts(2);
    List<String> changed = new ArrayList<>(options);
    changed.set(changed.indexOf("--p2p") + 1, url.getHost() + ":" + ports.getFirst());
    return new ClusterNode(
        other,
        URI.create("http://" + url.getHost() + ":" + ports.getLast()),
        changed,
        classes,
        flags);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> all = Files.walk(from)) {
      for (Path each : all.toList()) {
        Path place = to.resolve(from.relativize(each).toString());
        if (Files.isDirectory(each)) {
          Files.createDirectories(place);
        } else if (Files.isRegularFile(each)) {
          Files.copy(each, place);
        }
      }
    }
  }

  /** The same node with another program as its engine. */
  public ClusterNode with(Path program) {
    List<String> changed = new ArrayList<>(options);
    changed.set(changed.indexOf("--cometbft") + 1, program.toString());
    return new ClusterNode(folder, url, changed, classes, flags);
  }

  /**
   * The same node by another build: the classes in {@code instead} take the place of their like.
   */
  public ClusterNode builtWith(Path instead) {
    return new ClusterNode(folder, url, options, instead + File.pathSeparator + classes, flags);
  }

  /** The same node on a machine whose clock is wrong by {@code error}; its engine's is right. */
  public ClusterNode astray(Duration error) {
    return new ClusterNode(
        folder, url, options, classes, List.of("-Dbirthmark.clock.skewMillis=" + error.toMillis()));
  }

  /** Its folder. */
  public Path folder() {
    return folder;
  }

  /** Where its engine listens, {@code host:port}. */
  String p2p() {
    return options.get(options.indexOf("--p2p") + 1);
  }

  /** Where it listens. */
  public URI url() {
    return url;
  }

  /** Its process, if it was started. */
  public Optional<Process> process() {
    return process;
  }

  /** What it keeps in its folder now. */
  public KeptOctets kept() throws IOException {
    return KeptOctets.in(folder);
  }

  /** At which height its engine is, if it runs. */
  public Optional<Long> engineHeight() {
    return EngineFolder.status(folder.resolve(Founding.ENGINE)).map(EngineStatus::height);
  }

  /**
   * How many things its ledger admits, with {@code +} behind it where not all were looked at; empty
   * if it does not say.
   */
  public Optional<String> admitted() {
    Json.Obj request = Json.object().put("command", LedgerJobs.ADMITTED).build();
    try {
      Json.Obj told =
          ControlSocket.ask(
              new NodeFolder(folder, Map.of()).socket(), request, (step, done, all) -> {});
      boolean whole = told.member(LedgerJobs.WHOLE).equals(Optional.of(new Json.Bool(true)));
      return Optional.of(ControlSocket.number(told, LedgerJobs.ADMITTED) + (whole ? "" : "+"));
    } catch (IOException | ControlSocket.FailedException | IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /** What it has said of late. */
  public String lastWords() {
    try {
      List<String> lines = Files.readAllLines(log);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(nothing: " + e.getMessage() + ")";
    }
  }

  /** Starts it. */
  public void start() throws IOException {
    process =
        Optional.of(
            new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
  }

  /** Asks it to stop, as Ctrl-C would. */
  void ask() {
    process.ifPresent(Process::destroy);
  }

  /** Ends it and its engine as a loss of power would. */
  public void kill() throws InterruptedException {
    if (process.isPresent()) {
      List<ProcessHandle> engine = process.get().descendants().toList();
      process.get().destroyForcibly().waitFor();
      engine.forEach(ProcessHandle::destroyForcibly);
    }
  }

  /** Stops it as Ctrl-C would, and waits until it has. */
  public void stop() {
    ask();
    awaitStop();
  }

  /** Waits until it has stopped, and ends it if that takes too long. */
  void awaitStop() {
    try {
      if (process.isPresent() && !process.get().waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        kill();
      }
    } catch (InterruptedException e) {
      process.ifPresent(Process::destroyForcibly);
      Thread.currentThread().interrupt();
    }
  }
}
