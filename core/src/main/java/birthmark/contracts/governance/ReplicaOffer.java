package birthmark.contracts.governance;

import birthmark.codec.Length;
import birthmark.contract.Replica;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * A replica that a party would run.
 *
 * @param party whose it is
 * @param checkpoint the key that would sign checkpoints
 * @param consensus the key that would sign votes on blocks
 * @param endpoint where others would reach it
 * @param since the height at which it was offered
 */
public record ReplicaOffer(
    PartyId party,
    CoseKey checkpoint,
    Optional<CoseKey> consensus,
    @Length(min = 1, max = Replica.ENDPOINT_MAX) Optional<String> endpoint,
    long since) {
  /**
   * What names it, now and once it is a replica.
   *
   * @param replica the thumbprint of its checkpoint key
   */
  public record Id(KeyId replica) {}

  /**
   * Whose a replica's key is, for ever.
   *
   * @param party whose
   * @param since the height from which it was
   */
  public record KeyOwner(PartyId party, long since) {}

  Replica weighing(long weight) {
    return new Replica(party.value(), checkpoint, consensus, weight, endpoint);
  }
}
