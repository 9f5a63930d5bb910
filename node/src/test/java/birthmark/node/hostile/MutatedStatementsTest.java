package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.node.submit.FastSignatures;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.ContractSamples;
import birthmark.testing.Mutation;
import birthmark.testing.Samples;
import birthmark.testing.SignedLedger;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Valid statements of every type, damaged at random: whatever is still read is ignored by the
 * machine, and what is not read costs little to refuse.
 */
class MutatedStatementsTest {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final int BLOCK = 500;
  private static final int OCTETS_FOR_EACH = 64;
  private static final int OCTETS_FOR_ALL = 256 * 1_024;
  private static final long SLOWEST_MILLIS = 2_000;

  private final SignedLedger ledger = new SignedLedger(RULEBOOK, 21, FastSignatures.best());
  private final List<SigningKey> signers = new ArrayList<>();
  private final List<Bytes> originals = new ArrayList<>();

  /** What became of mutants. */
  private static final class Tally {
    private int unread;
    private int ignored;
    private long slowestNanos;
    private double hungriest;
  }

  MutatedStatementsTest() {
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      SigningKey key = ledger.key(algorithm);
      ledger.accept(
          key,
          new PartyTransaction.Register(
              key.publicKey(), new Handle("signer" + signers.size()), "Signer"));
      signers.add(key);
    }
    Samples samples = ContractSamples.samples();
    Random random = new Random(22);
    for (Rulebook.Rules rules : RULEBOOK.contracts()) {
      for (Variants.Variant<Transaction> variant : rules.transactions().all()) {
        // A signature by ML-DSA is most of its statement and the slowest to verify: a few suffice.
        SigningKey key = signers.get(originals.size() % 8 == 0 ? 2 : originals.size() % 2);
        Transaction sample = samples.of(variant.codec(), random);
        originals.add(ledger.sign(key, originals.size() + 100, sample).envelope().encode());
      }
    }
  }

  @Test
  void fiftyThousandMutantsAreRefusedOrIgnoredAndCostLittle() {
    mutate(50_000, 1);
  }

  @Test
  @Tag("real")
  void aMillionMutantsAreRefusedOrIgnoredAndCostLittle() {
    mutate(1_000_000, 2);
  }

  @Test
  void theStatementsThatAreDamagedCountAsTheyAre() throws RefusedException {
    for (Bytes original : originals) {
      Statement statement = Statement.decode(RULEBOOK, original);
      Decision decision = ledger.proposed(List.of(statement)).decisions().getFirst();
      assertFalse(decision instanceof Decision.Ignored, () -> statement.name() + ": " + decision);
    }
  }

  private void mutate(int count, long seed) {
    Random random = new Random(seed);
    Tally tally = new Tally();
    List<Statement> read = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Bytes original = originals.get(i % originals.size());
      Bytes mutant = Mutation.several(original, random);
      try {
        Statement statement = decode(mutant, tally);
        assertEquals(mutant, statement.envelope().encode(), "two forms of one statement");
        read.add(statement);
      } catch (RefusedException e) {
        assertFalse(e.reason().sentence().isBlank(), "a refusal must say what is wrong");
        tally.unread++;
      }
      if (read.size() == BLOCK || i == count - 1) {
        ignore(read, tally);
        read.clear();
      }
    }
    assertEquals(count, tally.unread + tally.ignored);
    assertTrue(tally.ignored > count / 10, "too few were read to show anything: " + tally.ignored);
    assertTrue(tally.unread > count / 10, "too few were not read: " + tally.unread);
    assertTrue(
        tally.slowestNanos < SLOWEST_MILLIS * 1_000_000, "the slowest: " + tally.slowestNanos);
    assertTrue(tally.hungriest < 1, "one took " + tally.hungriest + " of the memory it may take");
  }

  /** Reads {@code mutant} and keeps account of what that took. */
  private static Statement decode(Bytes mutant, Tally tally) throws RefusedException {
    long start = System.nanoTime();
    long before = THREADS.getCurrentThreadAllocatedBytes();
    try {
      return Statement.decode(RULEBOOK, mutant);
    } finally {
      long taken = THREADS.getCurrentThreadAllocatedBytes() - before;
      long mayTake = OCTETS_FOR_ALL + (long) OCTETS_FOR_EACH * mutant.length();
      tally.hungriest = Math.max(tally.hungriest, (double) taken / mayTake);
      tally.slowestNanos = Math.max(tally.slowestNanos, System.nanoTime() - start);
    }
  }

  /** Lets the machine decide mutants that read as statements: nothing comes of any. */
  private void ignore(List<Statement> mutants, Tally tally) {
    BlockResult result = ledger.proposed(List.copyOf(mutants));
    for (int i = 0; i < mutants.size(); i++) {
      Decision decision = result.decisions().get(i);
      Statement mutant = mutants.get(i);
      assertInstanceOf(
          Decision.Ignored.class, decision, () -> mutant.envelope().encode() + " " + decision);
    }
    assertEquals(List.of(), result.entries(), "they must leave no trace");
    tally.ignored += mutants.size();
  }
}
