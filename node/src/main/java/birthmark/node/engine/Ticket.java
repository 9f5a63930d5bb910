package birthmark.node.engine;

import birthmark.statement.Statement;
import java.util.function.Consumer;

/**
 * A statement to be ordered, and who waits for it.
 *
 * @param statement the statement, its signature verified
 * @param octets what it takes of the queue
 * @param answer told once what became of it
 */
public record Ticket(Statement statement, int octets, Consumer<Ordered> answer) {}
