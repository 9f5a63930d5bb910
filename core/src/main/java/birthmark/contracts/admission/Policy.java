package birthmark.contracts.admission;

import birthmark.codec.Timestamp;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.Model;
import birthmark.state.View;
import java.util.Optional;

/**
 * What an operator asks of its things of one model.
 *
 * @param validitySeconds for how long evidence admits a thing
 * @param freshnessSeconds how old the block that evidence names may be
 * @param leastAssurance the least that a measurement must rest on; the model may ask for more
 * @param requireBaseline whether nothing is admitted while no baseline is set
 * @param restrictFrom from which severity of a revocation a thing is restricted; never, if empty
 * @param quarantineFrom from which severity it is quarantined; never, if empty
 * @param observeOnly whether everything that no operator put out stays in, and what would have
 *     become of it is shown
 * @param revision which policy of this operator for this model it is, from 1; 0 for the default
 * @param set when it was set
 */
public record Policy(
    long validitySeconds,
    long freshnessSeconds,
    Assurance leastAssurance,
    boolean requireBaseline,
    Optional<Severity> restrictFrom,
    Optional<Severity> quarantineFrom,
    boolean observeOnly,
    long revision,
    Optional<Timestamp> set) {
  /** The policy of an operator that set none: a day, five minutes, the model's least assurance. */
  public static final Policy DEFAULT =
      new Policy(
          86_400,
          300,
          Assurance.SELF_REPORTED,
          false,
          Optional.of(Severity.HIGH),
          Optional.of(Severity.CRITICAL),
          false,
          0,
          Optional.empty());

  /** The policy for {@code id} as it stands. */
  static Policy of(View state, PolicyId id) {
    return state.find(Admission.POLICIES, id).orElse(DEFAULT);
  }

  /** The least that a measurement of a thing of {@code model} must rest on. */
  Assurance least(Model model) {
    return leastAssurance.atLeast(model.leastAssurance()) ? leastAssurance : model.leastAssurance();
  }

  /**
   * What becomes of a thing of {@code model} when its release is revoked with {@code severity}:
   * never more than a warning where lives depend on it.
   */
  Action onRevocation(Model model, Severity severity) {
    if (model.lifeSafety()) {
      return Action.WARN;
    }
    if (reaches(severity, quarantineFrom)) {
      return Action.QUARANTINE;
    }
    return reaches(severity, restrictFrom) ? Action.RESTRICT : Action.WARN;
  }

  private static boolean reaches(Severity severity, Optional<Severity> threshold) {
    return threshold.isPresent() && severity.compareTo(threshold.get()) >= 0;
  }
}
