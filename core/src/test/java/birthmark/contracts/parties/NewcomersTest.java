package birthmark.contracts.parties;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Checkpoints;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyTransaction.AddAgreementKey;
import birthmark.contracts.parties.PartyTransaction.Register;
import birthmark.contracts.parties.PartyTransaction.RegisterPersonWithWork;
import birthmark.contracts.parties.PartyTransaction.Vouch;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Window;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.Statement;
import birthmark.testing.SignedLedger;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Strangers with real signatures, decided by the machine. */
class NewcomersTest {
  private static final int QUOTA = 10;

  private final SignedLedger ledger = new SignedLedger(Contracts.rulebook(), 7);

  private static PartyId id(SigningKey key) {
    return new PartyId(key.publicKey().thumbprint().value());
  }

  private Work work(SigningKey key, long bits) {
    long height = ledger.ledger().tip().height();
    Bytes root = ledger.ledger().tip().log().root();
    Bytes puzzle = Work.puzzle(ledger.network(), key.publicKey().thumbprint(), height, root);
    for (int nonce = 0; ; nonce++) {
      Work work = new Work(height, Bytes.fromHex("00000000%08x".formatted(nonce)));
      if (work.bits(puzzle) >= bits) {
        return work;
      }
    }
  }

  private SigningKey newcomer() {
    SigningKey key = ledger.key(Algorithm.ED25519);
    ledger.accept(
        key, new RegisterPersonWithWork(key.publicKey(), Bytes.copyOf(new byte[32]), work(key, 4)));
    return key;
  }

  private Statement[] many(SigningKey key, int count) {
    return IntStream.range(0, count)
        .mapToObj(_ -> ledger.sign(key, new AddAgreementKey(ledger.agreement())))
        .toArray(Statement[]::new);
  }

  @Test
  void aStrangerWhoIsNotLetInLeavesNothingBehind() {
    Bytes before = ledger.ledger().tip().tree().root();
    SigningKey stranger = ledger.key(Algorithm.ED25519);
    Statement asked =
        ledger.sign(stranger, new Register(stranger.publicKey(), new Handle("root"), "Another"));
    BlockResult block = ledger.block(1, false, asked);
    Decision.Ignored ignored =
        assertInstanceOf(Decision.Ignored.class, block.decisions().getFirst());
    assertEquals(PartyRefusal.HANDLE_TAKEN, ignored.reason());
    assertEquals(1, ignored.contract());
    assertEquals(before, ledger.ledger().tip().tree().root());
    assertEquals(
        Optional.empty(), ledger.state().find(Window.TABLE, stranger.publicKey().thumbprint()));
  }

  @Test
  void whoeverIsThereAlreadyIsRefusedAndCounted() {
    SigningKey root = ledger.root();
    Statement again =
        ledger.sign(root, new Register(root.publicKey(), new Handle("again"), "Again"));
    assertInstanceOf(Decision.Refused.class, ledger.decide(again));
    assertEquals(EnvelopeRefusal.SEQUENCE_COUNTED, ledger.refuse(again));
  }

  @Test
  void aNewcomerHasASmallQuotaUntilSomebodyVouches() {
    ledger.accept(ledger.root(), EntryCases.entry(Entry.Mode.WORK));
    SigningKey key = newcomer();
    // The minute of the registration is counted too.
    ledger.block(60, true);
    BlockResult block = ledger.block(1, false, many(key, QUOTA + 1));
    assertEquals(
        QUOTA, block.decisions().stream().filter(Decision.Accepted.class::isInstance).count());
    Decision.Refused over = assertInstanceOf(Decision.Refused.class, block.decisions().getLast());
    assertEquals(EnvelopeRefusal.OVER_QUOTA, over.reason());
    assertEquals("the quota is 10 a minute", over.detail());
    ledger.accept(ledger.root(), new Vouch(id(key)));
    ledger.block(60, true);
    BlockResult after = ledger.block(1, false, many(key, QUOTA + 1));
    assertTrue(after.decisions().stream().allMatch(Decision.Accepted.class::isInstance));
    ledger.replay();
  }

  @Test
  void workOfAQuarterOfAnHourAgoIsStale() {
    ledger.accept(ledger.root(), EntryCases.entry(Entry.Mode.WORK));
    SigningKey key = ledger.key(Algorithm.ED25519);
    Work early = work(key, 4);
    RegisterPersonWithWork asked =
        new RegisterPersonWithWork(key.publicKey(), Bytes.copyOf(new byte[32]), early);
    ledger.block(Checkpoints.KEPT_SECONDS + 1, true);
    ledger.block(1, true);
    assertEquals(PartyRefusal.WORK_STALE, ledger.refuse(key, asked));
  }
}
