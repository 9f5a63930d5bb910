package birthmark.node.engine;

import birthmark.codec.Timestamp;
import birthmark.machine.Decision;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The engine of a ledger with one node: a queue and one thread that has all that waits decided as
 * the next block.
 *
 * <p>While one block is synced the next one gathers, so the more there is to do, the more
 * statements share a sync; when there is little to do, nobody waits.
 */
public final class EmbeddedEngine implements Engine {
  /**
   * What it may hold.
   *
   * @param blockStatements the most statements in a block
   * @param blockOctets the most octets of statements in a block, if it has more than one
   * @param queueStatements the most statements that wait
   * @param queueOctets the most octets of statements that wait
   * @param heartbeat how long after the last seal an idle ledger is sealed again
   */
  public record Limits(
      int blockStatements,
      long blockOctets,
      int queueStatements,
      long queueOctets,
      Duration heartbeat) {
    /** Those of a node. */
    public static final Limits NORMAL =
        new Limits(8_192, 8L << 20, 65_536, 64L << 20, Duration.ofSeconds(10));
  }

  private static final String STOPPED =
      "The node is stopping. Send the statement again once it is back.";
  private static final System.Logger LOG = System.getLogger(EmbeddedEngine.class.getName());

  private final Application application;
  private final Clock clock;
  private final Limits limits;
  private final Executor answers;
  private final BlockTime time;
  private final Thread thread = new Thread(this::run, "birthmark-engine");

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final ArrayDeque<Ticket> queue = new ArrayDeque<>();
  private long queuedOctets;
  private boolean closed;

  private long sealedAt;

  /**
   * An engine that orders nothing yet.
   *
   * @param answers where those who wait are told, so that a slow one holds up no block
   */
  public EmbeddedEngine(Application application, Clock clock, Limits limits, Executor answers) {
    this.application = application;
    this.clock = clock;
    this.limits = limits;
    this.answers = answers;
    this.time = new BlockTime(clock);
    this.sealedAt = clock.nanos() - limits.heartbeat().toNanos();
  }

  @Override
  public void start() {
    thread.start();
  }

  @Override
  public boolean offer(Ticket ticket) {
    lock.lock();
    try {
      if (closed
          || queue.size() >= limits.queueStatements()
          || queuedOctets + ticket.octets() > limits.queueOctets()) {
        return false;
      }
      queue.addLast(ticket);
      queuedOctets += ticket.octets();
      changed.signal();
      return true;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public int waiting() {
    lock.lock();
    try {
      return queue.size();
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    try {
      while (await()) {
        step();
      }
    } catch (InterruptedException e) {
      LOG.log(System.Logger.Level.WARNING, "The engine was interrupted; it decides no more.");
    } finally {
      abandon();
    }
  }

  /** Waits until there is something to do; false once it is closed and all is done. */
  private boolean await() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = untilHeartbeat();
      while (queue.isEmpty() && !closed && left > 0) {
        left = Math.min(changed.awaitNanos(left), untilHeartbeat());
      }
      return !queue.isEmpty() || !closed;
    } finally {
      lock.unlock();
    }
  }

  private long untilHeartbeat() {
    return sealedAt + limits.heartbeat().toNanos() - clock.nanos();
  }

  /** Has what waits decided as one block, or the heartbeat that is due; true if it did anything. */
  public boolean step() {
    List<Ticket> tickets = take();
    boolean heartbeat = untilHeartbeat() <= 0;
    if (tickets.isEmpty() && !heartbeat) {
      return false;
    }
    tickets.sort(Ticket::order);
    List<Statement> statements = new ArrayList<>(tickets.size());
    tickets.forEach(ticket -> statements.add(ticket.statement()));
    Execution execution = execute(statements, heartbeat);
    boolean sealed = execution instanceof Execution.Decided decided && decided.sealed();
    if (heartbeat || sealed) {
      // Also after a failure: the next try is due a heartbeat later.
      sealedAt = clock.nanos();
    }
    if (execution instanceof Execution.Decided decided && decided.behind()) {
      sealedAt = clock.nanos() - limits.heartbeat().toNanos();
    }
    if (!tickets.isEmpty()) {
      answers.execute(() -> answer(tickets, execution));
    }
    return true;
  }

  private Execution execute(List<Statement> statements, boolean heartbeat) {
    try {
      Timestamp next = time.next(application.time());
      return application.execute(next, statements, heartbeat);
    } catch (RuntimeException e) {
      // A fault of the program: these statements are not decided, the next ones are.
      LOG.log(System.Logger.Level.ERROR, "a block could not be decided", e);
      return new Execution.Failed(
          "The node failed on this block, which is a fault of the program; its log says where."
              + " Report it.");
    }
  }

  private List<Ticket> take() {
    lock.lock();
    try {
      List<Ticket> tickets = new ArrayList<>(Math.min(queue.size(), limits.blockStatements()));
      long octets = 0;
      while (!queue.isEmpty() && tickets.size() < limits.blockStatements()) {
        octets += queue.getFirst().octets();
        if (octets > limits.blockOctets() && !tickets.isEmpty()) {
          break;
        }
        Ticket ticket = queue.removeFirst();
        queuedOctets -= ticket.octets();
        tickets.add(ticket);
      }
      return tickets;
    } finally {
      lock.unlock();
    }
  }

  private static void answer(List<Ticket> tickets, Execution execution) {
    for (int i = 0; i < tickets.size(); i++) {
      Ordered ordered =
          switch (execution) {
            case Execution.Decided decided -> {
              Decision decision = decided.decisions().get(i);
              yield new Ordered.Decided(decided.height(), decided.time(), decision);
            }
            case Execution.Failed failed -> new Ordered.Undecided(failed.sentence());
          };
      tickets.get(i).answer().accept(ordered);
    }
  }

  /** Tells those who still wait that nobody will decide. */
  private void abandon() {
    List<Ticket> left;
    lock.lock();
    try {
      closed = true;
      left = List.copyOf(queue);
      queue.clear();
    } finally {
      lock.unlock();
    }
    left.forEach(ticket -> ticket.answer().accept(new Ordered.Undecided(STOPPED)));
  }

  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      changed.signal();
    } finally {
      lock.unlock();
    }
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    abandon();
  }
}
