package birthmark.sim.bench;

import birthmark.answer.AnswerCheck;
import birthmark.bytes.Bytes;
import birthmark.cose.JdkSignatures;
import birthmark.cose.Signatures;
import birthmark.node.query.Receipts;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.FastSignatures;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptVerifier;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

/** What proofs take, of a ledger with as many entries and records as the rows about many have. */
final class ProofMeasures {
  private static final int LOT = 10_000;
  private static final int ROUNDS = 8;
  private static final int THREADS = 2;
  private static final double MILLI_NANOS = 1e6;
  private static final double SECOND_NANOS = 1e9;

  private final SplittableRandom random = new SplittableRandom(20261122);
  private final LotLedger ledger;
  private final int records;

  private ProofMeasures(LotLedger ledger, int records) {
    this.ledger = ledger;
    this.records = records;
  }

  static Measure measure() {
    return new Measure(
        List.of(
            "proof.receipt",
            "proof.rate",
            "proof.verify",
            "proof.verify.jdk",
            "list.prove",
            "list.verify"),
        true,
        ProofMeasures::measure);
  }

  private static List<Figure> measure(Path folder, Settings settings) throws Exception {
    int lot = Math.min(LOT, settings.things() / 4);
    try (LotLedger ledger = new LotLedger(folder, settings.things(), lot)) {
      return new ProofMeasures(ledger, settings.things()).figures(settings, lot);
    }
  }

  private interface Each {
    void at(long index);
  }

  static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }

  /**
   * How long one takes when one thread does {@code count}, in nanoseconds of a processor: the best
   * of some rounds. It waits for nothing, so that on a quiet machine it takes as long by the clock;
   * here what else the machine does counts little.
   */
  private double nanos(int count, Each each) {
    double best = Double.MAX_VALUE;
    for (int round = 0; round < ROUNDS; round++) {
      long start = processorNanos();
      for (int i = 0; i < count; i++) {
        each.at(random.nextInt(records));
      }
      best = Math.min(best, (processorNanos() - start) / (double) count);
    }
    return best;
  }

  private List<Figure> figures(Settings settings, int lot) throws InterruptedException {
    int count = settings.rounds().statements() / 10;
    List<Figure> figures = new ArrayList<>();
    Receipts receipts = ledger.receipts();
    try (Snapshot snapshot = ledger.snapshot()) {
      double receipt = nanos(count, index -> receipts.of(snapshot, index).encode());
      figures.add(millis("proof.receipt", receipt, Goal.atMost(1, 0.25)));
      figures.add(rate(count, receipts, snapshot));
      figures.add(verified("proof.verify", FastSignatures.best(), count, 0.2, snapshot));
      figures.add(verified("proof.verify.jdk", new JdkSignatures(), count / 10, 3, snapshot));
      figures.addAll(list(snapshot, lot));
    }
    return figures;
  }

  private static Figure millis(String name, double nanos, Goal goal) {
    return Figure.of(name, nanos / MILLI_NANOS, "ms", Optional.empty(), goal);
  }

  private Figure rate(int count, Receipts receipts, Snapshot snapshot) throws InterruptedException {
    double best = 0;
    for (int round = 0; round < ROUNDS; round++) {
      AtomicLong slowest = new AtomicLong();
      List<Thread> threads = new ArrayList<>();
      for (int i = 0; i < THREADS; i++) {
        SplittableRandom own = random.split();
        Runnable prove =
            () -> {
              long start = processorNanos();
              for (int made = 0; made < count; made++) {
                receipts.of(snapshot, own.nextInt(records)).encode();
              }
              slowest.accumulateAndGet(processorNanos() - start, Math::max);
            };
        threads.add(Thread.ofPlatform().start(prove));
      }
      for (Thread thread : threads) {
        thread.join();
      }
      best = Math.max(best, THREADS * count * SECOND_NANOS / slowest.get());
    }
    return Figure.of(
        "proof.rate", best, "proofs/s", Optional.empty(), Goal.atLeast(10_000, 20_000));
  }

  private Figure verified(
      String name, Signatures signatures, int count, double must, Snapshot snapshot) {
    List<Bytes> entries = new ArrayList<>();
    List<Bytes> made = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      long index = random.nextInt(records);
      entries.add(snapshot.entry(index).orElseThrow());
      made.add(ledger.receipts().of(snapshot, index).encode());
    }
    ReceiptVerifier verifier = new ReceiptVerifier(ledger.anchor(), signatures);
    double nanos =
        nanos(
            count,
            index -> {
              int at = (int) (index % count);
              if (!(verifier.verify(entries.get(at), made.get(at))
                  instanceof ReceiptCheck.Proven)) {
                throw new IllegalStateException("a receipt of the bench proves nothing");
              }
            });
    return millis(name, nanos, Goal.atMost(must, must / 2));
  }

  /**
   * One proof of a whole lot, from the rows on the disk to octets, and from octets to an answer.
   */
  private List<Figure> list(Snapshot snapshot, int lot) {
    int lots = records / lot;
    List<Bytes> proofs = new ArrayList<>();
    double proven =
        nanos(
            20,
            index ->
                proofs.add(ledger.prove(snapshot, LotLedger.question((int) (index % lots), lot))));
    Signatures signatures = FastSignatures.best();
    double verified =
        nanos(
            20,
            index -> {
              Bytes proof = proofs.get((int) (index % proofs.size()));
              if (!(ledger.verify(proof, signatures) instanceof AnswerCheck.Proven)) {
                throw new IllegalStateException("a list of the bench proves nothing");
              }
            });
    return List.of(
        millis("list.prove", proven, Goal.atMost(50, 25)),
        millis("list.verify", verified, Goal.atMost(50, 25)));
  }
}
