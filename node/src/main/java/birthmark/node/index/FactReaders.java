package birthmark.node.index;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * A few threads that read the index, each with a connection.
 *
 * <p>SQLite is native code: a virtual thread that called it would hold up all others of its carrier
 * for as long as the question takes.
 */
final class FactReaders implements AutoCloseable {
  private static final int THREADS = 2;
  private static final int WAITING_MAX = 256;

  private final BlockingQueue<Connection> connections = new ArrayBlockingQueue<>(THREADS);
  private final List<Connection> all = new ArrayList<>();
  private final ThreadPoolExecutor threads;

  FactReaders(Path file) throws SQLException {
    for (int i = 0; i < THREADS; i++) {
      Connection connection = SqliteFile.openToRead(file);
      all.add(connection);
      connections.add(connection);
    }
    threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(WAITING_MAX),
            Thread.ofPlatform().daemon().name("index-reader-", 0).factory());
  }

  /** A question to one connection. */
  interface Question<T> {
    T ask(Connection connection) throws SQLException;
  }

  /**
   * The answer to {@code question}.
   *
   * @throws IndexException if too many ask, or SQLite fails
   */
  <T> T ask(Question<T> question) throws InterruptedException {
    Future<T> answer;
    try {
      answer = threads.submit(() -> askNow(question));
    } catch (RejectedExecutionException e) {
      throw IndexException.busy(e);
    }
    try {
      return answer.get();
    } catch (ExecutionException e) {
      throw new IndexException("the index could not be read: " + e.getCause(), e);
    } catch (InterruptedException e) {
      answer.cancel(false);
      throw e;
    }
  }

  private <T> T askNow(Question<T> question) throws SQLException, InterruptedException {
    Connection connection = connections.take();
    try {
      return question.ask(connection);
    } finally {
      connections.add(connection);
    }
  }

  @Override
  public void close() throws SQLException {
    threads.shutdown();
    try {
      if (!threads.awaitTermination(FactQuery.TIMEOUT_SECONDS + 1L, TimeUnit.SECONDS)) {
        threads.shutdownNow();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    for (Connection connection : all) {
      connection.close();
    }
  }
}
