package birthmark.client.resident;

import birthmark.codec.Timestamp;
import birthmark.contracts.samples.Plan;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Published;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.Statistic;
import birthmark.state.Entry;
import java.util.List;
import java.util.Optional;

/**
 * All that a ledger says of a plan, as its proofs showed it.
 *
 * @param id which plan
 * @param plan the plan
 * @param rule what its rule says
 * @param samples all of its samples
 * @param published the figures that were published last
 * @param height the block as of which it is
 * @param time that block's time
 */
public record PlanRecord(
    PlanId id,
    Plan plan,
    Rule.Terms rule,
    List<Entry<SampleId, Sample>> samples,
    Optional<Published> published,
    long height,
    Timestamp time) {
  /** The sample {@code wanted}, if it is registered. */
  public Optional<Sample> sample(SampleId wanted) {
    return samples.stream().filter(each -> each.key().equals(wanted)).map(Entry::value).findFirst();
  }

  /** The figures reckoned again from the samples, whatever was published. */
  public Statistic statistic() {
    return Statistic.of(rule, plan, samples);
  }
}
