package birthmark.sim.cast;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyState;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
import birthmark.node.submit.Answer;
import birthmark.sim.world.EventQueue;
import birthmark.statement.EnvelopeRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SimulatedSignerTest {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final Duration VALIDITY = Duration.ofMinutes(10);

  private final EventQueue world = new EventQueue();
  private final List<Bytes> sent = new ArrayList<>();
  private OptionalLong counted = OptionalLong.of(0);

  private final SeededKey key = Cast.EVERYBODY.root().key();
  private final Transaction transaction =
      new PartyTransaction.RevokeKey(key.publicKey().thumbprint(), RevocationReason.LOST);
  private final SimulatedSigner signer =
      SimulatedSigner.withNewKey(
          new SimulatedSigner.Setting(
              world,
              new SimulatedSigner.Wire() {
                @Override
                public void send(SimulatedSigner from, Bytes statement) {
                  sent.add(statement);
                }

                @Override
                public OptionalLong counted(SeededKey of) {
                  return counted;
                }
              },
              RULEBOOK,
              Cast.EVERYBODY.genesis(100).network(),
              () -> Cast.START),
          "ada",
          key);

  private void pass(Duration time) {
    long until = world.nanos() + time.toNanos();
    world.after(time, "the end", () -> {});
    while (world.nanos() < until) {
      world.next().action().run();
    }
  }

  private static Statement read(Bytes octets) {
    try {
      return Statement.decode(RULEBOOK, octets);
    } catch (RefusedException e) {
      throw new AssertionError("what a client sends is a statement", e);
    }
  }

  private static Answer committed(Bytes statement) {
    return new Answer.Committed(read(statement).id(), 2, 1, Cast.START, List.of(), false);
  }

  private static Answer counted(Bytes statement, long highest) {
    return new Answer.Refused(
        Optional.of(read(statement).id()),
        Rulebook.LEDGER,
        EnvelopeRefusal.SEQUENCE_COUNTED,
        "",
        Optional.empty(),
        Optional.of(highest));
  }

  @Test
  void theSameOctetsAreSentUntilTheyAreAnswered() {
    signer.start();
    signer.want(transaction, VALIDITY);
    pass(Duration.ofSeconds(10));
    assertTrue(sent.size() > 2, sent.size() + " times");
    assertEquals(1, sent.stream().distinct().count());
    assertEquals(1, signer.pending());
    signer.hear(sent.getFirst(), new Answer.Unavailable("the disk is full"));
    assertEquals(1, signer.pending());
    signer.hear(sent.getFirst(), committed(sent.getFirst()));
    assertEquals(0, signer.pending());
    int times = sent.size();
    pass(Duration.ofMinutes(1));
    assertEquals(times, sent.size());
  }

  @Test
  void whatCannotCountUnderItsNumberIsSignedAnewUnderAHigherOne() {
    signer.start();
    signer.want(transaction, VALIDITY);
    signer.hear(sent.getFirst(), counted(sent.getFirst(), 70));
    assertEquals(2, sent.size());
    assertEquals(71, read(sent.getLast()).sequence());
    assertEquals(transaction, read(sent.getLast()).transaction());
    assertEquals(1, signer.pending());
  }

  @Test
  void aClientThatEndedSendsWhatWasLeftAndUsesNoNumberAgain() {
    signer.start();
    signer.want(transaction, VALIDITY);
    Bytes left = sent.getFirst();
    signer.crash();
    sent.clear();
    pass(Duration.ofMinutes(1));
    assertEquals(List.of(), sent, "a process that ended sends nothing");
    counted = OptionalLong.of(1);
    signer.start();
    assertEquals(List.of(left), sent);
    signer.want(transaction, VALIDITY);
    assertEquals(2, read(sent.getLast()).sequence());
  }

  @Test
  void aClientThatNobodyAnswersWaitsWithItsFirstNumber() {
    counted = OptionalLong.empty();
    signer.start();
    pass(Duration.ofSeconds(5));
    assertEquals(false, signer.started());
    counted = OptionalLong.of(0);
    pass(Duration.ofSeconds(2));
    assertEquals(true, signer.started());
  }

  @Test
  void aRestoredClientGoesOnFarAheadOfWhatItsBackupKnows() {
    signer.start();
    signer.want(transaction, VALIDITY);
    SimulatedSigner.Backup backup = signer.backup();
    for (int i = 0; i < 10; i++) {
      signer.want(transaction, VALIDITY);
    }
    signer.restore(backup);
    assertEquals(1, signer.pending(), "what the backup knew of");
    counted = OptionalLong.of(1);
    signer.start();
    signer.want(transaction, VALIDITY);
    assertEquals(KeyState.ahead(1) + 1, read(sent.getLast()).sequence());
  }

  @Test
  void aThiefUsesTheNumbersThatTheOwnerWillUse() {
    signer.start();
    signer.want(transaction, VALIDITY);
    signer.copied("thief").want(transaction, VALIDITY);
    long thiefs = read(sent.getLast()).sequence();
    signer.want(transaction, VALIDITY);
    assertEquals(thiefs, read(sent.getLast()).sequence());
  }
}
