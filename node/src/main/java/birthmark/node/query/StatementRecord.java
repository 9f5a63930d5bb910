package birthmark.node.query;

import birthmark.codec.Timestamp;
import birthmark.contract.Reason;
import birthmark.node.store.Recorded;
import java.util.Optional;

/**
 * What became of a statement.
 *
 * @param recorded what is stored
 * @param time the time of the block that decided it
 * @param reason the rule that refused it, where one did
 */
public record StatementRecord(Recorded recorded, Timestamp time, Optional<Reason> reason) {}
