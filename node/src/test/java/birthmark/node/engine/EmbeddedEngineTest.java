package birthmark.node.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.node.testing.HandClock;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class EmbeddedEngineTest {
  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  private final NotesLedger notes = new NotesLedger(3, 1_000, 2);
  private final HandClock clock = new HandClock(NotesLedger.START);
  private final Blocks blocks = new Blocks();

  /** An application that writes down its blocks and accepts everything. */
  private static final class Blocks implements Application {
    private final List<List<Statement>> executed = new CopyOnWriteArrayList<>();
    private final List<Boolean> heartbeats = new CopyOnWriteArrayList<>();
    private final Semaphore begun = new Semaphore(0);
    private final Semaphore mayEnd = new Semaphore(0);
    private boolean waits;
    private boolean fails;
    private boolean behind;

    @Override
    public Timestamp time() {
      return NotesLedger.START;
    }

    @Override
    public Execution execute(Timestamp time, List<Statement> statements, boolean heartbeat) {
      executed.add(statements);
      heartbeats.add(heartbeat);
      begun.release();
      if (waits) {
        mayEnd.acquireUninterruptibly();
      }
      if (fails) {
        throw new IllegalStateException("planted");
      }
      List<Decision> decisions = new ArrayList<>();
      statements.forEach(statement -> decisions.add(new Decision.Accepted(7, List.of())));
      boolean sealed = heartbeat || !statements.isEmpty();
      return new Execution.Decided(executed.size(), time, sealed, behind, decisions);
    }
  }

  private EmbeddedEngine engine(int blockStatements, int queueStatements) {
    return new EmbeddedEngine(
        blocks,
        clock,
        new EmbeddedEngine.Limits(blockStatements, 100_000, queueStatements, 10_000, HEARTBEAT),
        Runnable::run);
  }

  private Statement statement(SigningKey key, long sequence, String title) {
    return notes.sign(key, sequence, new Notes.Pin(new Notes.Title(title), "text"));
  }

  private static CompletableFuture<Ordered> offer(EmbeddedEngine engine, Statement statement) {
    CompletableFuture<Ordered> ordered = new CompletableFuture<>();
    assertTrue(engine.offer(new Ticket(statement, 100, ordered::complete)));
    return ordered;
  }

  private static void put(EmbeddedEngine engine, Statement statement) {
    assertTrue(engine.offer(new Ticket(statement, 100, answer -> {})));
  }

  private static Ordered get(CompletableFuture<Ordered> ordered) throws Exception {
    return ordered.get(30, TimeUnit.SECONDS);
  }

  @Test
  void aBlockIsOrderedByKeyAndNumberThenByArrival() {
    EmbeddedEngine engine = engine(100, 100);
    SigningKey one = notes.founders().get(0);
    SigningKey two = notes.founders().get(1);
    boolean oneFirst = one.publicKey().thumbprint().compareTo(two.publicKey().thumbprint()) < 0;
    SigningKey low = oneFirst ? one : two;
    SigningKey high = oneFirst ? two : one;
    Statement highTwo = statement(high, 2, "a");
    Statement lowTwo = statement(low, 2, "b");
    Statement lowTwoAgain = statement(low, 2, "c");
    Statement lowOne = statement(low, 1, "d");
    for (Statement statement : List.of(highTwo, lowTwo, lowTwoAgain, lowOne)) {
      put(engine, statement);
    }
    assertTrue(engine.step());
    assertEquals(List.of(lowOne, lowTwo, lowTwoAgain, highTwo), blocks.executed.getFirst());
    assertFalse(engine.step());
  }

  @Test
  void whileMoreIsDueThanABlockDoesHeartbeatsFollowAtOnce() {
    EmbeddedEngine engine = engine(100, 100);
    assertTrue(engine.step(), "the first heartbeat");
    assertFalse(engine.step(), "the next one is not due");
    blocks.behind = true;
    put(engine, statement(notes.founders().get(0), 1, "a"));
    assertTrue(engine.step());
    assertTrue(engine.step());
    blocks.behind = false;
    assertTrue(engine.step());
    assertFalse(engine.step());
    assertEquals(List.of(true, false, true, true), blocks.heartbeats);
  }

  @Test
  void whileOneBlockIsStoredTheNextGathers() throws Exception {
    blocks.waits = true;
    blocks.mayEnd.release(1); // the first heartbeat
    EmbeddedEngine engine = engine(100, 100);
    engine.start();
    assertTrue(blocks.begun.tryAcquire(30, TimeUnit.SECONDS));
    SigningKey key = notes.founders().getFirst();
    CompletableFuture<Ordered> first = offer(engine, statement(key, 1, "1"));
    assertTrue(blocks.begun.tryAcquire(30, TimeUnit.SECONDS));
    List<CompletableFuture<Ordered>> rest = new ArrayList<>();
    for (int i = 2; i <= 50; i++) {
      rest.add(offer(engine, statement(key, i, "" + i)));
    }
    assertFalse(first.isDone());
    blocks.mayEnd.release(100);
    assertInstanceOf(Ordered.Decided.class, get(first));
    for (CompletableFuture<Ordered> each : rest) {
      assertInstanceOf(Ordered.Decided.class, get(each));
    }
    engine.close();
    assertEquals(List.of(0, 1, 49), blocks.executed.stream().map(List::size).toList());
  }

  @Test
  void aBlockHoldsNoMoreThanItMay() {
    EmbeddedEngine engine = engine(3, 100);
    SigningKey key = notes.founders().getFirst();
    for (int i = 1; i <= 7; i++) {
      put(engine, statement(key, i, "" + i));
    }
    while (engine.step()) {
      assertTrue(engine.waiting() >= 0);
    }
    assertEquals(List.of(3, 3, 1), blocks.executed.stream().map(List::size).toList());
  }

  @Test
  void aFullQueueTakesNothing() {
    EmbeddedEngine engine = engine(100, 2);
    SigningKey key = notes.founders().getFirst();
    put(engine, statement(key, 1, "1"));
    assertFalse(engine.offer(new Ticket(statement(key, 2, "2"), 9_901, answer -> {})));
    put(engine, statement(key, 2, "2"));
    assertFalse(engine.offer(new Ticket(statement(key, 3, "3"), 1, answer -> {})));
    engine.step();
    put(engine, statement(key, 3, "3"));
  }

  @Test
  void anIdleLedgerIsSealedEveryHeartbeat() {
    EmbeddedEngine engine = engine(100, 100);
    assertTrue(engine.step());
    assertFalse(engine.step());
    clock.pass(HEARTBEAT.minusSeconds(1));
    assertFalse(engine.step());
    clock.pass(Duration.ofSeconds(1));
    assertTrue(engine.step());
    assertEquals(List.of(true, true), blocks.heartbeats);
    clock.pass(Duration.ofSeconds(5));
    put(engine, statement(notes.founders().getFirst(), 1, "1"));
    assertTrue(engine.step());
    clock.pass(Duration.ofSeconds(9));
    assertFalse(engine.step());
  }

  @Test
  void aFaultInOneBlockLeavesTheNextAlone() throws Exception {
    EmbeddedEngine engine = engine(100, 100);
    engine.start();
    SigningKey key = notes.founders().getFirst();
    blocks.fails = true;
    Ordered failed = get(offer(engine, statement(key, 1, "1")));
    assertTrue(
        assertInstanceOf(Ordered.Undecided.class, failed).sentence().contains("fault"),
        failed.toString());
    blocks.fails = false;
    assertInstanceOf(Ordered.Decided.class, get(offer(engine, statement(key, 2, "2"))));
    engine.close();
  }

  @Test
  void closingDecidesWhatWasTakenAndTakesNothingMore() throws Exception {
    EmbeddedEngine engine = engine(2, 100);
    SigningKey key = notes.founders().getFirst();
    List<CompletableFuture<Ordered>> offered = new ArrayList<>();
    for (int i = 1; i <= 5; i++) {
      offered.add(offer(engine, statement(key, i, "" + i)));
    }
    engine.start();
    engine.close();
    for (CompletableFuture<Ordered> each : offered) {
      assertInstanceOf(Ordered.Decided.class, get(each));
    }
    assertFalse(engine.offer(new Ticket(statement(key, 6, "6"), 1, answer -> {})));
  }

  @Test
  void whoWaitsForAnEngineThatNeverRanIsTold() throws Exception {
    EmbeddedEngine engine = engine(2, 100);
    CompletableFuture<Ordered> waiting =
        offer(engine, statement(notes.founders().getFirst(), 1, "1"));
    engine.close();
    assertTrue(
        assertInstanceOf(Ordered.Undecided.class, get(waiting)).sentence().contains("stopping"));
  }
}
