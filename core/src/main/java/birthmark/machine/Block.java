package birthmark.machine;

import birthmark.codec.Timestamp;
import birthmark.statement.Statement;
import java.util.List;

/**
 * Statements in one order at one time.
 *
 * @param height one more than the block before
 * @param time not before that of the block before
 * @param statements in the order they are decided
 * @param heartbeat whether it is sealed although nothing may change
 */
public record Block(long height, Timestamp time, List<Statement> statements, boolean heartbeat) {}
