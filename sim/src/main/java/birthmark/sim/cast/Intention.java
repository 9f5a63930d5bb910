package birthmark.sim.cast;

import birthmark.contract.Acting;
import birthmark.contract.Transaction;
import java.util.Optional;

/**
 * What somebody wants.
 *
 * @param key whose key is to sign it
 * @param transaction what is wanted
 * @param acting in whose name, or what it approves
 */
public record Intention(SeededKey key, Transaction transaction, Optional<Acting> acting) {
  /** What somebody wants for itself. */
  public Intention(SeededKey key, Transaction transaction) {
    this(key, transaction, Optional.empty());
  }

  /** What {@code party} wants for itself, by its own key. */
  static Intention by(Cast.Party party, Transaction transaction) {
    return new Intention(party.key(), transaction);
  }
}
