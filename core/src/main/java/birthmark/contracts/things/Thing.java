package birthmark.contracts.things;

import birthmark.codec.Length;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * A thing as it stands.
 *
 * @param model its model
 * @param batch the batch it was made in
 * @param maker who made it
 * @param owner whose it is; of a part, whose it was when it was built in: since then it is its
 *     whole's owner's
 * @param whole the thing it is a part of
 * @param levels 1 without parts, else one more than the most levels of a part
 * @param signing its signing key now
 * @param agreement its key-agreement key now
 * @param assurance how its measurements are made
 * @param since the height of its birth
 */
public record Thing(
    ModelId model,
    @Length(min = 1, max = 32) String batch,
    PartyId maker,
    PartyId owner,
    Optional<ThingId> whole,
    long levels,
    KeyId signing,
    KeyId agreement,
    Assurance assurance,
    long since) {
  Thing partOf(ThingId newWhole) {
    return new Thing(
        model,
        batch,
        maker,
        owner,
        Optional.of(newWhole),
        levels,
        signing,
        agreement,
        assurance,
        since);
  }

  /** The same, a part no more. */
  Thing freeFor(PartyId newOwner) {
    return new Thing(
        model,
        batch,
        maker,
        newOwner,
        Optional.empty(),
        levels,
        signing,
        agreement,
        assurance,
        since);
  }

  Thing ownedBy(PartyId newOwner) {
    return new Thing(
        model, batch, maker, newOwner, whole, levels, signing, agreement, assurance, since);
  }

  Thing withKeys(KeyId newSigning, KeyId newAgreement) {
    return new Thing(
        model, batch, maker, owner, whole, levels, newSigning, newAgreement, assurance, since);
  }
}
