package birthmark.node.edge;

import io.helidon.common.buffers.BufferData;
import io.helidon.http.Headers;
import io.helidon.http.HttpPrologue;
import io.helidon.webserver.ConnectionContext;
import io.helidon.webserver.http1.Http1ConnectionListener;
import java.io.UncheckedIOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends what takes too long: heads and bodies that trickle in, writes that nobody takes.
 *
 * <p>A timeout on each read does not help against an octet a second. Every connection has a virtual
 * thread of its own, and interrupting one that reads or writes closes its connection.
 */
final class Deadlines implements Http1ConnectionListener, AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Deadlines.class.getName());
  private static final long TICK_MILLIS = 200;

  private final Limits limits;
  private final ConcurrentHashMap<Thread, Watch> watches = new ConcurrentHashMap<>();
  private final Set<Thread> unread = ConcurrentHashMap.newKeySet();
  private final Thread ticker;

  Deadlines(Limits limits) {
    this.limits = limits;
    this.ticker = Thread.ofPlatform().daemon().name("edge-deadlines").unstarted(this::run);
  }

  void start() {
    ticker.start();
  }

  private void run() {
    try {
      while (true) {
        Thread.sleep(TICK_MILLIS);
        tick();
      }
    } catch (InterruptedException e) {
      LOG.log(Level.TRACE, "the edge was closed", e);
    }
  }

  private enum Phase {
    HEAD,
    BODY,
    WORKING,
    WRITE,
    LINGERING,
    ENDED
  }

  /** One connection's request; its fields are read and written under its lock. */
  private static final class Watch {
    private final ConnectionContext connection;
    private Phase phase = Phase.HEAD;
    private long due;

    Watch(ConnectionContext connection) {
      this.connection = connection;
    }

    synchronized void enter(Phase next, Duration patience) {
      if (phase == Phase.ENDED) {
        throw new ProblemException(Problem.of(HttpFault.TIMEOUT));
      }
      phase = next;
      due = System.nanoTime() + patience.toNanos();
    }

    /** Ends what is overdue; what it was in, or WORKING if it is not. */
    synchronized Phase end(long now) {
      if (phase == Phase.WORKING || phase == Phase.ENDED || due - now > 0) {
        return Phase.WORKING;
      }
      Phase was = phase;
      phase = Phase.ENDED;
      return was;
    }
  }

  /** Octets have come: where no request was begun, they begin one. */
  void heard(ConnectionContext connection) {
    watches.computeIfAbsent(
        Thread.currentThread(),
        _ -> {
          Watch watch = new Watch(connection);
          watch.enter(Phase.HEAD, limits.head());
          return watch;
        });
  }

  @Override
  public void prologue(ConnectionContext connection, HttpPrologue prologue) {
    // Of a request that came together with the one before, nothing was heard yet.
    heard(connection);
  }

  @Override
  public void headers(ConnectionContext connection, Headers headers) {
    enter(Phase.WORKING, Duration.ZERO);
  }

  /** A body is being read. */
  void reading() {
    enter(Phase.BODY, limits.body());
  }

  /** The request is being worked on: whoever does that keeps its own time. */
  void working() {
    enter(Phase.WORKING, Duration.ZERO);
  }

  /** Something is being written. */
  void writing() {
    enter(Phase.WRITE, limits.write());
  }

  /** The answer is given before all of the request was read. */
  void leavesUnread() {
    unread.add(Thread.currentThread());
  }

  /** Whether that was so on this thread's connection, which has ended. */
  boolean leftUnread() {
    return unread.remove(Thread.currentThread());
  }

  /** What a connection still sends is thrown away for a moment. */
  void lingering(ConnectionContext connection) {
    Watch watch = new Watch(connection);
    watch.enter(Phase.LINGERING, limits.linger());
    watches.put(Thread.currentThread(), watch);
  }

  /** The request is answered. */
  void answered() {
    watches.remove(Thread.currentThread());
  }

  private void enter(Phase phase, Duration patience) {
    Watch watch = watches.get(Thread.currentThread());
    if (watch != null) {
      watch.enter(phase, patience);
    }
  }

  private void tick() {
    long now = System.nanoTime();
    watches.forEach(
        (thread, watch) -> {
          Phase was = watch.end(now);
          if (was != Phase.WORKING || !thread.isAlive()) {
            watches.remove(thread, watch);
          }
          if (was != Phase.WORKING && thread.isAlive()) {
            Thread.startVirtualThread(() -> cutOff(thread, watch, was));
          }
        });
  }

  private static void cutOff(Thread thread, Watch watch, Phase was) {
    if (was == Phase.HEAD || was == Phase.BODY) {
      // Nothing was answered yet, and the thread that would is stuck: say why before the end.
      try {
        watch
            .connection
            .dataWriter()
            .writeNow(BufferData.create(RawAnswer.of(Problem.of(HttpFault.TIMEOUT))));
      } catch (UncheckedIOException | IllegalStateException e) {
        LOG.log(Level.TRACE, "a slow client had left before it was told", e);
      }
    }
    thread.interrupt();
  }

  @Override
  public void close() {
    ticker.interrupt();
  }
}
