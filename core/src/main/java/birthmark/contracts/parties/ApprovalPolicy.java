package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contract.ApprovalClass;
import java.util.List;
import java.util.TreeSet;

/**
 * Who must approve what a party asks for of one class.
 *
 * @param needed how many of the approvers, 1 or more
 * @param approvers who may approve
 * @param openSeconds how long a proposal waits for approvals, in seconds of block time
 * @param delaySeconds of guardians, how long a party can stop what they approved, in seconds of
 *     block time; of all other classes 0
 * @param statement the statement that set the policy: proposals made under another no longer count
 * @param since the height of that
 */
public record ApprovalPolicy(
    long needed,
    @Length(min = 1, max = MAX_APPROVERS) List<PartyId> approvers,
    long openSeconds,
    long delaySeconds,
    @Length(min = 32, max = 32) Bytes statement,
    long since) {
  /** The most who may approve. */
  public static final int MAX_APPROVERS = 16;

  /** The shortest time that a proposal waits, in seconds. */
  public static final long MIN_OPEN_SECONDS = 60;

  /** The longest time that a proposal waits, in seconds: 90 days. */
  public static final long MAX_OPEN_SECONDS = 90L * 24 * 60 * 60;

  /** The shortest time in which a party can stop its recovery, in seconds: an hour. */
  public static final long MIN_DELAY_SECONDS = 60 * 60;

  /** The longest, in seconds: 90 days. */
  public static final long MAX_DELAY_SECONDS = MAX_OPEN_SECONDS;

  /**
   * Checks that enough can approve, each once, in a time that may be.
   *
   * @throws IllegalArgumentException if not
   */
  static void require(long needed, List<PartyId> approvers, long openSeconds) {
    if (needed < 1 || needed > approvers.size()) {
      throw new IllegalArgumentException(
          "of " + approvers.size() + " approvers 1 to as many can be needed, not " + needed);
    }
    if (new TreeSet<>(approvers.stream().map(PartyId::value).toList()).size() < approvers.size()) {
      throw new IllegalArgumentException("each approver is named once");
    }
    requireSeconds("a proposal waits", openSeconds, MIN_OPEN_SECONDS, MAX_OPEN_SECONDS);
  }

  static void requireSeconds(String what, long seconds, long min, long max) {
    if (seconds < min || seconds > max) {
      throw new IllegalArgumentException(
          what + " " + min + " to " + max + " seconds, not " + seconds);
    }
  }

  /**
   * A class of a party's transactions.
   *
   * @param party whose
   * @param kind the class
   */
  public record Id(PartyId party, ApprovalClass kind) {}
}
