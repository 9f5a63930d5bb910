package birthmark.sim.bench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswerProof;
import birthmark.answer.AnswerRefusal;
import birthmark.bytes.Bytes;
import birthmark.merkle.StateProof;
import birthmark.merkle.StateProof.Part;
import birthmark.merkle.StateProof.Row;
import birthmark.node.query.PastBlocks;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.FastSignatures;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lot of 10^5 things as one list of one block, also when the ledger has gone on. */
@Tag("real")
class LongListTest {
  private static final int LOT = 100_000;

  @TempDir private static Path folder;
  private static LotLedger ledger;
  private static PastBlocks blocks;
  private static long height;
  private static Bytes whole;

  @BeforeAll
  static void fill() {
    ledger = new LotLedger(folder, LOT + 10_000, LOT);
    blocks = new PastBlocks(ledger::snapshot);
    blocks.keep();
    try (Snapshot now = blocks.get()) {
      height = now.tip().height();
      whole = ledger.prove(now, LotLedger.question(0, LOT));
    }
    ledger.addToFirst(5);
    blocks.keep();
  }

  @AfterAll
  static void close() {
    blocks.close();
    ledger.close();
  }

  private static AnswerCheck verify(Bytes proof) {
    return ledger.verify(proof, FastSignatures.best());
  }

  private static Answer.Page page(Bytes proof, long asOf) {
    AnswerCheck check = verify(proof);
    AnswerCheck.Proven proven =
        assertInstanceOf(AnswerCheck.Proven.class, check, () -> check.toString());
    assertEquals(asOf, proven.seal().height());
    return assertInstanceOf(Answer.Page.class, proven.answer());
  }

  private static void refused(AnswerRefusal reason, List<Part> parts) {
    AnswerProof proof = AnswerProof.decode(whole);
    AnswerProof told =
        new AnswerProof(proof.question(), proof.seal(), proof.receipt(), new StateProof(parts));
    assertEquals(
        reason, assertInstanceOf(AnswerCheck.Refused.class, verify(told.encode())).reason());
  }

  @Test
  void oneProofShowsAllOfThemAsOfOneBlock() {
    Answer.Page page = page(whole, height);
    assertEquals(LOT, page.records().size());
    assertEquals(0, page.withheld());
  }

  @Test
  void anEarlierBlockIsProvenWhenTheLedgerHasGoneOn() {
    try (Snapshot past = blocks.at(height).orElseThrow();
        Snapshot now = blocks.at(height + 1).orElseThrow()) {
      assertEquals(whole, ledger.prove(past, LotLedger.question(0, LOT)));
      Answer.Page newest = page(ledger.prove(now, LotLedger.question(0, LOT)), height + 1);
      assertEquals(LOT, newest.records().size());
      assertTrue(newest.next().isPresent());
    }
  }

  @Test
  void whoeverClosesAnEarlierBlockDoesNotTakeItFromOthers() {
    blocks.at(height).orElseThrow().close();
    try (Snapshot again = blocks.at(height).orElseThrow()) {
      assertEquals(height, again.tip().height());
      assertTrue(again.entry(1).isPresent());
    }
  }

  @Test
  void anEarlierBlockThatIsNotKeptIsNotAnswered() {
    assertEquals(Optional.empty(), blocks.at(0));
    assertEquals(Optional.empty(), blocks.at(height + 2));
  }

  @Test
  void oneThatIsHiddenInventedOrAlteredIsFound() {
    List<Part> parts = AnswerProof.decode(whole).rows().parts();
    int victim = LOT / 3;
    Row row = assertInstanceOf(Row.class, parts.get(victim));
    List<Part> hidden = new ArrayList<>(parts);
    hidden.remove(victim);
    refused(AnswerRefusal.STATE, hidden);
    List<Part> altered = new ArrayList<>(parts);
    altered.set(victim, new Row(row.key(), Bytes.fromHex("8118ff")));
    refused(AnswerRefusal.STATE, altered);
    byte[] near = row.key().toByteArray();
    near[near.length - 1] ^= 1;
    List<Part> invented = new ArrayList<>(parts);
    invented.add(
        near[near.length - 1] > row.key().toByteArray()[near.length - 1] ? victim + 1 : victim,
        new Row(Bytes.ofOwned(near), row.value()));
    refused(AnswerRefusal.STATE, invented);
  }
}
