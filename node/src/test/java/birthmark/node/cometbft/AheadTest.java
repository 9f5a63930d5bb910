package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.node.engine.Staged;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.junit.jupiter.api.Test;

/** Blocks that are decided while the replicas still agree on them. */
class AheadTest {
  private static final long MOMENT = 1_000;

  private final FourReplicas four = new FourReplicas();
  private final SteppedReplica one = four.all.getFirst();
  private final Queue<Runnable> begun = new ArrayDeque<>();

  private static List<Bytes> bundle(Statement statement) {
    return List.of(new Bundle.Statements(List.of(statement.envelope().encode())).encode());
  }

  @Test
  void whoDecidedAheadComesToTheSameRootAsWhoDidNot() {
    List<Bytes> txs = bundle(four.pin(1, "one"));
    assertTrue(one.accepts(1, MOMENT, txs));
    four.all(MOMENT, txs);
    assertEquals(1, one.height());
  }

  @Test
  void aBlockThatWasProposedAndNotAgreedOnLeavesNothingBehind() {
    assertTrue(one.accepts(1, MOMENT, bundle(four.pin(1, "one"))));
    four.all(MOMENT, bundle(four.pin(1, "another")));
    // The same statements at another time are another block.
    List<Bytes> txs = bundle(four.pin(2, "two"));
    assertTrue(one.accepts(2, 2 * MOMENT, txs));
    four.all(3 * MOMENT, txs);
    assertEquals(2, one.height());
  }

  @Test
  void aBlockIsDecidedOnceHoweverOftenItIsProposed() {
    Ahead ahead = new Ahead(one.replica, begun::add);
    List<Statement> statements = List.of(four.pin(1, "one"));
    ahead.begin(NotesLedger.START, statements, false);
    ahead.begin(NotesLedger.START, statements, false);
    assertEquals(1, begun.size());
    begun.remove().run();
    Staged staged = ahead.staged(NotesLedger.START, statements, false);
    assertEquals(0, begun.size());
    assertTrue(staged.sealed());
    assertNotEquals(one.root(), staged.result().tip().log().root());
  }

  @Test
  void whatFailsAheadFailsForWhoAsksForTheBlock() {
    SteppedReplica closed = four.opened(1);
    closed.store.close();
    Ahead ahead = new Ahead(closed.replica, Runnable::run);
    List<Statement> statements = List.of(four.pin(1, "one"));
    ahead.begin(NotesLedger.START, statements, false);
    assertThrows(
        IllegalStateException.class, () -> ahead.staged(NotesLedger.START, statements, false));
  }
}
