package birthmark.node.cometbft;

import birthmark.codec.Timestamp;
import birthmark.json.Json;
import birthmark.node.engine.Clock;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * CometBFT in a process of its own, which is started again when it ends. Each run has a socket of
 * its own, and the next one begins when all that the one before had asked for is done.
 */
final class EngineProcess implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(EngineProcess.class.getName());
  private static final Duration PAUSE_MIN = Duration.ofMillis(250);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(15);
  private static final Duration LONG_RUN = Duration.ofSeconds(30);
  private static final int STOP_SECONDS = 10;

  /** A longer path has no room in the address of a unix socket. */
  private static final int SOCKET_PATH_MAX = 90;

  private static final long LOG_OCTETS_MAX = 8L << 20;
  private static final int LAST_LINES = 3;

  /** What CometBFT says when it stops deciding and goes on running. */
  private static final String FAILED = "CONSENSUS FAILURE!!!";

  /** What it says when it gave up all snapshots, and does nothing more. */
  private static final String NO_SNAPSHOT = "State sync failed";

  /** It has a block every three seconds at least while enough replicas are there. */
  private static final Duration STILL = Duration.ofSeconds(60);

  /** CometBFT outlives no write that fails: below this there was one, above this is room again. */
  private static final long FULL_OCTETS = 1L << 16;

  private static final long ROOM_OCTETS = 4L << 20;
  private static final long LOOK_MILLIS = 500;
  private static final int READ_OCTETS_MAX = 1 << 20;

  private final EngineRun run;
  private final AbciServer.Handler handler;
  private final Supplier<Optional<String>> halted;
  private final Thread thread;
  private final CountDownLatch closing = new CountDownLatch(1);
  private volatile Optional<Process> process = Optional.empty();
  private volatile Optional<Path> sockets = Optional.empty();
  private volatile Optional<String> trouble = Optional.empty();
  private final Abstention abstention;
  private final Arrival arrival;
  private volatile boolean renewed;
  private volatile long lastBlock;

  /**
   * A process that is not started yet.
   *
   * @param halted why it must not be started again, if it must not
   * @param arrival how it comes in by a snapshot
   */
  EngineProcess(
      EngineRun run,
      AbciServer.Handler handler,
      Supplier<Optional<String>> halted,
      Arrival arrival) {
    this.arrival = arrival;
    this.run = run;
    this.handler = handler;
    this.halted = halted;
    this.abstention = new Abstention(run.home());
    this.thread = Thread.ofPlatform().name("birthmark-engine-process").unstarted(this::run);
  }

  void start() {
    thread.start();
  }

  /** A block was decided here. */
  void decided(long height, Timestamp time) {
    lastBlock = System.nanoTime();
    if (abstention.isOver(height, time)) {
      renewed = true;
      process.ifPresent(Process::destroy);
    }
  }

  /** Something came that is not a block: a part of a snapshot. */
  void progressed() {
    lastBlock = System.nanoTime();
  }

  /** What its own HTTP answers at {@code path}, if it runs. */
  Optional<Json.Obj> ask(String path) {
    return sockets
        .filter(_ -> process.isPresent())
        .flatMap(folder -> EngineRpc.result(folder.resolve(EngineFolder.RPC_SOCKET), path));
  }

  /** Why it does not run, if it does not. */
  Optional<String> trouble() {
    return trouble;
  }

  private void run() {
    Duration pause = PAUSE_MIN;
    try {
      while (closing.getCount() > 0 && halted.get().isEmpty()) {
        long began = System.nanoTime();
        String ended = once();
        boolean longRun = System.nanoTime() - began > LONG_RUN.toNanos();
        pause = longRun ? PAUSE_MIN : pause;
        if (renewed) {
          renewed = false;
        } else if (closing.getCount() > 0) {
          trouble = Optional.of("CometBFT does not run, nothing is decided: " + ended);
          LOG.log(System.Logger.Level.WARNING, "CometBFT ended and is started again: {0}", ended);
          closing.await(pause.toMillis(), TimeUnit.MILLISECONDS);
          pause =
              pause.multipliedBy(2).compareTo(PAUSE_MAX) < 0 ? pause.multipliedBy(2) : PAUSE_MAX;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Runs it once, until it ends; what it said last. */
  private String once() throws InterruptedException {
    Path log = run.home().resolve("engine.log");
    try {
      Path folder = socketFolder();
      sockets = Optional.of(folder);
      endLeftOver();
      rotate(log);
      abstention.prepare(new Timestamp(Clock.system().millis()));
      Optional<Arrival.Plan> coming = arrival.plan(folder);
      EngineFolder.configure(
          run, folder.resolve("abci.sock"), folder.resolve(EngineFolder.RPC_SOCKET), coming);
      if (coming.isPresent() && EngineFolder.hasBlocks(run.home())) {
        reset(log);
      }
      try (AbciServer _ = AbciServer.open(folder.resolve("abci.sock"), handler)) {
        Process started =
            new ProcessBuilder(run.program().toString(), "start", "--home", run.home().toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        process = Optional.of(started);
        Files.writeString(pidFile(), nameOf(started.toHandle()));
        try {
          trouble = Optional.empty();
          if (closing.getCount() == 0) {
            started.destroy();
          }
          return awaitEnd(started, log) + lastWords(log);
        } finally {
          stop(started);
          process = Optional.empty();
        }
      }
    } catch (IOException e) {
      return String.valueOf(e.getMessage());
    }
  }

  /**
   * Waits for the end of {@code started}, and ends it where it decides nothing any more: when
   * CometBFT cannot store a block (a full disk, say) it stops deciding and does not end by itself.
   */
  private String awaitEnd(Process started, Path log) throws InterruptedException, IOException {
    long read = Files.size(log);
    boolean full = false;
    lastBlock = System.nanoTime();
    while (!started.waitFor(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
      String more = since(log, read);
      if (more.contains(FAILED)) {
        stop(started);
        return "it could decide nothing more; ";
      }
      if (more.contains(NO_SNAPSHOT)) {
        stop(started);
        return "no snapshot could be taken in; ";
      }
      // A word may have been cut.
      read += Math.max(0, more.length() - FAILED.length());
      // It may not have found room to say so.
      long room = Files.getFileStore(run.home()).getUsableSpace();
      full |= room < FULL_OCTETS;
      if (full && room > ROOM_OCTETS) {
        stop(started);
        return "its disk was full; ";
      }
      if (System.nanoTime() - lastBlock > STILL.toNanos()) {
        stop(started);
        return "no block came for " + STILL.toSeconds() + " s; ";
      }
    }
    return "status " + started.exitValue() + "; ";
  }

  private static String since(Path log, long from) throws IOException {
    try (InputStream in = Files.newInputStream(log)) {
      in.skipNBytes(from);
      return new String(in.readNBytes(READ_OCTETS_MAX), StandardCharsets.ISO_8859_1);
    }
  }

  /** Has the engine forget its blocks, which do not go with the ledger, but not its votes. */
  private void reset(Path log) throws IOException, InterruptedException {
    Process reset =
        new ProcessBuilder(run.program().toString(), "reset-state", "--home", run.home().toString())
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    if (!reset.waitFor(STOP_SECONDS, TimeUnit.SECONDS) || reset.exitValue() != 0) {
      reset.destroyForcibly();
      throw new IOException("its old blocks cannot be removed; " + lastWords(log));
    }
  }

  private Path pidFile() {
    return run.home().resolve("engine.pid");
  }

  /**
   * What tells a process from all others on this machine, also from a later one with its number.
   */
  private static String nameOf(ProcessHandle process) {
    return process.pid() + " " + process.info().startInstant().map(Object::toString).orElse("");
  }

  /**
   * Ends the engine of a node that was killed: it ends by itself when nobody answers it, but that
   * can take a while, and until then it has its files.
   */
  private void endLeftOver() throws IOException, InterruptedException {
    if (!Files.exists(pidFile())) {
      return;
    }
    String name = Files.readString(pidFile());
    Optional<ProcessHandle> left =
        name.matches("\\d{1,18} .+")
            ? ProcessHandle.of(Long.parseLong(name.substring(0, name.indexOf(' '))))
                .filter(process -> nameOf(process).equals(name))
            : Optional.empty();
    if (left.isPresent() && left.get().destroyForcibly()) {
      for (int i = 0; i < STOP_SECONDS * 10 && left.get().isAlive(); i++) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    Files.delete(pidFile());
  }

  private Path socketFolder() throws IOException {
    Path folder = run.home().toAbsolutePath();
    return folder.toString().length() <= SOCKET_PATH_MAX
        ? folder
        : Files.createTempDirectory(
            "birthmark",
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
  }

  private static void rotate(Path log) throws IOException {
    if (Files.exists(log) && Files.size(log) > LOG_OCTETS_MAX) {
      Files.move(log, log.resolveSibling("engine.log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
  }

  private static String lastWords(Path log) {
    try {
      List<String> lines = Files.readAllLines(log);
      return "it said: "
          + String.join(" | ", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "it left no log";
    }
  }

  /** How the engine stands, if it runs and says so. */
  Optional<EngineStatus> status() {
    return sockets
        .filter(_ -> process.isPresent())
        .flatMap(folder -> EngineRpc.status(folder.resolve(EngineFolder.RPC_SOCKET)));
  }

  private static void stop(Process process) throws InterruptedException {
    process.destroy();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      process.waitFor();
    }
  }

  @Override
  public void close() {
    closing.countDown();
    process.ifPresent(Process::destroy);
    try {
      if (!thread.join(Duration.ofSeconds(STOP_SECONDS))) {
        process.ifPresent(Process::destroyForcibly);
      }
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
