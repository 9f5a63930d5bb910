package birthmark.contracts.samples;

import birthmark.codec.About;

/**
 * A sample of a plan.
 *
 * @param plan which plan
 * @param number the number on its bottle, 1 to {@link Plan#SAMPLES_MAX}
 */
public record SampleId(
    @About("The plan.") PlanId plan, @About("The number on the bottle, from 1.") long number) {
  /** Checks the number. */
  public SampleId {
    if (number < 1 || number > Plan.SAMPLES_MAX) {
      throw new IllegalArgumentException(
          "a sample's number is 1 to " + Plan.SAMPLES_MAX + ", not " + number);
    }
  }

  @Override
  public String toString() {
    return "#" + number;
  }
}
