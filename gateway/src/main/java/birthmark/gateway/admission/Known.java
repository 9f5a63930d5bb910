package birthmark.gateway.admission;

import birthmark.contracts.admission.Standing;
import birthmark.cose.KeyId;

/**
 * What the ledger was proven to say about a thing.
 *
 * @param standing where it stands
 * @param signing its signing key
 * @param height as of which block
 */
record Known(Standing standing, KeyId signing, long height) {
  /** The same thing with a later standing. */
  Known with(Standing later, long at) {
    return new Known(later, signing, at);
  }
}
