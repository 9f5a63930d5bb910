package birthmark.node.app;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The time until somebody stops this process: Ctrl-C, or a signal that asks for it. The process
 * then ends only once this is closed, so that whatever runs can be put down in order first.
 */
final class UntilStopped implements AutoCloseable {
  private final CountDownLatch stop = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  /** From now on the process waits, when it is stopped, for this to be closed. */
  UntilStopped() {
    Runtime.getRuntime().addShutdownHook(new Thread(this::stop));
  }

  private void stop() {
    stop.countDown();
    try {
      stopped.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until somebody stops this process. */
  void await() {
    try {
      stop.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Waits until somebody stops this process, at most so long; whether somebody did. */
  boolean await(int seconds) throws InterruptedException {
    return stop.await(seconds, TimeUnit.SECONDS);
  }

  /** Whether somebody has stopped this process. */
  boolean isStopped() {
    return stop.getCount() == 0;
  }

  @Override
  public void close() {
    stopped.countDown();
  }
}
