package birthmark.node.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.cose.SigningKey;
import birthmark.machine.Seal;
import birthmark.node.engine.Clock;
import birthmark.node.testing.MemoryDisk;
import birthmark.node.testing.TestNode;
import birthmark.testing.NotesLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class FullBlockTest {
  private static final int REFUSED = Seal.REFUSALS_MAX + 20;

  @Test
  void whoeverIsLeftOutOfAFullBlockIsAnsweredFromTheNext() throws InterruptedException {
    NotesLedger notes = new NotesLedger(2, 1_000, 8);
    SigningKey key = notes.founders().getFirst();
    try (TestNode node =
        new TestNode(notes, new MemoryDisk(), Clock.system(), TestNode.Options.PLAIN.byHand())) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      answers.add(node.submit(node.pin(key, 1, "taken")));
      node.awaitQueued(1);
      for (int i = 0; i < REFUSED; i++) {
        answers.add(node.submit(node.pin(key, 2 + i, "taken")));
      }
      node.awaitQueued(1 + REFUSED);
      node.engine().start();
      assertInstanceOf(Answer.Committed.class, TestNode.get(answers.getFirst()));
      List<Long> heights = new ArrayList<>();
      for (CompletableFuture<Answer> answer : answers.subList(1, answers.size())) {
        Answer.Refused refused = assertInstanceOf(Answer.Refused.class, TestNode.get(answer));
        heights.add(refused.height().orElseThrow());
      }
      // Those left out come again one by one, so that more than one block may take them.
      List<Long> later = heights.stream().filter(each -> each > 1).toList();
      assertEquals(REFUSED - Seal.REFUSALS_MAX, later.size(), heights::toString);
    }
  }
}
