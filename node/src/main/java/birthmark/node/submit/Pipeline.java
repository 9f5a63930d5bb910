package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.contract.Reason;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.cose.Sign1;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.node.engine.Clock;
import birthmark.node.engine.Engine;
import birthmark.node.engine.Ordered;
import birthmark.node.engine.Ticket;
import birthmark.node.submit.Examination.Finding;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;

/**
 * The way of a statement through the node: it is let in, examined on all cores, ordered, and
 * answered.
 */
public final class Pipeline implements Submission, AutoCloseable {
  private static final long MILLIS_A_MINUTE = 60_000;
  private static final String STOPPING =
      "The node is stopping. Send the statement again once it is back.";
  private static final String REPORTED =
      "two statements with this number were reported to the ledger: the key has a copy";
  private static final String TWICE = "another statement has this number";
  private static final System.Logger LOG = System.getLogger(Pipeline.class.getName());

  private final LastBlock.Source ledger;
  private final Engine engine;
  private final Clock clock;
  private final Executor workers;
  private final Examination examination;
  private final Backlog backlog;
  private final Waiting<Bytes, Answer> deciding = new Waiting<>();

  /** How many statements of each key are being decided. */
  private final Counts<KeyId> counts = new Counts<>();

  private final CloneWatch clones;
  private volatile boolean closed;

  /**
   * What it may hold.
   *
   * @param statements the most statements between door and answer
   * @param octets the most octets of them
   */
  public record Limits(int statements, long octets) {
    /** Those of a node. */
    public static final Limits NORMAL = new Limits(65_536, 64L << 20);
  }

  /**
   * What it does about copied keys.
   *
   * @param evidence makes the transaction that shows it
   * @param own signs that
   * @param alarms told of what cannot be shown
   * @param later when a node that was too busy is tried again
   */
  public record Clones(CloneEvidence evidence, OwnStatements own, Alarms alarms, Later later) {
    /** The same by this machine's clock. */
    public Clones(CloneEvidence evidence, OwnStatements own, Alarms alarms) {
      this(evidence, own, alarms, Later.SYSTEM);
    }
  }

  /**
   * A pipeline into {@code engine}.
   *
   * @param signatures remembers what verified, and is the machine's own
   * @param workers one thread a core
   */
  public Pipeline(
      Machine machine,
      RememberedSignatures signatures,
      LastBlock.Source ledger,
      Engine engine,
      Clock clock,
      Executor workers,
      Clones clones,
      Limits limits) {
    this.ledger = ledger;
    this.engine = engine;
    this.clock = clock;
    this.workers = workers;
    this.examination = new Examination(machine, signatures);
    this.backlog = new Backlog(clock, limits.statements(), limits.octets());
    this.clones = new CloneWatch(ledger, clones, workers, this::enter);
  }

  /** How many statements are between door and answer. */
  public int waiting() {
    return backlog.statements();
  }

  /** Lets nothing more in; what was let in is still answered, by whoever runs the engine. */
  @Override
  public void close() {
    closed = true;
  }

  @Override
  public CompletableFuture<Answer> submit(Bytes statement) {
    CompletableFuture<Answer> answer = new CompletableFuture<>();
    enter(statement, answer::complete);
    return answer;
  }

  private void enter(Bytes octets, Consumer<Answer> sender) {
    int length = octets.length();
    if (length > Sign1.MAX_LENGTH) {
      sender.accept(
          refused(
              Optional.empty(),
              EnvelopeRefusal.MALFORMED,
              "it has " + length + " octets, at most " + Sign1.MAX_LENGTH + " may be"));
    } else if (closed) {
      sender.accept(new Answer.Unavailable(STOPPING));
    } else if (!backlog.enter(length)) {
      sender.accept(full());
    } else {
      Consumer<Answer> leaving =
          answer -> {
            backlog.leave(length);
            sender.accept(answer);
          };
      try {
        workers.execute(() -> receive(octets, leaving));
      } catch (RejectedExecutionException e) {
        leaving.accept(new Answer.Unavailable(STOPPING));
      }
    }
  }

  private static Answer refused(Optional<Bytes> id, Reason reason, String detail) {
    return new Answer.Refused(
        id, Rulebook.LEDGER, reason, detail, Optional.empty(), Optional.empty());
  }

  private Answer.Busy full() {
    return new Answer.Busy(
        "The node has as many statements waiting as it can hold. Send it again later.",
        backlog.retryAfterMillis());
  }

  private void receive(Bytes octets, Consumer<Answer> sender) {
    try {
      Statement statement = examination.decode(octets);
      examine(statement, octets.length(), sender);
    } catch (RefusedException e) {
      sender.accept(refused(Examination.idOf(octets), e.reason(), e.detail()));
    }
  }

  private void examine(Statement statement, int length, Consumer<Answer> sender) {
    Finding finding;
    long now;
    try (LastBlock last = ledger.open()) {
      now = Math.max(clock.millis(), last.time().millis());
      finding = examination.examine(last, statement, now / MILLIS_A_MINUTE);
    } catch (RuntimeException e) {
      sender.accept(fault(e));
      return;
    }
    switch (finding) {
      case Finding.Unfit unfit -> sender.accept(unfit.answer());
      case Finding.Spent spent -> spent(statement, spent, sender);
      case Finding.Fit fit -> order(statement, length, fit, now, sender);
    }
  }

  private static Answer fault(RuntimeException e) {
    if (e instanceof UnavailableException unavailable) {
      return new Answer.Unavailable(unavailable.sentence());
    }
    LOG.log(System.Logger.Level.ERROR, "a statement could not be examined", e);
    return new Answer.Unavailable(
        "The node failed on this statement, which is a fault of the program; its log says where."
            + " Report it.");
  }

  private void order(
      Statement statement, int length, Finding.Fit fit, long now, Consumer<Answer> sender) {
    if (!deciding.join(statement.id(), sender)) {
      return;
    }
    if (!counts.enter(statement.key(), fit.quota() - fit.used())) {
      deciding.answer(
          statement.id(),
          new Answer.OverQuota(
              statement.id(), fit.quota(), MILLIS_A_MINUTE - now % MILLIS_A_MINUTE));
      return;
    }
    Consumer<Answer> all =
        answer -> {
          counts.leave(statement.key());
          deciding.answer(statement.id(), answer);
        };
    offer(statement, length, all);
  }

  private void offer(Statement statement, int length, Consumer<Answer> sender) {
    boolean taken =
        engine.offer(
            new Ticket(statement, length, ordered -> decided(statement, length, ordered, sender)));
    if (!taken) {
      sender.accept(closed ? new Answer.Unavailable(STOPPING) : full());
    }
  }

  private void decided(Statement statement, int length, Ordered ordered, Consumer<Answer> sender) {
    switch (ordered) {
      case Ordered.Undecided undecided ->
          sender.accept(new Answer.Unavailable(undecided.sentence()));
      case Ordered.Decided decided -> {
        switch (decided.decision()) {
          case Decision.Accepted accepted ->
              sender.accept(
                  new Answer.Committed(
                      statement.id(),
                      accepted.index(),
                      decided.height(),
                      decided.time(),
                      accepted.facts(),
                      false));
          case Decision.Refused refused ->
              sender.accept(
                  new Answer.Refused(
                      Optional.of(statement.id()),
                      refused.contract(),
                      refused.reason(),
                      refused.detail(),
                      Optional.of(decided.height()),
                      Optional.empty()));
          case Decision.Ignored ignored -> {
            if (ignored.reason() == EnvelopeRefusal.BLOCK_FULL) {
              offer(statement, length, sender); // the next block has room
            } else {
              ignored(statement, ignored, sender);
            }
          }
        }
      }
    }
  }

  /** Answers a statement that another one overtook on the way to its block. */
  private void ignored(Statement statement, Decision.Ignored ignored, Consumer<Answer> sender) {
    if (ignored.reason() != EnvelopeRefusal.SEQUENCE_COUNTED
        && ignored.reason() != EnvelopeRefusal.SEQUENCE_BEHIND) {
      sender.accept(
          new Answer.Refused(
              Optional.of(statement.id()),
              ignored.contract(),
              ignored.reason(),
              ignored.detail(),
              Optional.empty(),
              Optional.empty()));
      return;
    }
    Finding.Spent spent;
    try (LastBlock last = ledger.open()) {
      spent = examination.spent(last, statement, (EnvelopeRefusal) ignored.reason());
    } catch (RuntimeException e) {
      sender.accept(fault(e));
      return;
    }
    spent(statement, spent, sender);
  }

  /**
   * Answers a statement whose number is used up: the same one, a copy's, or one too old to tell.
   */
  private void spent(Statement statement, Finding.Spent spent, Consumer<Answer> sender) {
    Optional<Long> highest = Optional.of(spent.highest());
    if (spent.first().isEmpty()) {
      clones.stale(statement, spent.highest());
      sender.accept(Examination.refused(statement, spent.reason(), "", highest));
    } else if (spent.first().get().statement().equals(statement.id())) {
      sender.accept(spent.first().get().answer());
    } else {
      clones.report(
          spent.first().get(),
          statement,
          known ->
              sender.accept(
                  Examination.refused(
                      statement, spent.reason(), known ? REPORTED : TWICE, highest)));
    }
  }
}
