package birthmark.contract;

import birthmark.state.View;
import birthmark.state.Write;
import java.util.List;

/**
 * A set of rules about one matter: what may be asked, when it is granted, what follows.
 *
 * <p>It cannot call another contract or call out: it reads a view and returns an outcome, so
 * nothing re-enters it.
 *
 * @param <T> its transactions, a sealed interface of records
 */
public interface Contract<T extends Transaction> {
  /**
   * Decides one transaction: a pure function of its three arguments. Signatures, sequence and quota
   * were checked before.
   */
  Outcome decide(View state, Context at, T transaction);

  /** What it shows to the world. */
  Surface surface();

  /** What it writes when a ledger starts. */
  default List<Write<?, ?>> founding(Genesis genesis) {
    return List.of();
  }

  /**
   * What it writes when a ledger goes on under {@code genesis} with the state that it has.
   *
   * @throws IllegalArgumentException if it cannot, saying why
   */
  default List<Write<?, ?>> resuming(View state, Now at, Genesis genesis) {
    return List.of();
  }
}
