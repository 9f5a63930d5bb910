package birthmark.sim.bench;

import birthmark.cose.Sign1;
import birthmark.cose.Signatures;
import birthmark.node.submit.FastSignatures;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/** The limit: two threads that check the signatures of statements and do nothing else. */
final class SignatureLimit {
  private static final int THREADS = 2;

  private final Signatures signatures = FastSignatures.best();

  /** How long they take over {@code statements}, in nanoseconds. */
  long nanos(List<Makers.Signed> statements) throws InterruptedException {
    List<Sign1> messages = statements.stream().map(each -> Sign1.decode(each.octets())).toList();
    AtomicInteger next = new AtomicInteger();
    AtomicBoolean sound = new AtomicBoolean(true);
    Runnable check =
        () -> {
          int i = next.getAndIncrement();
          while (i < messages.size()) {
            if (!messages.get(i).verifies(signatures, statements.get(i).key())) {
              sound.set(false);
            }
            i = next.getAndIncrement();
          }
        };
    List<Thread> threads = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < THREADS; i++) {
      threads.add(Thread.ofPlatform().start(check));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    long nanos = System.nanoTime() - start;
    if (!sound.get()) {
      throw new IllegalStateException("a statement of the bench does not verify");
    }
    return nanos;
  }
}
