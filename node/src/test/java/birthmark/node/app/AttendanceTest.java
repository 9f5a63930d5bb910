package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.client.sdk.ClientException;
import birthmark.contracts.governance.GovernanceFact;
import birthmark.contracts.governance.GovernanceTransaction.LimitAbsence;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.cose.SigningKey;
import birthmark.node.engine.Clock;
import birthmark.node.submit.Answer;
import birthmark.node.testing.TestNode;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node on a ledger that limits how long a replica may be absent. */
class AttendanceTest {
  private static final long LIMIT_SECONDS = 3_000;
  private final AtomicLong now = new AtomicLong(System.currentTimeMillis());
  private final Clock clock =
      new Clock() {
        @Override
        public long millis() {
          return now.get();
        }

        @Override
        public long nanos() {
          return now.get() * 1_000_000;
        }
      };
  @TempDir Path folder;

  @Test
  void aReplicaShowsThatItIsThereOnceAThirdOfTheTimeHasPassedAndNotBefore() throws ClientException {
    try (FolderLedger ledger = new FolderLedger(folder, 1, clock);
        Attendance attendance =
            new Attendance(ledger.keeper(), ledger.opened().checkpoint().publicKey())) {
      SigningKey founder = ledger.founder();
      assertEquals(Optional.empty(), attendance.look(), "nothing is limited");
      LimitAbsence limit = new LimitAbsence(Optional.of(LIMIT_SECONDS));
      assertInstanceOf(Answer.Committed.class, ledger.submit(founder, 1, limit));
      assertEquals(Optional.empty(), attendance.look(), "it was limited just now");
      now.addAndGet(1_000 * LIMIT_SECONDS / 2);
      assertInstanceOf(Answer.Committed.class, ledger.submit(founder, 2, new SignalReadiness(2)));
      CompletableFuture<Answer> sent = attendance.look().orElseThrow();
      Answer.Committed shown = assertInstanceOf(Answer.Committed.class, TestNode.get(sent));
      assertInstanceOf(GovernanceFact.AttendanceShown.class, shown.facts().getFirst());
      assertEquals(Optional.empty(), attendance.look(), "it has just shown it");
    }
  }
}
