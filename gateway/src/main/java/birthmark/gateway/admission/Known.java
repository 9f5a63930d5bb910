package birthmark.gateway.admission;

import birthmark.contracts.admission.Standing;
import birthmark.contracts.admission.Usage;
import birthmark.cose.KeyId;
import java.util.Optional;

/**
 * What the ledger was proven to say about a thing.
 *
 * @param standing where it stands
 * @param signing its signing key
 * @param height as of which block
 * @param usage what it may talk to, if its maker says so
 * @param nanos when this was proven here, by the machine's running clock
 */
record Known(Standing standing, KeyId signing, long height, Optional<Usage> usage, long nanos) {
  Known(Standing standing, KeyId signing, long height, Optional<Usage> usage) {
    this(standing, signing, height, usage, System.nanoTime());
  }
}
