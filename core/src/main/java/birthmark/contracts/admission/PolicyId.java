package birthmark.contracts.admission;

import birthmark.contracts.parties.PartyId;
import birthmark.contracts.things.ModelId;

/**
 * What a policy or a baseline is for: an operator's things of one model.
 *
 * @param owner whose things
 * @param model of which model
 */
public record PolicyId(PartyId owner, ModelId model) {}
