package birthmark.node.engine;

import birthmark.statement.Statement;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * A statement to be ordered, and who waits for it.
 *
 * @param statement the statement, its signature verified
 * @param octets what it takes of the queue
 * @param answer told once what became of it
 * @param keyStart the first 8 octets of its key: most tickets are told apart by them, without a
 *     look at what they hold, which is far apart in memory
 */
public record Ticket(Statement statement, int octets, Consumer<Ordered> answer, long keyStart) {
  /** A ticket for {@code statement}. */
  public Ticket(Statement statement, int octets, Consumer<Ordered> answer) {
    this(statement, octets, answer, ByteBuffer.wrap(statement.key().value().unsafe()).getLong());
  }

  /** Statements of one key in the order of their numbers; of one number, the first that came. */
  static int order(Ticket one, Ticket other) {
    int starts = Long.compareUnsigned(one.keyStart, other.keyStart);
    if (starts != 0) {
      return starts;
    }
    int keys = one.statement.key().compareTo(other.statement.key());
    return keys == 0 ? Long.compare(one.statement.sequence(), other.statement.sequence()) : keys;
  }
}
