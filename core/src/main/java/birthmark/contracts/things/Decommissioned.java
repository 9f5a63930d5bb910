package birthmark.contracts.things;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;

/**
 * The end of a thing. Its name and identifiers stay its own for ever.
 *
 * @param owner who ended it
 * @param reason why
 * @param since the height
 * @param time that block's time
 */
public record Decommissioned(
    PartyId owner, @Length(min = 1, max = 200) String reason, long since, Timestamp time) {}
