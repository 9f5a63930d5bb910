package birthmark.node.submit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.node.engine.EmbeddedEngine;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.testing.HandClock;
import birthmark.node.testing.MemoryDisk;
import birthmark.node.testing.TestNode;
import birthmark.statement.EnvelopeRefusal;
import birthmark.testing.EcdsaTwin;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import birthmark.testing.notes.Notes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PipelineTest {
  private static final int QUOTA = 50;

  private final NotesLedger notes = new NotesLedger(4, QUOTA, 6);
  private final SigningKey key = notes.founders().getFirst();
  private final HandClock clock = new HandClock(NotesLedger.START.plusSeconds(1));
  private final MemoryDisk disk = new MemoryDisk();
  @TempDir Path folder;

  private TestNode node() {
    return new TestNode(notes, disk, clock, TestNode.Options.PLAIN);
  }

  private TestNode byHand() {
    return new TestNode(notes, disk, clock, TestNode.Options.PLAIN.byHand());
  }

  private static Answer.Committed committed(Answer answer) {
    return assertInstanceOf(Answer.Committed.class, answer);
  }

  private static Answer.Refused refused(Reason reason, Answer answer) {
    Answer.Refused refused = assertInstanceOf(Answer.Refused.class, answer);
    assertEquals(reason, refused.reason(), refused.detail());
    return refused;
  }

  private Bytes changed(Bytes statement, int fromEnd) {
    byte[] octets = statement.toByteArray();
    octets[octets.length - fromEnd] ^= 1;
    return Bytes.ofOwned(octets);
  }

  @Test
  void whereTheLedgerCannotBeReadThatIsSaidAndNothingIsCounted() {
    try (TestNode node = node()) {
      Bytes statement = node.pin(key, 1, "one");
      disk.failReading("Row 7 is damaged.");
      assertEquals(new Answer.Unavailable("Row 7 is damaged."), node.answer(statement));
      disk.repair();
      assertFalse(committed(node.answer(statement)).repeated());
    }
  }

  @Test
  void aStatementIsCommittedWithItsFacts() {
    try (TestNode node = node()) {
      Bytes pin = node.pin(key, 1, "one");
      Answer.Committed answer = committed(node.answer(pin));
      assertEquals(Sign1.decode(pin).id(), answer.statement());
      assertEquals(1, answer.facts().size());
      assertFalse(answer.repeated());
      try (Snapshot now = node.store().snapshot()) {
        assertEquals(Optional.of(pin), now.entry(answer.index()));
        assertEquals(Optional.of(answer.height()), now.heightOf(answer.index()));
        assertEquals(answer.time(), now.block(answer.height()).orElseThrow().time());
      }
    }
  }

  @Test
  void aRetryGetsTheFirstAnswerAgain() {
    try (TestNode node = node()) {
      Bytes pin = node.pin(key, 1, "one");
      Answer.Committed first = committed(node.answer(pin));
      Answer.Committed again = committed(node.answer(pin));
      assertTrue(again.repeated());
      assertEquals(first.index(), again.index());
      assertEquals(first.height(), again.height());
      assertEquals(first.time(), again.time());
      Bytes taken = node.pin(key, 2, "one");
      Answer.Refused refusal = refused(Notes.Refusal.TITLE_TAKEN, node.answer(taken));
      assertEquals(refusal, node.answer(taken));
      assertEquals(1, refusal.contract());
      assertTrue(refusal.height().isPresent());
      assertEquals(List.of(), node.alarms());
    }
  }

  @Test
  void aRetryGetsTheFirstAnswerAfterARestartToo() {
    Bytes pin;
    Bytes taken;
    Answer.Committed first;
    Answer refusal;
    try (TestNode node =
        new TestNode(notes, RocksKeyValues.open(folder), clock, TestNode.Options.PLAIN)) {
      pin = node.pin(key, 1, "one");
      taken = node.pin(key, 2, "one");
      first = committed(node.answer(pin));
      refusal = node.answer(taken);
    }
    try (TestNode node =
        new TestNode(notes, RocksKeyValues.open(folder), clock, TestNode.Options.PLAIN)) {
      assertEquals(first.index(), committed(node.answer(pin)).index());
      assertEquals(refusal, node.answer(taken));
    }
  }

  @Test
  void theSameStatementTwiceAtOnceIsDecidedOnce() throws Exception {
    try (TestNode node = byHand()) {
      Bytes pin = node.pin(key, 1, "one");
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(node.submit(pin));
      }
      node.awaitQueued(1);
      Thread.sleep(50);
      assertEquals(1, node.engine().waiting());
      node.engine().step();
      Answer first = TestNode.get(answers.getFirst());
      for (CompletableFuture<Answer> answer : answers) {
        assertEquals(first, TestNode.get(answer));
      }
      committed(first);
    }
  }

  @Test
  void aFalseCopyOfAStatementInFlightSpoilsNothing() throws Exception {
    try (TestNode node = byHand()) {
      Bytes pin = node.pin(key, 1, "one");
      refused(EnvelopeRefusal.SIGNATURE_INVALID, node.answer(changed(pin, 1)));
      CompletableFuture<Answer> genuine = node.submit(pin);
      node.awaitQueued(1);
      refused(EnvelopeRefusal.SIGNATURE_INVALID, node.answer(changed(pin, 1)));
      node.engine().step();
      committed(TestNode.get(genuine));
    }
  }

  @Test
  void anotherSignatureOverTheSameStatementIsTheSameStatement() throws Exception {
    // ECDSA signatures differ each time, and of each s the group's order less s is one as well.
    SeededRandom random = new SeededRandom(7);
    SigningKey es256 = JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ES256, random));
    NotesLedger mixed = new NotesLedger(List.of(key, es256), QUOTA);
    try (TestNode node = new TestNode(mixed, disk, clock, TestNode.Options.PLAIN)) {
      Bytes one = node.pin(es256, 1, "one");
      Bytes two = node.pin(es256, 1, "one");
      assertNotEquals(one, two);
      Answer.Committed first = committed(node.answer(one));
      for (Bytes again : List.of(two, EcdsaTwin.of(one))) {
        Answer.Committed repeated = committed(node.answer(again));
        assertTrue(repeated.repeated());
        assertEquals(first.index(), repeated.index());
      }
      assertEquals(List.of(), node.alarms());
    }
  }

  @Test
  void whatIsNoStatementIsRefusedAtOnce() {
    try (TestNode node = byHand()) {
      refused(EnvelopeRefusal.MALFORMED, node.answer(Bytes.EMPTY));
      refused(EnvelopeRefusal.MALFORMED, node.answer(Bytes.fromHex("d28440a0f640")));
      refused(
          EnvelopeRefusal.MALFORMED, node.answer(Bytes.ofOwned(new byte[Sign1.MAX_LENGTH + 1])));
      Bytes pin = node.pin(key, 1, "one");
      refused(EnvelopeRefusal.MALFORMED, node.answer(pin.concat(Bytes.fromHex("00"))));
      // 0xa0, the empty unprotected header, becomes one with an entry.
      refused(EnvelopeRefusal.MALFORMED, node.answer(withUnprotected(pin)));
      assertEquals(0, node.engine().waiting());
    }
  }

  private static Bytes withUnprotected(Bytes statement) {
    int at = 0;
    Bytes header = Sign1.decode(statement).protectedHeader();
    while (!statement.slice(at, statement.length()).startsWith(header)) {
      at++;
    }
    int end = at + header.length();
    return statement
        .slice(0, end)
        .concat(Bytes.fromHex("a10101"))
        .concat(statement.slice(end + 1, statement.length()));
  }

  @Test
  void whatCannotCountIsRefusedWithoutBeingCounted() {
    try (TestNode node = byHand()) {
      SigningKey stranger =
          JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(8)));
      refused(EnvelopeRefusal.UNKNOWN_KEY, node.answer(node.pin(stranger, 1, "one")));
      NotesLedger other = new NotesLedger(4, QUOTA + 1, 6);
      try (TestNode elsewhere =
          new TestNode(other, new MemoryDisk(), clock, TestNode.Options.PLAIN.byHand())) {
        refused(EnvelopeRefusal.OTHER_NETWORK, node.answer(elsewhere.pin(key, 1, "one")));
      }
      Timestamp past = new Timestamp(NotesLedger.START.millis() - 1);
      refused(
          EnvelopeRefusal.EXPIRED,
          node.answer(node.encoded(key, 1, past, new Notes.Unpin(new Notes.Title("one")))));
      Answer.Refused far =
          refused(EnvelopeRefusal.SEQUENCE_TOO_FAR, node.answer(node.pin(key, 1_048_577, "one")));
      assertEquals(Optional.of(0L), far.highest());
      assertEquals(0, node.engine().waiting());
    }
  }

  @Test
  void aRefusedStatementCannotBeTriedAgainLater() {
    try (TestNode node = node()) {
      committed(node.answer(node.pin(key, 1, "one")));
      Bytes early = node.pin(key, 2, "one");
      refused(Notes.Refusal.TITLE_TAKEN, node.answer(early));
      committed(node.answer(node.encoded(key, 3, new Notes.Unpin(new Notes.Title("one")))));
      // The title is free now, but that statement was refused, once and for all.
      refused(Notes.Refusal.TITLE_TAKEN, node.answer(early));
    }
  }

  @Test
  void aKeyBeyondItsQuotaComesBackInTheNextMinute() {
    try (TestNode node = node()) {
      for (int i = 1; i <= QUOTA; i++) {
        committed(node.answer(node.pin(key, i, "note " + i)));
      }
      Bytes more = node.pin(key, QUOTA + 1, "more");
      Answer.OverQuota over = assertInstanceOf(Answer.OverQuota.class, node.answer(more));
      assertEquals(59_000, over.retryAfterMillis());
      assertEquals(QUOTA, over.quota());
      committed(node.answer(node.pin(notes.founders().get(1), 1, "of another")));
      clock.pass(Duration.ofMillis(over.retryAfterMillis()));
      committed(node.answer(more));
    }
  }

  @Test
  void statementsOfOneKeyInFlightCountTowardsItsQuota() throws Exception {
    try (TestNode node = byHand()) {
      List<CompletableFuture<Answer>> answers = new ArrayList<>();
      for (int i = 1; i <= QUOTA + 5; i++) {
        answers.add(node.submit(node.pin(key, i, "note " + i)));
      }
      node.awaitQueued(QUOTA);
      while (node.pipeline().waiting() > QUOTA) {
        Thread.sleep(5);
      }
      node.engine().step();
      long committed = 0;
      for (CompletableFuture<Answer> answer : answers) {
        committed += TestNode.get(answer) instanceof Answer.Committed ? 1 : 0;
      }
      assertEquals(QUOTA, committed);
    }
  }

  @Test
  void aFullNodeSaysWhenToComeBack() throws Exception {
    Pipeline.Limits two = new Pipeline.Limits(2, 10_000);
    try (TestNode node =
        new TestNode(notes, disk, clock, TestNode.Options.PLAIN.byHand().pipeline(two))) {
      CompletableFuture<Answer> one = node.submit(node.pin(key, 1, "one"));
      CompletableFuture<Answer> other = node.submit(node.pin(key, 2, "two"));
      node.awaitQueued(2);
      Answer.Busy busy =
          assertInstanceOf(Answer.Busy.class, node.answer(node.pin(key, 3, "three")));
      assertTrue(busy.retryAfterMillis() > 0);
      node.engine().step();
      committed(TestNode.get(one));
      committed(TestNode.get(other));
      CompletableFuture<Answer> three = node.submit(node.pin(key, 3, "three"));
      node.awaitQueued(1);
      node.engine().step();
      committed(TestNode.get(three));
    }
  }

  @Test
  void aFullEngineSaysWhenToComeBack() throws Exception {
    EmbeddedEngine.Limits one = new EmbeddedEngine.Limits(10, 10_000, 1, 10_000, TestNode.NEVER);
    try (TestNode node =
        new TestNode(notes, disk, clock, TestNode.Options.PLAIN.byHand().engine(one))) {
      CompletableFuture<Answer> first = node.submit(node.pin(key, 1, "one"));
      node.awaitQueued(1);
      Bytes second = node.pin(key, 2, "two");
      assertInstanceOf(Answer.Busy.class, node.answer(second));
      node.engine().step();
      committed(TestNode.get(first));
      CompletableFuture<Answer> again = node.submit(second);
      node.awaitQueued(1);
      node.engine().step();
      committed(TestNode.get(again));
    }
  }

  @Test
  void aDiskThatFailsIsSaidAndTheSameStatementCountsLater() {
    try (TestNode node = node()) {
      committed(node.answer(node.pin(key, 1, "one")));
      disk.fail("The disk is full.");
      Bytes pin = node.pin(key, 2, "two");
      Answer.Unavailable unavailable = assertInstanceOf(Answer.Unavailable.class, node.answer(pin));
      assertEquals("The disk is full.", unavailable.sentence());
      disk.repair();
      clock.pass(Duration.ofSeconds(2));
      committed(node.answer(pin));
    }
  }

  @Test
  void twoStatementsWithOneNumberAreReportedOnce() {
    try (TestNode node = node()) {
      long first = committed(node.answer(node.pin(key, 1, "one"))).height();
      Bytes copys = node.pin(key, 1, "copy's");
      Answer.Refused refusal = refused(EnvelopeRefusal.SEQUENCE_COUNTED, node.answer(copys));
      assertTrue(refusal.detail().contains("reported"), refusal.detail());
      assertEquals(Optional.of(1L), refusal.highest());
      assertEquals(Optional.empty(), refusal.height());
      try (Snapshot now = node.store().snapshot()) {
        assertEquals(first + 1, now.tip().height());
        assertEquals(2, notesIn(node, now));
      }
      // The same again, and another of the kind: the ledger knows.
      refused(EnvelopeRefusal.SEQUENCE_COUNTED, node.answer(copys));
      refused(EnvelopeRefusal.SEQUENCE_COUNTED, node.answer(node.pin(key, 1, "copy's again")));
      try (Snapshot now = node.store().snapshot()) {
        assertEquals(first + 1, now.tip().height());
      }
      assertEquals(List.of(), node.alarms());
    }
  }

  private static int notesIn(TestNode node, Snapshot now) {
    Bytes prefix = node.machine().rulebook().prefix(Notes.NOTES);
    return now.list(prefix, Optional.empty(), 100).size();
  }

  @Test
  void twoStatementsWithOneNumberInOneBlockAreReportedToo() throws Exception {
    try (TestNode node = byHand()) {
      CompletableFuture<Answer> one = node.submit(node.pin(key, 1, "one"));
      node.awaitQueued(1);
      CompletableFuture<Answer> other = node.submit(node.pin(key, 1, "other"));
      node.awaitQueued(2);
      node.engine().step();
      committed(TestNode.get(one));
      node.awaitQueued(1); // the node's own report
      node.engine().step();
      assertTrue(
          refused(EnvelopeRefusal.SEQUENCE_COUNTED, TestNode.get(other))
              .detail()
              .contains("reported"));
    }
  }

  @Test
  void aDoubledNumberIsReportedHoweverOldAndAlsoWhereTheFirstWasRefused() {
    try (TestNode node = node()) {
      committed(node.answer(node.pin(key, 1, "one")));
      SigningKey second = notes.founders().get(1);
      refused(Notes.Refusal.TITLE_TAKEN, node.answer(node.pin(second, 1, "one")));
      committed(node.answer(node.pin(key, 10_000, "far ahead")));
      committed(node.answer(node.pin(second, 10_000, "far ahead too")));
      for (SigningKey each : List.of(key, second)) {
        Answer.Refused refusal =
            refused(EnvelopeRefusal.SEQUENCE_BEHIND, node.answer(node.pin(each, 1, "copy's")));
        assertTrue(refusal.detail().contains("reported"), refusal.detail());
        assertEquals(Optional.of(10_000L), refusal.highest());
      }
      assertEquals(List.of(), node.alarms());
    }
  }

  @Test
  void aStatementBehindTheWindowThatNeverCountedIsAnAlarmOnly() {
    try (TestNode node = node()) {
      committed(node.answer(node.pin(key, 10_000, "far ahead")));
      Bytes stale = node.pin(key, 101, "stale");
      Answer.Refused refusal = refused(EnvelopeRefusal.SEQUENCE_BEHIND, node.answer(stale));
      assertEquals(Optional.of(10_000L), refusal.highest());
      assertEquals(1, node.alarms().size());
      Alarms.Alarm alarm = node.alarms().getFirst();
      assertEquals(Sign1.decode(stale).id(), alarm.statement());
      assertEquals(101, alarm.sequence());
      // Whoever was overtaken goes on above the highest.
      committed(node.answer(node.pin(key, 10_001, "goes on")));
    }
  }

  @Test
  void lateNumbersWithinTheWindowCountOnce() {
    try (TestNode node = node()) {
      committed(node.answer(node.pin(key, 5, "five")));
      committed(node.answer(node.pin(key, 2, "two")));
      committed(node.answer(node.pin(key, 1, "one")));
      assertTrue(committed(node.answer(node.pin(key, 2, "two"))).repeated());
    }
  }
}
