package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contract.Due;

/**
 * What was published of a plan.
 *
 * @param statistic the figures
 * @param revision 1 for the first ones, one more whenever they changed
 * @param at since when
 * @param told what was told, once each
 */
public record Published(Statistic statistic, long revision, Timestamp at, Told told) {
  /**
   * What was told of a plan.
   *
   * @param exceeded that the limit is exceeded
   * @param tooFew that there are too few results
   * @param pivotal that the exclusions decide
   */
  public record Told(boolean exceeded, boolean tooFew, boolean pivotal) {
    static final Told NOTHING = new Told(false, false, false);
  }

  /**
   * When a plan's figures are reckoned.
   *
   * @param due from when
   * @param plan which plan's
   */
  public record Reckoning(Timestamp due, PlanId plan) implements Due {}
}
