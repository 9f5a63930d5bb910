package birthmark.contracts.samples;

import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;

/**
 * A plan to take samples.
 *
 * @param rule under which rule
 * @param laboratory who is to analyse them
 * @param required how many there are to be, 1 to {@value #SAMPLES_MAX}
 * @param start when it was made
 * @param end from when on none is taken
 * @param reportBy when the figures are published
 */
public record Plan(
    RuleId rule,
    PartyId laboratory,
    long required,
    Timestamp start,
    Timestamp end,
    Timestamp reportBy) {
  /** The most samples of a plan: as many as one list of the state shows. */
  public static final int SAMPLES_MAX = 1_000;
}
