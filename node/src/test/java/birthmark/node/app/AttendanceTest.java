package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Numbers;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.governance.GovernanceFact;
import birthmark.contracts.governance.GovernanceTransaction.LimitAbsence;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.cose.SigningKey;
import birthmark.node.engine.Clock;
import birthmark.node.submit.Answer;
import birthmark.node.testing.TestNode;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.util.Map;
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

  private LedgerKeeper keeper(NodeFolder place, NodeFolder.Opened opened) throws ClientException {
    Numbers numbers = opened.numbers().numbers(opened.genesis().network());
    return new LedgerKeeper(
        new LedgerKeeper.Places(place.ledger(), Optional.empty(), place.scratch()),
        Contracts.rulebook(),
        opened.genesis(),
        opened.checkpoint(),
        (blocks, machine) -> NodeStatements.above(blocks, machine, opened.statements(), numbers),
        clock);
  }

  private Answer submit(LedgerKeeper keeper, long sequence, Transaction asked)
      throws ClientException {
    SigningKey founder =
        KeyFile.open(folder.resolve("founder.p12"))
            .signingKey(Passwords.of(Optional.of(folder.resolve("founder.password")), Map.of()));
    Bytes statement =
        new Statement.Draft(
                keeper.genesis().network(),
                sequence,
                new Timestamp(now.get()).plusSeconds(600),
                asked)
            .sign(keeper.rulebook(), founder);
    return TestNode.get(keeper.submission().submit(statement));
  }

  @Test
  void aReplicaShowsThatItIsThereOnceAThirdOfTheTimeHasPassedAndNotBefore() throws ClientException {
    NodeFolder place = new NodeFolder(folder, Map.of());
    try (NodeFolder.Opened opened = place.open(clock);
        LedgerKeeper keeper = keeper(place, opened);
        Attendance attendance = new Attendance(keeper, opened.checkpoint().publicKey())) {
      assertEquals(Optional.empty(), attendance.look(), "nothing is limited");
      LimitAbsence limit = new LimitAbsence(Optional.of(LIMIT_SECONDS));
      assertInstanceOf(Answer.Committed.class, submit(keeper, 1, limit));
      assertEquals(Optional.empty(), attendance.look(), "it was limited just now");
      now.addAndGet(1_000 * LIMIT_SECONDS / 2);
      assertInstanceOf(Answer.Committed.class, submit(keeper, 2, new SignalReadiness(2)));
      CompletableFuture<Answer> sent = attendance.look().orElseThrow();
      Answer.Committed shown = assertInstanceOf(Answer.Committed.class, TestNode.get(sent));
      assertInstanceOf(GovernanceFact.AttendanceShown.class, shown.facts().getFirst());
      assertEquals(Optional.empty(), attendance.look(), "it has just shown it");
    }
  }
}
