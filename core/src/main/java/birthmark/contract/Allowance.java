package birthmark.contract;

import birthmark.state.View;
import java.util.Optional;

/** How many statements a key may place in a minute, where that depends on whose it is. */
@FunctionalInterface
public interface Allowance {
  /** No rule allows fewer in a minute, so it is not asked before. */
  long LEAST = 10;

  /**
   * What each key of {@code subject} may place in a minute; empty where the ledger's quota holds.
   */
  Optional<Long> of(View state, Subject subject);
}
