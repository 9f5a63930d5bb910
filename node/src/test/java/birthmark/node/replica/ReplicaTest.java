package birthmark.node.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.node.engine.Execution;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import birthmark.node.testing.HandClock;
import birthmark.node.testing.MemoryDisk;
import birthmark.node.testing.TestNode;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;

class ReplicaTest {
  private final NotesLedger notes = new NotesLedger(2, 100_000, 3);
  private final SigningKey key = notes.founders().getFirst();
  private final HandClock clock = new HandClock(NotesLedger.START.plusSeconds(1));
  private final MemoryDisk disk = new MemoryDisk();

  private TestNode node(CommitListener... listeners) {
    return new TestNode(notes, disk, clock, TestNode.Options.PLAIN.byHand().listeners(listeners));
  }

  private Statement pin(long sequence, String title) {
    return notes.sign(key, sequence, new Notes.Pin(new Notes.Title(title), "text"));
  }

  private static Execution.Decided decided(Execution execution) {
    return assertInstanceOf(Execution.Decided.class, execution);
  }

  private Timestamp now() {
    return new Timestamp(clock.millis());
  }

  @Test
  void nothingIsKnownOfABlockBeforeItIsSynced() {
    List<String> events = new CopyOnWriteArrayList<>();
    try (TestNode node = node(block -> events.add("told of " + block.block().height()))) {
      CompletableFuture<Answer> answer = node.submit(node.pin(key, 1, "one"));
      disk.onWrite(
          sync -> {
            try (Snapshot seen = node.store().snapshot()) {
              events.add("written sync=" + sync + " seen=" + seen.tip().height());
            }
            events.add("answered=" + answer.isDone());
          });
      awaitQueued(node, 1);
      node.engine().step();
      Answer.Committed committed = assertInstanceOf(Answer.Committed.class, TestNode.get(answer));
      assertEquals(1, committed.height());
      assertEquals(List.of("written sync=true seen=0", "answered=false", "told of 1"), events);
    }
  }

  private static void awaitQueued(TestNode node, int count) {
    try {
      node.awaitQueued(count);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void manyStatementsShareOneSync() {
    try (TestNode node = node()) {
      int before = disk.syncs();
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 1; i <= 200; i++) {
        answers.add(node.submit(node.pin(key, i, "note " + i)));
      }
      awaitQueued(node, 200);
      node.engine().step();
      for (CompletableFuture<Answer> answer : answers) {
        assertInstanceOf(Answer.Committed.class, TestNode.get(answer));
      }
      assertEquals(1, disk.syncs() - before);
    }
  }

  @Test
  void aBlockThatChangesNothingIsNotStored() {
    try (TestNode node = node()) {
      decided(node.replica().execute(now(), List.of(pin(1, "one")), false));
      int before = disk.syncs();
      Execution.Decided again =
          decided(node.replica().execute(now(), List.of(pin(1, "one")), false));
      assertInstanceOf(Decision.Ignored.class, again.decisions().getFirst());
      assertEquals(before, disk.syncs());
      assertEquals(2, decided(node.replica().execute(now(), List.of(), true)).height());
      assertEquals(before + 1, disk.syncs());
    }
  }

  @Test
  void aFullDiskIsSaidAndOvercome() {
    try (TestNode node = node()) {
      decided(node.replica().execute(now(), List.of(pin(1, "one")), false));
      disk.fail("The disk is full.");
      Execution.Failed failed =
          assertInstanceOf(
              Execution.Failed.class, node.replica().execute(now(), List.of(pin(2, "two")), false));
      assertEquals("The disk is full.", failed.sentence());
      // What is stored can be read meanwhile.
      try (Snapshot now = node.store().snapshot()) {
        assertEquals(1, now.tip().height());
        assertTrue(now.entry(2).isPresent());
      }
      disk.repair();
      // Not every statement costs a try: the next is a second later.
      assertInstanceOf(
          Execution.Failed.class, node.replica().execute(now(), List.of(pin(2, "two")), false));
      clock.pass(Duration.ofSeconds(1));
      Execution.Decided decided =
          decided(node.replica().execute(now(), List.of(pin(2, "two")), false));
      assertEquals(2, decided.height());
      assertInstanceOf(Decision.Accepted.class, decided.decisions().getFirst());
    }
  }

  @Test
  void aBlockOfWhichTheDisksAnswerWasLostIsNotDecidedTwice() {
    try (TestNode node = node()) {
      Statement lost = pin(1, "one");
      disk.failAfterWriting("The disk's answer was lost.");
      assertInstanceOf(Execution.Failed.class, node.replica().execute(now(), List.of(lost), false));
      disk.repair();
      clock.pass(Duration.ofSeconds(1));
      Execution.Decided again = decided(node.replica().execute(now(), List.of(lost), false));
      assertInstanceOf(Decision.Ignored.class, again.decisions().getFirst());
      Answer.Committed answer =
          assertInstanceOf(Answer.Committed.class, node.answer(lost.envelope().encode()));
      assertTrue(answer.repeated());
      assertEquals(1, answer.height());
    }
  }

  @Test
  void aListenerThatFailsHurtsNobody() {
    List<Long> told = new ArrayList<>();
    try (TestNode node =
        node(
            block -> {
              throw new IllegalStateException("planted");
            },
            block -> told.add(block.block().height()))) {
      decided(node.replica().execute(now(), List.of(pin(1, "one")), false));
      assertEquals(List.of(1L), told);
    }
  }

  @Test
  void blockTimeNeverGoesBack() {
    try (TestNode node = node()) {
      Timestamp first = decided(node.replica().execute(now(), List.of(), true)).time();
      Timestamp earlier = new Timestamp(first.millis() - 5_000);
      assertEquals(first, decided(node.replica().execute(earlier, List.of(), true)).time());
    }
  }

  @Test
  void theCheckpointIsThatOfTheBlock() {
    try (TestNode node = node()) {
      decided(node.replica().execute(now(), List.of(pin(1, "one")), false));
      try (Snapshot now = node.store().snapshot()) {
        Bytes root = now.tip().log().root();
        assertEquals("note over " + root, now.checkpoint());
      }
    }
  }
}
