package birthmark.gateway.admission;

import birthmark.client.sdk.ClientException;
import birthmark.contracts.admission.PolicyId;
import birthmark.contracts.admission.Standing;
import birthmark.contracts.admission.Usage;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the things of each operator and model may talk to, as the ledger was proven to say: a row
 * for all of them, asked for once and again whenever everything is looked at.
 */
final class Usages {
  private static final int MODELS_MAX = 10_000;

  private final ProvenStandings ledger;
  private final Map<PolicyId, Optional<Usage>> known = new ConcurrentHashMap<>();

  Usages(ProvenStandings ledger) {
    this.ledger = ledger;
  }

  /**
   * What holds for the thing that stands like this; empty where its maker describes nothing.
   *
   * @throws ClientException if no node proves it
   */
  Optional<Usage> of(Standing standing) throws ClientException {
    PolicyId id = new PolicyId(standing.owner(), standing.model());
    Optional<Usage> found = known.get(id);
    if (found == null) {
      found = ledger.usage(id);
      if (known.size() >= MODELS_MAX) {
        known.clear();
      }
      known.put(id, found);
    }
    return found;
  }

  /** Has all of it asked for again. */
  void forget() {
    known.clear();
  }
}
