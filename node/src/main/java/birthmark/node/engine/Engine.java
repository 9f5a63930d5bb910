package birthmark.node.engine;

/** Puts statements into one order and has them decided. */
public interface Engine extends AutoCloseable {
  /** Begins to order what is offered. */
  void start();

  /**
   * Takes a statement to be ordered.
   *
   * @return whether it was taken; if not, the queue is full or the engine has stopped, and nobody
   *     is told anything later
   */
  boolean offer(Ticket ticket);

  /** How many statements wait. */
  int waiting();

  /** Takes nothing more, has everything decided that was taken, and ends. */
  @Override
  void close();
}
