package birthmark.node.testing;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.machine.Window;
import birthmark.node.app.StoredBlocks;
import birthmark.node.engine.Clock;
import birthmark.node.engine.EmbeddedEngine;
import birthmark.node.replica.CommitListener;
import birthmark.node.replica.Replica;
import birthmark.node.store.KeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.Alarms;
import birthmark.node.submit.Answer;
import birthmark.node.submit.CloneEvidence;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.LastBlock;
import birthmark.node.submit.OwnStatements;
import birthmark.node.submit.Pipeline;
import birthmark.node.submit.RememberedSignatures;
import birthmark.state.View;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A node without doors: store, replica, engine and pipeline over a ledger of notes. */
public final class TestNode implements AutoCloseable {
  /** A heartbeat that never comes unasked. */
  public static final Duration NEVER = Duration.ofDays(1);

  private final NotesLedger notes;
  private final Machine machine;
  private final Clock clock;
  private final Store store;
  private final Replica replica;
  private final EmbeddedEngine engine;
  private final Pipeline pipeline;
  private final LastBlock.Source blocks;
  private final ExecutorService workers = Executors.newFixedThreadPool(2);
  private final ExecutorService answers = Executors.newSingleThreadExecutor();
  private final List<Alarms.Alarm> alarms = new CopyOnWriteArrayList<>();

  /** What may differ from a plain node. */
  public record Options(
      EmbeddedEngine.Limits engine,
      Pipeline.Limits pipeline,
      List<CommitListener> listeners,
      boolean started) {
    /** Nothing. */
    public static final Options PLAIN =
        new Options(
            new EmbeddedEngine.Limits(4_096, 8 << 20, 65_536, 64 << 20, NEVER),
            Pipeline.Limits.NORMAL,
            List.of(),
            true);

    /** The same with an engine that decides only what a test has it decide. */
    public Options byHand() {
      return new Options(engine, pipeline, listeners, false);
    }

    /** The same with other limits of the engine. */
    public Options engine(EmbeddedEngine.Limits limits) {
      return new Options(limits, pipeline, listeners, started);
    }

    /** The same with other limits of the pipeline. */
    public Options pipeline(Pipeline.Limits limits) {
      return new Options(engine, limits, listeners, started);
    }

    /** The same with listeners. */
    public Options listeners(CommitListener... all) {
      return new Options(engine, pipeline, List.of(all), started);
    }
  }

  /** The clone evidence of a ledger of notes: the node pins a note that names the key. */
  private static final class NoteEvidence implements CloneEvidence {
    @Override
    public Case of(View state, LastBlock.First first, Statement second) {
      Notes.Title title = new Notes.Title("copied " + second.key().value().slice(0, 8));
      return state.find(Notes.NOTES, title).isPresent()
          ? new Known()
          : new Showable(new Notes.Pin(title, first.statement() + " " + second.sequence()));
    }
  }

  /** A node on {@code disk} for the ledger of {@code notes}. */
  public TestNode(NotesLedger notes, KeyValues disk, Clock clock, Options options) {
    this.notes = notes;
    this.clock = clock;
    RememberedSignatures signatures = new RememberedSignatures(FastSignatures.best());
    this.machine = new Machine(NotesLedger.rulebook(), signatures, notes.machine().genesis());
    this.store = new Store(disk, machine.rulebook(), machine.network(), true);
    this.replica =
        new Replica(machine, store, log -> "note over " + log.root(), clock, options.listeners());
    this.engine = new EmbeddedEngine(replica, clock, options.engine(), answers);
    this.blocks = new StoredBlocks(store, machine.rulebook());
    this.pipeline =
        new Pipeline(
            machine,
            signatures,
            blocks,
            engine,
            clock,
            workers,
            new Pipeline.Clones(new NoteEvidence(), own(), alarms::add),
            options.pipeline());
    if (options.started()) {
      engine.start();
    }
  }

  /** The last founder's key is the node's own; its numbers follow the ledger's highest. */
  private OwnStatements own() {
    SigningKey key = notes.founders().getLast();
    return (transaction, now) -> encoded(key, highest(key) + 1, now.plusSeconds(600), transaction);
  }

  private long highest(SigningKey key) {
    try (LastBlock last = blocks.open()) {
      return last.state()
          .find(Window.TABLE, key.publicKey().thumbprint())
          .map(Window::highest)
          .orElse(0L);
    }
  }

  /** A signed statement's octets. */
  public Bytes encoded(SigningKey key, long sequence, Timestamp expiry, Transaction transaction) {
    return new Statement.Draft(machine.network(), sequence, expiry, transaction)
        .sign(machine.rulebook(), key);
  }

  /** A signed statement's octets, good for an hour. */
  public Bytes encoded(SigningKey key, long sequence, Transaction transaction) {
    return encoded(key, sequence, new Timestamp(clock.millis()).plusSeconds(3_600), transaction);
  }

  /** A statement that pins a note. */
  public Bytes pin(SigningKey key, long sequence, String title) {
    return encoded(key, sequence, new Notes.Pin(new Notes.Title(title), "text"));
  }

  /** Submits. */
  public CompletableFuture<Answer> submit(Bytes statement) {
    return pipeline.submit(statement);
  }

  /** Submits and waits for the answer. */
  public Answer answer(Bytes statement) {
    return get(pipeline.submit(statement));
  }

  /** The answer, which must come. */
  public static Answer get(CompletableFuture<Answer> answer) {
    try {
      return answer.get(30, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      throw new AssertionError("there must be an answer", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }

  /** Waits until {@code count} statements are in the engine's queue. */
  public void awaitQueued(int count) throws InterruptedException {
    for (int i = 0; i < 3_000 && engine.waiting() < count; i++) {
      Thread.sleep(10);
    }
  }

  /** The founders' keys. */
  public List<SigningKey> keys() {
    return notes.founders();
  }

  /** The machine. */
  public Machine machine() {
    return machine;
  }

  /** The store. */
  public Store store() {
    return store;
  }

  /** The replica. */
  public Replica replica() {
    return replica;
  }

  /** The engine. */
  public EmbeddedEngine engine() {
    return engine;
  }

  /** The pipeline. */
  public Pipeline pipeline() {
    return pipeline;
  }

  /** The alarms raised. */
  public List<Alarms.Alarm> alarms() {
    return alarms;
  }

  @Override
  public void close() {
    workers.shutdown();
    engine.close();
    answers.shutdown();
    store.close();
  }
}
