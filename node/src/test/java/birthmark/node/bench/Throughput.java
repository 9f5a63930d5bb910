package birthmark.node.bench;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.node.engine.Clock;
import birthmark.node.store.KeyValues;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.submit.Answer;
import birthmark.node.submit.FastSignatures;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.TestNode;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How many statements a second a node commits in one process, beside how many signatures the same
 * two threads verify: {@code Throughput FOLDER [STATEMENTS [ROUNDS]]}.
 *
 * <p>Each statement pins a note, a new entry of the state; it counts when its answer says that it
 * is synced. Wall-clock figures mean something only on a quiet machine; the share of CPU time does
 * also on a busy one.
 */
public final class Throughput {
  private static final int KEYS = 64;
  private static final int THREADS = 2;
  private static final int OUTSTANDING = 20_000;

  private Throughput() {}

  /** Runs it. */
  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int count = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    int rounds = args.length > 2 ? Integer.parseInt(args[2]) : 4;
    SeededRandom random = new SeededRandom(1);
    List<SigningKey> keys = new ArrayList<>();
    for (int i = 0; i < KEYS; i++) {
      keys.add(FastKey.generate(random));
    }
    NotesLedger notes = new NotesLedger(keys, Long.MAX_VALUE >> 1);
    try (KeyValues disk = RocksKeyValues.open(Files.createTempDirectory(folder, "throughput"));
        TestNode node = new TestNode(notes, disk, Clock.system(), TestNode.Options.PLAIN)) {
      for (int round = 0; round < rounds; round++) {
        List<Bytes> statements = statements(node, keys, count, round);
        Figures verify = verify(keys, statements);
        Figures commit = commit(node, statements);
        System.out.printf(
            "round %d: %d octets each; verify only %,d/s, %.1f us CPU each; committed %,d/s, %.1f"
                + " us CPU each; share %.2f by time, %.2f by CPU; blocks %d%n",
            round,
            statements.getFirst().length(),
            verify.perSecond(),
            verify.cpuMicros(),
            commit.perSecond(),
            commit.cpuMicros(),
            (double) commit.perSecond() / verify.perSecond(),
            verify.cpuMicros() / commit.cpuMicros(),
            node.store().tip().orElseThrow().height());
      }
    }
  }

  private record Figures(int count, long nanos, long cpuNanos) {
    long perSecond() {
      return count * 1_000_000_000L / nanos;
    }

    double cpuMicros() {
      return cpuNanos / 1_000.0 / count;
    }
  }

  /** A thing to be measured. */
  private interface Work {
    void run() throws Exception;
  }

  private static Figures measure(int count, Work work) throws Exception {
    var process =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    System.gc();
    long cpu = process.getProcessCpuTime();
    long start = System.nanoTime();
    work.run();
    return new Figures(count, System.nanoTime() - start, process.getProcessCpuTime() - cpu);
  }

  private static List<Bytes> statements(
      TestNode node, List<SigningKey> keys, int count, int round) {
    List<Bytes> statements = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      long sequence = 1 + (long) round * (count / KEYS + 1) + i / KEYS;
      statements.add(
          node.pin(keys.get(i % KEYS), sequence, "note " + round + "-" + i + "-".repeat(15)));
    }
    return statements;
  }

  private static Figures verify(List<SigningKey> keys, List<Bytes> statements) throws Exception {
    Signatures signatures = FastSignatures.best();
    List<CoseKey> publicKeys = keys.stream().map(SigningKey::publicKey).toList();
    record Signed(CoseKey key, Bytes octets, Bytes signature) {}
    List<Signed> signed = new ArrayList<>();
    for (int i = 0; i < statements.size(); i++) {
      Sign1 message = Sign1.decode(statements.get(i));
      signed.add(new Signed(publicKeys.get(i % KEYS), message.sigStructure(), message.signature()));
    }
    AtomicInteger next = new AtomicInteger();
    AtomicLong verified = new AtomicLong();
    Figures figures =
        measure(
            statements.size(),
            () -> {
              List<Thread> threads = new ArrayList<>();
              for (int t = 0; t < THREADS; t++) {
                threads.add(
                    Thread.ofPlatform()
                        .start(
                            () -> {
                              for (int i = next.getAndIncrement();
                                  i < signed.size();
                                  i = next.getAndIncrement()) {
                                Signed each = signed.get(i);
                                if (signatures.verify(
                                    each.key(), each.octets(), each.signature())) {
                                  verified.incrementAndGet();
                                }
                              }
                            }));
              }
              for (Thread thread : threads) {
                thread.join();
              }
            });
    require(verified.get() == statements.size(), "every signature must verify");
    return figures;
  }

  private static Figures commit(TestNode node, List<Bytes> statements) throws Exception {
    Semaphore room = new Semaphore(OUTSTANDING);
    AtomicInteger committed = new AtomicInteger();
    Figures figures =
        measure(
            statements.size(),
            () -> {
              for (Bytes statement : statements) {
                room.acquireUninterruptibly();
                var _ =
                    node.submit(statement)
                        .thenAccept(
                            answer -> {
                              if (answer instanceof Answer.Committed) {
                                committed.incrementAndGet();
                              } else {
                                System.err.println(answer);
                              }
                              room.release();
                            });
              }
              room.acquireUninterruptibly(OUTSTANDING);
            });
    require(committed.get() == statements.size(), "every statement must be committed");
    return figures;
  }

  private static void require(boolean condition, String what) throws IOException {
    if (!condition) {
      throw new IOException(what);
    }
  }
}
