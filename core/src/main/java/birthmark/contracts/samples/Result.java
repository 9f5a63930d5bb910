package birthmark.contracts.samples;

import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contracts.parties.PartyId;

/**
 * What a laboratory found in a sample.
 *
 * @param finding the finding
 * @param laboratory who found it
 * @param reported when it was reported
 */
public record Result(Finding finding, PartyId laboratory, Timestamp reported) {
  /** What it counts as, in millionths of the rule's unit. */
  long millionths(NonDetects rule) {
    if (finding.value().isPresent()) {
      return finding.value().get().millionths();
    }
    long least = finding.detectionLimit().millionths();
    return switch (rule) {
      case AS_ZERO -> 0;
      case AS_HALF_THE_LIMIT -> Math.addExact(least / 2, least % 2);
      case AS_THE_LIMIT -> least;
    };
  }

  /**
   * A result that was declared wrong.
   *
   * @param result as it was
   * @param reason what was wrong, in the laboratory's words
   * @param at when that was declared
   */
  public record Corrected(Result result, @Length(min = 1, max = 400) String reason, Timestamp at) {}

  /**
   * Which of a sample's results.
   *
   * @param sample the sample
   * @param revision 1 for the first that was declared wrong
   */
  public record CorrectionId(SampleId sample, long revision) {}
}
