package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.contract.ApprovalClass;
import java.util.List;

/**
 * Who must approve what a party asks for of one class.
 *
 * @param needed how many of the approvers, 1 or more
 * @param approvers who may approve
 * @param openSeconds how long a proposal waits for approvals, in seconds of block time
 * @param statement the statement that set the policy: proposals made under another no longer count
 * @param since the height of that
 */
public record ApprovalPolicy(
    long needed,
    @Length(min = 1, max = MAX_APPROVERS) List<PartyId> approvers,
    long openSeconds,
    @Length(min = 32, max = 32) Bytes statement,
    long since) {
  /** The most who may approve. */
  public static final int MAX_APPROVERS = 16;

  /** The shortest time that a proposal waits, in seconds. */
  public static final long MIN_OPEN_SECONDS = 60;

  /** The longest time that a proposal waits, in seconds: 90 days. */
  public static final long MAX_OPEN_SECONDS = 90L * 24 * 60 * 60;

  /**
   * A class of a party's transactions.
   *
   * @param party whose
   * @param kind the class
   */
  public record Id(PartyId party, ApprovalClass kind) {}
}
