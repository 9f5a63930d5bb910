package birthmark.node.query;

import birthmark.contract.Keys;
import java.util.Optional;

/**
 * A registered key.
 *
 * @param registered whose it is, since when, until when
 * @param highest the highest number counted for it, where whoever asks may know
 */
public record KeyRecord(Keys.Registered registered, Optional<Long> highest) {}
