package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.node.engine.Ticket;
import birthmark.node.testing.MemoryDisk;
import birthmark.testing.SeededRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which blocks an idle ledger takes its time for, and what ends that. */
class IdleBlockTest {
  private static final long MOMENT = 1_000;

  private final FourReplicas four = new FourReplicas();
  private final SteppedReplica one = four.all.getFirst();

  /** Whether nothing waits for the next block, with {@code txs}, which was voted on. */
  private boolean isIdle(List<Bytes> txs) {
    four.all.forEach(each -> assertTrue(each.accepts(four.height() + 1, txs)));
    four.all(MOMENT, txs);
    four.all.forEach(each -> assertEquals(one.idle, each.idle));
    return one.idle;
  }

  @Test
  void theBlocksByWhichAStatementBecomesFinalFollowEachOtherAtOnce() {
    assertTrue(isIdle(List.of()));
    one.offer(four.pin(1, "one"));
    assertFalse(isIdle(one.proposal(four.height() + 1, List.of())), "it is to be answered");
    List<Bytes> votes = four.all.stream().map(SteppedReplica::extension).toList();
    assertFalse(isIdle(List.of()), "its votes sign for the log");
    List<Bytes> settles = one.proposal(four.height() + 1, votes);
    assertEquals(1, settles.size());
    assertFalse(isIdle(settles), "it is to be told that it is final");
    assertEquals(1, one.finals.size());
    assertTrue(isIdle(List.of()));
  }

  @Test
  void whoCatchesUpTakesNoTimeForBlocksThatOthersHaveLongAgreedOn() {
    // None of these is judged first: they come from others' stores.
    for (int i = 0; i < 3; i++) {
      four.all(MOMENT, List.of());
      assertFalse(one.idle);
    }
  }

  @Test
  void whoHasNoVoteIsToldOfFewStatementsAndWaitsForNone() {
    JdkSigningKey nobodys =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(5)));
    SteppedReplica follower = new SteppedReplica(four.genesis, nobodys, new MemoryDisk());
    assertTrue(follower.accepts(1, List.of()));
    follower.decide(1, MOMENT, List.of());
    assertFalse(follower.idle);
  }

  @Test
  void aStatementOrTheNodesEndEndsTheWaitForOne() throws InterruptedException {
    Pool pool = new Pool(10, 1 << 20);
    Thread waits = new Thread(() -> awaitLong(pool));
    waits.start();
    pool.offer(new Ticket(four.pin(1, "one"), 300, _ -> {}));
    waits.join();
    pool.clear();
    Thread waitsAgain = new Thread(() -> awaitLong(pool));
    waitsAgain.start();
    pool.close();
    waitsAgain.join();
    awaitLong(pool);
  }

  @Test
  void aBlockIsKeptOpenOnlyWhileMoreStatementsCome() throws InterruptedException {
    Pool pool = new Pool(10, 1 << 20);
    long day = Duration.ofDays(1).toNanos();
    pool.offer(new Ticket(four.pin(1, "one"), 300, _ -> {}));
    pool.gather(10, day);
    assertEquals(1, pool.size());
    pool.gather(1, day);
  }

  private static void awaitLong(Pool pool) {
    try {
      pool.await(Duration.ofDays(1).toNanos());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
