package birthmark.contracts.admission;

import birthmark.codec.Timestamp;

/**
 * Since when a thing is known to run a release.
 *
 * @param since the time of the first evidence of it since the thing ran another
 */
public record Run(Timestamp since) {}
