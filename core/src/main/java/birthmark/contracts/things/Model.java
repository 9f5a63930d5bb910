package birthmark.contracts.things;

import birthmark.codec.Length;
import birthmark.contracts.parties.PartyId;
import birthmark.gs1.Gtin;
import java.util.Optional;

/**
 * A model as registered.
 *
 * @param maker who registered it and makes its things
 * @param name its name for people
 * @param lifeSafety whether lives depend on its things, so that none is ever shut out automatically
 * @param leastAssurance the least that evidence about its things must rest on
 * @param gtin its trade item number, if any
 * @param since the height at which it was registered
 */
public record Model(
    PartyId maker,
    @Length(min = 1, max = 80) String name,
    boolean lifeSafety,
    Assurance leastAssurance,
    Optional<Gtin> gtin,
    long since) {}
