package birthmark.contracts.things;

import birthmark.codec.Length;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * What holds of a thing now.
 *
 * @param model its model
 * @param batch the batch it was made in
 * @param maker who made it
 * @param owner whose it is; of a part, its whole's owner
 * @param whole the thing it is a part of
 * @param signing its signing key
 * @param agreement its key-agreement key
 * @param assurance how its measurements are made
 * @param quarantine why it is shut out whatever it runs, if it is
 * @param since the height of its birth
 */
public record Standing(
    ModelId model,
    @Length(min = 1, max = 32) String batch,
    PartyId maker,
    PartyId owner,
    Optional<ThingId> whole,
    KeyId signing,
    KeyId agreement,
    Assurance assurance,
    Optional<Quarantine> quarantine,
    long since) {}
