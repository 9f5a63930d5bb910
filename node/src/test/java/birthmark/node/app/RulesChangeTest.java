package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Numbers;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.governance.Governance;
import birthmark.contracts.governance.GovernanceTransaction.ScheduleRules;
import birthmark.contracts.governance.GovernanceTransaction.SignalReadiness;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.SigningKey;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.machine.Window;
import birthmark.node.engine.Clock;
import birthmark.node.query.Reading;
import birthmark.node.query.Viewer;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.TestNode;
import birthmark.statement.Statement;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node whose program does not know the rules that are to come, and one whose program does. */
class RulesChangeTest {
  private static final Rulebook OLD = Contracts.rulebook();
  private static final Rulebook BOTH =
      Rulebook.of(
              OLD.version() + 1,
              List.of(Window.TABLE),
              OLD.contracts().stream()
                  .map(rules -> new Rulebook.Numbered(rules.number(), rules.contract()))
                  .toList())
          .after(OLD);

  private final SeededRandom random = new SeededRandom(14);
  @TempDir Path folder;

  /** A node whose program knows {@code rulebook}. */
  private final class Running implements AutoCloseable {
    private final NodeFolder.Opened opened;
    private final LedgerKeeper keeper;

    Running(Rulebook rulebook) throws ClientException {
      NodeFolder place = new NodeFolder(folder, Map.of());
      opened = place.open(Clock.system());
      Numbers numbers = opened.numbers().numbers(opened.genesis().network());
      keeper =
          new LedgerKeeper(
              new LedgerKeeper.Places(place.ledger(), Optional.empty(), place.scratch()),
              rulebook,
              opened.genesis(),
              opened.checkpoint(),
              (blocks, machine) ->
                  NodeStatements.above(blocks, machine, opened.statements(), numbers),
              Clock.system());
    }

    Answer submit(SigningKey key, Transaction transaction) {
      return submit(key, 1, transaction);
    }

    Answer submit(SigningKey key, long sequence, Transaction transaction) {
      Bytes statement =
          new Statement.Draft(
                  opened.genesis().network(),
                  sequence,
                  new Timestamp(System.currentTimeMillis()).plusSeconds(3_600),
                  transaction)
              .sign(keeper.rulebook(), key);
      return TestNode.get(keeper.submission().submit(statement));
    }

    /** Somebody registers, which takes a block. */
    Answer block() {
      SigningKey key = FastKey.generate(random);
      return submit(
          key,
          new PartyTransaction.Register(
              key.publicKey(), new Handle("p" + random.nextInt(1_000_000)), "Somebody"));
    }

    Tip tip() {
      try (Snapshot now = keeper.snapshot()) {
        return now.tip();
      }
    }

    long rulesOfTheLastBlock() throws MalformedException {
      try (Snapshot now = keeper.snapshot()) {
        Seal seal = Seal.decode(now.entry(now.tip().log().size() - 1).orElseThrow());
        assertEquals(
            seal.rules(),
            new Reading(now, keeper.rulebook(), Viewer.nobody()).rules().version(),
            "reads go by the same rules");
        return seal.rules();
      }
    }

    @Override
    public void close() {
      keeper.close();
      opened.close();
    }
  }

  private SigningKey founder() throws ClientException {
    return KeyFile.open(folder.resolve("founder.p12"))
        .signingKey(Passwords.of(Optional.of(folder.resolve("founder.password")), Map.of()));
  }

  @Test
  void aNodeThatLacksTheRulesStopsBeforeTheirHeightAndOneThatHasThemGoesOnInTheSameFolder()
      throws ClientException, MalformedException {
    long from;
    try (Running node = new Running(OLD)) {
      assertInstanceOf(
          Answer.Committed.class, node.submit(founder(), new SignalReadiness(OLD.version() + 1)));
      from = node.tip().height() + 2 + Governance.LEAD;
      assertInstanceOf(
          Answer.Committed.class,
          node.submit(founder(), 2, new ScheduleRules(OLD.version() + 1, from)));
      assertEquals(List.of(), node.keeper.troubles());
      while (node.tip().height() < from - 1) {
        assertInstanceOf(Answer.Committed.class, node.block());
      }
      Answer.Unavailable stopped = assertInstanceOf(Answer.Unavailable.class, node.block());
      assertTrue(stopped.sentence().contains("From block " + from), stopped.sentence());
      assertTrue(stopped.sentence().contains("install a release"), stopped.sentence());
      assertEquals(List.of(stopped.sentence()), node.keeper.troubles());
      assertEquals(from - 1, node.tip().height());
      assertEquals(OLD.version(), node.rulesOfTheLastBlock(), "it still answers reads");
    }
    try (Running node = new Running(OLD)) {
      assertInstanceOf(Answer.Unavailable.class, node.block(), "another start changes nothing");
      assertEquals(from - 1, node.tip().height());
    }
    try (Running node = new Running(BOTH)) {
      assertInstanceOf(Answer.Committed.class, node.block());
      assertTrue(node.tip().height() >= from);
      assertEquals(BOTH.version(), node.rulesOfTheLastBlock());
      assertEquals(List.of(), node.keeper.troubles());
    }
  }
}
