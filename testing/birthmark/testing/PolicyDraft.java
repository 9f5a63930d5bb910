package birthmark.testing;

import birthmark.contracts.admission.AdmissionTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ModelId;
import java.util.Optional;

/** A sensible policy to vary. */
public final class PolicyDraft {
  private long validitySeconds = 3_600;
  private long freshnessSeconds = 300;
  private Assurance least = Assurance.SELF_REPORTED;
  private boolean requireBaseline;
  private Optional<Severity> restrictFrom = Optional.of(Severity.HIGH);
  private Optional<Severity> quarantineFrom = Optional.of(Severity.CRITICAL);
  private boolean observeOnly;

  /** An hour, five minutes, restricted from high, quarantined from critical. */
  public PolicyDraft() {}

  /** Sets for how long evidence admits. */
  public PolicyDraft validity(long seconds) {
    validitySeconds = seconds;
    return this;
  }

  /** Sets how old a named block may be. */
  public PolicyDraft freshness(long seconds) {
    freshnessSeconds = seconds;
    return this;
  }

  /** Sets the least assurance. */
  public PolicyDraft least(Assurance assurance) {
    least = assurance;
    return this;
  }

  /** Asks for a baseline. */
  public PolicyDraft requireBaseline() {
    requireBaseline = true;
    return this;
  }

  /** Sets what revocations do. */
  public PolicyDraft onRevocation(Optional<Severity> restrict, Optional<Severity> quarantine) {
    restrictFrom = restrict;
    quarantineFrom = quarantine;
    return this;
  }

  /** Only observes. */
  public PolicyDraft observe() {
    observeOnly = true;
    return this;
  }

  /** The transaction that sets it for {@code model}. */
  public AdmissionTransaction.SetPolicy on(ModelId model) {
    return new AdmissionTransaction.SetPolicy(
        model,
        validitySeconds,
        freshnessSeconds,
        least,
        requireBaseline,
        restrictFrom,
        quarantineFrom,
        observeOnly);
  }
}
