package birthmark.gateway.messages;

import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.gateway.admission.ProvenStandings;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Agreements as nodes proved them: looked at again when a node tells of a change to any, and each
 * minute without that.
 */
public final class Agreements {
  private static final Duration REVIEW = Duration.ofMinutes(1);
  private static final int KNOWN_MAX = 10_000;

  private final ProvenStandings ledger;
  private final Map<AgreementId, Known> known = new LinkedHashMap<>();
  private long changed;

  /** What was proven, and when. */
  private record Known(ProvenAgreement agreement, long nanos) {}

  /** The agreements that {@code ledger} proves. */
  public Agreements(ProvenStandings ledger) {
    this.ledger = ledger;
  }

  /** Notes that an agreement, whichever, is another as of {@code height}. */
  public synchronized void changed(long height) {
    changed = Math.max(changed, height);
  }

  private synchronized Optional<Known> remembered(AgreementId id) {
    return Optional.ofNullable(known.get(id));
  }

  private synchronized boolean current(Known found) {
    return found.agreement().height() >= changed
        && System.nanoTime() - found.nanos() < REVIEW.toNanos();
  }

  /**
   * The agreement {@code id}; empty if the ledger has none. With no node within reach what was
   * proven counts on; how long that may be is for {@code Admissions} to say, who then admits
   * nobody.
   *
   * @throws ClientException if no node proves anything of it, or proves it less than it was told
   */
  public Optional<ProvenAgreement> find(AgreementId id) throws ClientException {
    Optional<Known> found = remembered(id);
    if (found.isPresent() && current(found.get())) {
      return found.map(Known::agreement);
    }
    try {
      Optional<ProvenAgreement> proven = ledger.agreement(id, changed());
      proven.ifPresent(this::remember);
      return proven;
    } catch (ClientException e) {
      if (found.isPresent() && e.kind() == ClientException.Kind.UNANSWERED) {
        return found.map(Known::agreement);
      }
      throw e;
    }
  }

  private synchronized long changed() {
    return changed;
  }

  private synchronized void remember(ProvenAgreement proven) {
    known.remove(proven.id());
    if (known.size() >= KNOWN_MAX) {
      known.remove(known.keySet().iterator().next());
    }
    known.put(proven.id(), new Known(proven, System.nanoTime()));
  }
}
