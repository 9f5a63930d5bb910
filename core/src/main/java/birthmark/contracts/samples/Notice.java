package birthmark.contracts.samples;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Due;
import java.util.Optional;

/**
 * A notice that somebody must be given.
 *
 * @param recipient who
 * @param due by when
 * @param confirmed what the utility says that it sent
 */
public record Notice(
    @Length(min = 1, max = 80) String recipient, Timestamp due, Optional<Confirmed> confirmed) {
  /**
   * A notice that was sent, by the word of the utility.
   *
   * @param digest SHA-256 of its text
   * @param at when that was said
   */
  public record Confirmed(@Length(min = 32, max = 32) Bytes digest, Timestamp at) {}

  /**
   * Which notice.
   *
   * @param plan under which plan
   * @param number its place in the rule's list, from 1
   */
  public record Id(PlanId plan, long number) {}

  /**
   * When a notice is overdue.
   *
   * @param due from when
   * @param plan under which plan
   * @param number its place in the rule's list, from 1
   */
  public record Overdue(Timestamp due, PlanId plan, long number) implements Due {}

  /**
   * The height at which something was put down.
   *
   * @param since the height
   */
  public record Since(long since) {}

  Notice confirmedAs(Bytes digest, Timestamp at) {
    return new Notice(recipient, due, Optional.of(new Confirmed(digest, at)));
  }
}
