package birthmark.node.upkeep;

import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import birthmark.node.store.StoreException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channels;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A socket in the node's folder, on which whoever runs as the node's user asks a running node for
 * what only it can do: it alone has the ledger open.
 *
 * <p>A connection is one request, a line of JSON with a member {@code command}; the answer is lines
 * of JSON: {@code {"progress": …}} any number of times, then {@code {"done": …}} or {@code
 * {"failed": sentence}}.
 */
public final class ControlSocket implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(ControlSocket.class.getName());
  private static final int LINE_MAX = 1 << 16;
  private static final long PROGRESS_NANOS = 200_000_000;
  private static final long RETRY_NANOS = 1_000_000_000;
  private static final String COMMAND = "command";
  private static final String PROGRESS = "progress";
  private static final String DONE = "done";
  private static final String FAILED = "failed";

  private final Path file;
  private final Map<String, Job> jobs;
  private final ServerSocketChannel server;
  private final ReentrantLock oneAtATime = new ReentrantLock();

  /** What can be asked for. */
  public interface Job {
    /**
     * Does it.
     *
     * @throws IOException if a file cannot be read or written
     */
    Json.Obj run(Json.Obj request, Progress progress) throws IOException;
  }

  /** What was asked for could not be done; the message says why. */
  public static final class FailedException extends Exception {
    private static final long serialVersionUID = 1L;

    FailedException(String sentence) {
      super(sentence);
    }
  }

  private ControlSocket(Path file, Map<String, Job> jobs, ServerSocketChannel server) {
    this.file = file;
    this.jobs = Map.copyOf(jobs);
    this.server = server;
  }

  /**
   * Listens at {@code file}, which nobody else uses; one that a killed node left is replaced.
   *
   * @return empty, and a line in the log, where the file system or the length of the path allows no
   *     socket: the node runs without it
   */
  public static Optional<ControlSocket> open(Path file, Map<String, Job> jobs) {
    try {
      Files.deleteIfExists(file);
      ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX);
      try {
        server.bind(UnixDomainSocketAddress.of(file));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
      } catch (IOException | RuntimeException e) {
        server.close();
        throw e;
      }
      ControlSocket socket = new ControlSocket(file, jobs, server);
      Thread.ofPlatform().daemon().name("birthmark-control").start(socket::accept);
      return Optional.of(socket);
    } catch (IOException | UnsupportedOperationException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "There can be no socket at {0} ({1}): backups and exports need the node stopped.",
          file,
          e.getMessage());
      return Optional.empty();
    }
  }

  private void accept() {
    while (server.isOpen()) {
      try {
        SocketChannel peer = server.accept();
        Thread.ofVirtual().name("birthmark-control-job").start(() -> answer(peer));
      } catch (ClosedChannelException e) {
        LOG.log(System.Logger.Level.DEBUG, "the node stops, no more commands are taken");
      } catch (IOException e) {
        // No handle is left, say: the next one may find one.
        LOG.log(System.Logger.Level.WARNING, "A command was not heard: {0}", e.getMessage());
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }

  private void answer(SocketChannel peer) {
    try (peer;
        BufferedReader in = reader(peer);
        Writer out = Channels.newWriter(peer, StandardCharsets.UTF_8)) {
      send(out, outcome(in, out));
    } catch (IOException | UncheckedIOException e) {
      LOG.log(System.Logger.Level.DEBUG, "whoever asked has gone", e);
    }
  }

  private static BufferedReader reader(SocketChannel channel) {
    return new BufferedReader(Channels.newReader(channel, StandardCharsets.UTF_8));
  }

  private Json.Obj outcome(Reader in, Writer out) throws IOException {
    Optional<String> line = line(in);
    if (line.isEmpty()) {
      return failed("The request is no line of at most " + LINE_MAX + " characters.");
    }
    Json.Obj request;
    Job job;
    try {
      request = object(line.get());
      job = Optional.ofNullable(jobs.get(text(request, COMMAND))).orElseThrow();
    } catch (RuntimeException e) {
      return failed("The request names none of the commands " + jobs.keySet() + ".");
    }
    oneAtATime.lock();
    try {
      return Json.object().put(DONE, job.run(request, told(out))).build();
    } catch (StoreException e) {
      return failed(e.sentence());
    } catch (IOException e) {
      return failed(e.getClass().getSimpleName() + ": " + e.getMessage());
    } catch (JsonException | IllegalArgumentException e) {
      return failed("The request cannot be used: " + e.getMessage());
    } finally {
      oneAtATime.unlock();
    }
  }

  private static Json.Obj failed(String sentence) {
    return Json.object().put(FAILED, sentence).build();
  }

  private static Progress told(Writer out) {
    long[] last = {System.nanoTime() - PROGRESS_NANOS};
    return (step, done, all) -> {
      if (System.nanoTime() - last[0] >= PROGRESS_NANOS) {
        last[0] = System.nanoTime();
        Json far = Json.object().put("step", step).put("done", done).put("all", all).build();
        try {
          send(out, Json.object().put(PROGRESS, far).build());
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        }
      }
    };
  }

  private static void send(Writer out, Json.Obj line) throws IOException {
    out.write(JsonWriter.compact(line) + "\n");
    out.flush();
  }

  private static Optional<String> line(Reader in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int next = in.read(); next != '\n'; next = in.read()) {
      if (next < 0 || line.length() == LINE_MAX) {
        return Optional.empty();
      }
      line.append((char) next);
    }
    return Optional.of(line.toString());
  }

  private static Json.Obj object(String line) {
    if (JsonReader.read(line) instanceof Json.Obj object) {
      return object;
    }
    throw new IllegalArgumentException("it is no JSON object");
  }

  /** The text that {@code request} has under {@code name}. */
  public static String text(Json.Obj request, String name) {
    if (request.member(name).orElse(null) instanceof Json.Text(String value)) {
      return value;
    }
    throw new IllegalArgumentException("it has no text " + name);
  }

  /** The whole number that {@code object} has under {@code name}. */
  public static long number(Json.Obj object, String name) {
    if (object.member(name).orElse(null) instanceof Json.Int(long value)) {
      return value;
    }
    throw new IllegalArgumentException("it has no number " + name);
  }

  /**
   * Asks the node that listens at {@code file}.
   *
   * @throws IOException if none does, or it ends before it has answered
   * @throws FailedException if it could not do it
   */
  public static Json.Obj ask(Path file, Json.Obj request, Progress progress)
      throws IOException, FailedException {
    try (SocketChannel channel = SocketChannel.open(UnixDomainSocketAddress.of(file));
        Writer out = Channels.newWriter(channel, StandardCharsets.UTF_8);
        BufferedReader in = reader(channel)) {
      send(out, request);
      while (true) {
        Json.Obj answer =
            object(line(in).orElseThrow(() -> new IOException("the node ended meanwhile")));
        if (answer.member(DONE).orElse(null) instanceof Json.Obj done) {
          return done;
        }
        if (answer.member(PROGRESS).orElse(null) instanceof Json.Obj far) {
          progress.at(text(far, "step"), number(far, "done"), number(far, "all"));
        } else {
          throw new FailedException(text(answer, FAILED));
        }
      }
    }
  }

  /** Takes no more requests; one that is being answered goes on while the ledger is open. */
  @Override
  public void close() {
    try {
      server.close();
      Files.deleteIfExists(file);
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "the socket was not closed in order", e);
    }
  }
}
