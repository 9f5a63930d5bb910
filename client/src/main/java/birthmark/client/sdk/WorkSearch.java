package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.contracts.parties.Work;
import birthmark.cose.KeyId;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongPredicate;

/**
 * A search for a proof of work, on all processors.
 *
 * @param network the ledger
 * @param key the key that is to be registered
 * @param height a block of the last minutes
 * @param root the log's root after it
 * @param bits how much work is needed
 */
public record WorkSearch(Bytes network, KeyId key, long height, Bytes root, long bits) {
  private static final int AT_ONCE = 4_096;
  private static final long LOOK_MILLIS = 250;

  /**
   * Searches until it is found, or {@code goOn}, which is told now and then how many were tried,
   * says no.
   *
   * @throws InterruptedException if this thread is interrupted; the search has ended then
   */
  public Optional<Work> run(LongPredicate goOn) throws InterruptedException {
    Bytes puzzle = Work.puzzle(network, key, height, root);
    CompletableFuture<Long> found = new CompletableFuture<>();
    LongAdder tried = new LongAdder();
    SecureRandom random = new SecureRandom();
    List<Thread> threads = new ArrayList<>();
    for (int i = Runtime.getRuntime().availableProcessors(); i > 0; i--) {
      long from = random.nextLong();
      threads.add(
          Thread.ofPlatform()
              .daemon()
              .name("birthmark-work-" + i)
              .start(() -> search(puzzle, from, found, tried)));
    }
    try {
      while (!found.isDone() && goOn.test(tried.sum())) {
        for (Thread each : threads) {
          each.join(LOOK_MILLIS / threads.size() + 1);
        }
      }
    } finally {
      threads.forEach(Thread::interrupt);
    }
    for (Thread each : threads) {
      each.join(TimeUnit.SECONDS.toMillis(1));
    }
    return found.isDone() ? Optional.of(new Work(height, octets(found.join()))) : Optional.empty();
  }

  private void search(Bytes puzzle, long from, CompletableFuture<Long> found, LongAdder tried) {
    MessageDigest sha256 = sha256();
    byte[] begin = puzzle.toByteArray();
    ByteBuffer nonce = ByteBuffer.allocate(Work.NONCE_LENGTH);
    for (long next = from;
        !found.isDone() && !Thread.currentThread().isInterrupted();
        next += AT_ONCE) {
      for (int i = 0; i < AT_ONCE; i++) {
        sha256.update(begin);
        sha256.update(nonce.putLong(0, next + i).array());
        if (Work.bits(sha256.digest()) >= bits) {
          found.complete(next + i);
          return;
        }
      }
      tried.add(AT_ONCE);
    }
  }

  private static Bytes octets(long nonce) {
    return Bytes.ofOwned(ByteBuffer.allocate(Work.NONCE_LENGTH).putLong(0, nonce).array());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java has no SHA-256", e);
    }
  }
}
