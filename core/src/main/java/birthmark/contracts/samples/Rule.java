package birthmark.contracts.samples;

import birthmark.codec.About;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import java.util.List;
import java.util.TreeSet;

/**
 * A rule as it was published, for ever: other words are another rule.
 *
 * @param terms what it says
 * @param published when
 */
public record Rule(Terms terms, Timestamp published) {
  /** The most reasons for which a sample may be excluded. */
  public static final int REASONS_MAX = 16;

  /** The most who must be told. */
  public static final int NOTICES_MAX = 8;

  /** The most approvals that a rule asks for. */
  public static final int APPROVALS_MAX = 16;

  private static final long WITHIN_SECONDS_MAX = 10L * 366 * 24 * 60 * 60;

  /**
   * Somebody who must be told that the limit is exceeded.
   *
   * @param recipient who
   * @param withinSeconds how soon, 1 or more
   */
  @About("Somebody who must be told that the limit is exceeded, and how soon.")
  public record Addressee(
      @About("Who is to be told.") @Length(min = 1, max = 80) String recipient,
      @About("Within how many seconds of the ledger's finding.") long withinSeconds) {
    /** Checks the time. */
    public Addressee {
      if (withinSeconds < 1 || withinSeconds > WITHIN_SECONDS_MAX) {
        throw new IllegalArgumentException(
            "somebody is told within 1 to " + WITHIN_SECONDS_MAX + " seconds");
      }
    }
  }

  /**
   * What a rule says.
   *
   * @param legalBasis the law it follows from
   * @param analyte what is measured
   * @param unit in which unit, for limit and results
   * @param percentile which figure
   * @param nonDetects what results below their detection limit count as
   * @param limit what the figure must not be above
   * @param minimum how many results there must be at least, 1 to {@link Plan#SAMPLES_MAX}
   * @param reasons for which a sample may be excluded, each once; none: never
   * @param approvals how many must approve an exclusion, 2 to {@value #APPROVALS_MAX}
   * @param notices who must be told, by when
   */
  @About("What a rule says.")
  public record Terms(
      @About("The law it follows from.") @Length(min = 1, max = 400) String legalBasis,
      @About("What is measured, such as lead.") ShortName analyte,
      @About("The unit of limit and results.") Unit unit,
      @About("Which figure is held against the limit.") Percentile percentile,
      @About("What results below their detection limit count as.") NonDetects nonDetects,
      @About("What the figure must not be above.") Decimal limit,
      @About("How many results there must be at least.") long minimum,
      @About("For what a sample may be excluded.") @Length(max = REASONS_MAX) List<Ground> reasons,
      @About("How many must approve an exclusion, 2 or more.") long approvals,
      @About("Who must be told when the limit is exceeded.") @Length(max = NOTICES_MAX)
          List<Addressee> notices) {
    /** Checks the counts. */
    public Terms {
      if (minimum < 1 || minimum > Plan.SAMPLES_MAX) {
        throw new IllegalArgumentException(
            "a rule asks for 1 to "
                + Plan.SAMPLES_MAX
                + " results, as many as a plan has at most, not "
                + minimum);
      }
      if (approvals < 2 || approvals > APPROVALS_MAX) {
        throw new IllegalArgumentException(
            "an exclusion takes 2 to " + APPROVALS_MAX + " approvals, not " + approvals);
      }
      if (new TreeSet<>(reasons.stream().map(Ground::text).toList()).size() < reasons.size()) {
        throw new IllegalArgumentException("each reason is named once");
      }
    }
  }

  /**
   * A reason for which a sample may be excluded.
   *
   * @param text the reason in the rule's words
   */
  @About("A reason for which a sample may be excluded, in the rule's words.")
  public record Ground(@Length(min = 1, max = 120) String text) {}
}
