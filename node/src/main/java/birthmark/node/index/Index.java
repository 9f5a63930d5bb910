package birthmark.node.index;

import birthmark.bytes.Bytes;
import birthmark.contract.Rulebook;
import birthmark.node.index.FactSource.ForgottenException;
import birthmark.node.index.FactTables.Progress;
import birthmark.node.store.BlockFacts;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Facts by contract, type and subject, kept in SQLite and filled behind the commit by a thread of
 * its own.
 *
 * <p>It may lag and says how far it has come; it never loses or doubles a fact: what a power cut
 * undoes it fetches again. Nothing depends on it that a verifier relies on, and all of it can be
 * made again from the log.
 */
public final class Index implements AutoCloseable {
  /** The most facts of one page. */
  public static final int LIMIT_MAX = 1_000;

  private static final System.Logger LOG = System.getLogger(Index.class.getName());
  private static final int BLOCKS_AT_ONCE = 256;
  private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

  private final Path file;
  private final FactSearch search;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wake = lock.newCondition();
  private final Condition grown = lock.newCondition();

  // Under the lock.
  private long committed = -1;
  private boolean closed;
  private Progress progress = Progress.NONE;
  private Optional<String> trouble = Optional.empty();

  // The writing thread's, or its opener's before it starts.
  private final FactWriter writer;
  private FactReaders readers;
  private Optional<Thread> follower = Optional.empty();

  private Index(Path file, Rulebook rulebook, FactWriter writer) throws SQLException {
    this.file = file;
    this.search = new FactSearch(rulebook);
    this.writer = writer;
    this.progress = writer.progress();
    this.readers = new FactReaders(file);
  }

  /**
   * The index in {@code file} for the ledger {@code network}; an empty one where there is none, or
   * one of another ledger or version, or a damaged one.
   *
   * @throws IndexException if the file cannot be opened or written
   */
  public static Index open(Path file, Bytes network, Rulebook rulebook) {
    try {
      try {
        return opened(file, network, rulebook);
      } catch (SQLException e) {
        if (!SqliteFile.isDamage(e)) {
          throw e;
        }
        LOG.log(Level.WARNING, "the index is damaged and will be made again: " + e.getMessage());
        SqliteFile.delete(file);
        return opened(file, network, rulebook);
      }
    } catch (SQLException | IOException e) {
      throw new IndexException(
          "the index in " + file + " cannot be opened: " + e.getMessage() + ". Is the disk full?",
          e);
    }
  }

  private static Index opened(Path file, Bytes network, Rulebook rulebook)
      throws SQLException, IOException {
    FactWriter writer = FactWriter.open(file, network, rulebook);
    try {
      return new Index(file, rulebook, writer);
    } catch (SQLException e) {
      writer.close();
      throw e;
    }
  }

  /** Starts again with empty tables. */
  private void reset() throws SQLException, IOException {
    currentReaders().close();
    writer.reset();
    lock.lock();
    try {
      readers = new FactReaders(file);
      progress = Progress.NONE;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Keeps up with {@code source} on a thread of its own until closed.
   *
   * @param fromLog gives all facts again, by deciding the log's statements again; used where {@code
   *     source} has forgotten what is needed
   */
  public void follow(FactSource source, FactReplay fromLog) {
    follower =
        Optional.of(
            Thread.ofPlatform().name("index-writer").start(() -> followNow(source, fromLog)));
  }

  private void followNow(FactSource source, FactReplay fromLog) {
    while (!isClosed()) {
      try {
        if (catchUp(source) == 0) {
          awaitCommit();
        }
        trouble(Optional.empty());
      } catch (ForgottenException e) {
        LOG.log(Level.INFO, e.getMessage() + "; making the index again from the log");
        rebuildUntilDone(fromLog);
      } catch (SQLException e) {
        if (SqliteFile.isDamage(e)) {
          LOG.log(Level.WARNING, "the index is damaged; making it again from the log", e);
          rebuildUntilDone(fromLog);
        } else {
          failed(e);
        }
      } catch (RuntimeException e) {
        failed(e);
      } catch (InterruptedException e) {
        return;
      }
    }
  }

  private void rebuildUntilDone(FactReplay fromLog) {
    boolean done = false;
    while (!done && !isClosed()) {
      try {
        rebuild(fromLog);
        done = true;
      } catch (IndexException | IllegalStateException e) {
        failed(e);
      }
    }
  }

  /**
   * Makes the index again, from the first block to the last that {@code fromLog} has. Not while a
   * source is followed.
   *
   * @throws IndexException if it cannot be written
   */
  public void rebuild(FactReplay fromLog) {
    try {
      reset();
      fromLog.replay(
          blocks -> {
            try {
              progress(writer.add(progress(), blocks));
              writer.syncIfDue(height());
            } catch (SQLException e) {
              throw new IndexException("the index cannot be written: " + e.getMessage(), e);
            }
          });
    } catch (SQLException | IOException e) {
      throw new IndexException("the index cannot be made again: " + e.getMessage(), e);
    }
  }

  /** How many blocks of {@code source} were new. */
  private int catchUp(FactSource source) throws SQLException, ForgottenException {
    List<BlockFacts> blocks = source.after(height(), BLOCKS_AT_ONCE);
    if (!blocks.isEmpty()) {
      progress(writer.add(progress(), blocks));
    }
    if (writer.syncIfDue(height())) {
      source.kept(height());
    }
    return blocks.size();
  }

  private void failed(Exception e) {
    LOG.log(Level.ERROR, "the index stands still", e);
    trouble(
        Optional.of(
            "the index stands still at block "
                + height()
                + " and is tried again: "
                + e.getMessage()));
    try {
      await(RETRY_AFTER, Long.MAX_VALUE);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitCommit() throws InterruptedException {
    await(FactWriter.SYNC_EVERY, height());
  }

  /** Waits until a block above {@code height} is committed, at most for {@code patience}. */
  private void await(Duration patience, long height) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!closed && committed <= height && nanos > 0) {
        nanos = wake.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells that block {@code height} is committed; returns at once. */
  public void committed(long height) {
    lock.lock();
    try {
      committed = Math.max(committed, height);
      wake.signal();
    } finally {
      lock.unlock();
    }
  }

  /** The last block in the index, -1 before the first. */
  public long height() {
    return progress().height();
  }

  /** Why the index does not keep up, if it does not. */
  public Optional<String> trouble() {
    lock.lock();
    try {
      return trouble;
    } finally {
      lock.unlock();
    }
  }

  /** Waits until a block above {@code height} is in the index, at most for {@code patience}. */
  public void awaitAbove(long height, Duration patience) throws InterruptedException {
    long nanos = patience.toNanos();
    lock.lock();
    try {
      while (!closed && progress.height() <= height && nanos > 0) {
        nanos = grown.awaitNanos(nanos);
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The facts behind {@code after} that {@code scope} allows and {@code filter} asks for, in order.
   *
   * @param limit at most this many, 1 to {@value #LIMIT_MAX}
   * @throws IndexException if they cannot be read now
   */
  public FactPage facts(FactScope scope, FactFilter filter, Position after, int limit)
      throws InterruptedException {
    if (limit < 1 || limit > LIMIT_MAX) {
      throw new IllegalArgumentException("a page has 1 to " + LIMIT_MAX + " facts, not " + limit);
    }
    Progress reached = progress();
    if (reached.height() < 0) {
      return new FactPage(List.of(), after, false, reached.height(), reached.time());
    }
    Position upTo = Position.endOf(reached.height());
    List<IndexedFact> found =
        currentReaders()
            .ask(connection -> search.find(connection, scope, filter, after, upTo, limit + 1));
    boolean more = found.size() > limit;
    List<IndexedFact> facts = more ? found.subList(0, limit) : found;
    Position next = after;
    if (more) {
      next = facts.getLast().position();
    } else if (upTo.compareTo(after) > 0) {
      next = upTo;
    }
    return new FactPage(facts, next, more, reached.height(), reached.time());
  }

  private FactReaders currentReaders() {
    lock.lock();
    try {
      return readers;
    } finally {
      lock.unlock();
    }
  }

  private Progress progress() {
    lock.lock();
    try {
      return progress;
    } finally {
      lock.unlock();
    }
  }

  private void progress(Progress reached) {
    lock.lock();
    try {
      progress = reached;
      grown.signalAll();
    } finally {
      lock.unlock();
    }
  }

  private void trouble(Optional<String> sentence) {
    lock.lock();
    try {
      trouble = sentence;
    } finally {
      lock.unlock();
    }
  }

  private boolean isClosed() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the thread after its current transaction and closes the file. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wake.signalAll();
      grown.signalAll();
    } finally {
      lock.unlock();
    }
    try {
      if (follower.isPresent()) {
        follower.get().join();
      }
      writer.sync();
      currentReaders().close();
      writer.close();
    } catch (SQLException e) {
      LOG.log(Level.WARNING, "the index was not closed in order: " + e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
