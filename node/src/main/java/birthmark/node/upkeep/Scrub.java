package birthmark.node.upkeep;

import birthmark.node.store.StoreException;
import birthmark.node.store.TableFiles;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Reads all that a running node has stored again and again, slowly, so that an octet that a disk
 * lost is known while there are still backups without that damage.
 *
 * <p>It reads files from the disk, past the database's caches. The write-ahead log is not among
 * them: the next start reads it.
 */
public final class Scrub implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Scrub.class.getName());

  /**
   * How much it may disturb.
   *
   * @param octetsASecond how many octets it reads a second, on average over some files
   * @param pause how long it rests before the first round and after each
   */
  public record Pace(long octetsASecond, Duration pause) {
    /** That of a node: a gigabyte in some two minutes, then an hour's rest. */
    public static final Pace NORMAL = new Pace(8 << 20, Duration.ofHours(1));
  }

  private final TableFiles disk;
  private final Pace pace;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicLong rounds = new AtomicLong();
  private final AtomicLong octets = new AtomicLong();
  private final AtomicLong damaged = new AtomicLong();
  private final Thread thread;
  private volatile Optional<String> trouble = Optional.empty();

  /** Begins to scrub {@code disk}, until closed. */
  public Scrub(TableFiles disk, Pace pace) {
    this.disk = disk;
    this.pace = pace;
    this.thread = Thread.ofPlatform().daemon().name("birthmark-scrub").start(this::run);
  }

  private void run() {
    try {
      while (!closed.await(pace.pause().toMillis(), TimeUnit.MILLISECONDS)) {
        try {
          round(disk.list());
        } catch (StoreException e) {
          LOG.log(System.Logger.Level.WARNING, "A round of the scrub ended: {0}", e.sentence());
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void round(List<TableFiles.TableFile> files) throws InterruptedException {
    long read = 0;
    long bad = 0;
    Optional<String> found = Optional.empty();
    for (TableFiles.TableFile file : files) {
      try {
        read += disk.verify(file) ? file.octets() : 0;
      } catch (StoreException e) {
        bad++;
        found = Optional.of(e.sentence());
        trouble = found;
        LOG.log(System.Logger.Level.ERROR, "The scrub found damage. {0}", e.sentence());
      }
      if (closed.await(1_000 * file.octets() / pace.octetsASecond(), TimeUnit.MILLISECONDS)) {
        return;
      }
    }
    octets.addAndGet(read);
    damaged.set(bad);
    trouble = found;
    rounds.incrementAndGet();
    LOG.log(
        System.Logger.Level.INFO,
        "The scrub read {0} files again, {1} octets: {2} are damaged.",
        String.valueOf(files.size()),
        String.valueOf(read),
        String.valueOf(bad));
  }

  /** What the last round found, and what to do; empty if all was as it was written. */
  public Optional<String> trouble() {
    return trouble;
  }

  /** How many times everything was read. */
  public long rounds() {
    return rounds.get();
  }

  /** How many octets were read. */
  public long octets() {
    return octets.get();
  }

  /** How many files of the last round were damaged. */
  public long damaged() {
    return damaged.get();
  }

  /** Ends after the file that is being read. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
