package birthmark.contracts.parties;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Due;
import birthmark.cose.KeyId;
import java.util.List;

/**
 * What was asked for in a party's name and has not been approved by enough yet.
 *
 * @param kind the class whose policy it needs
 * @param digest SHA-256 of {@code [contract, tag, body]} of what is asked for
 * @param statement the statement that asked
 * @param policy the statement that set the policy
 * @param approvals who approves, the one who asked first, unless they said no since
 * @param rejections who said no
 * @param since the height at which it was asked
 * @param expires the block time from which it can no longer be approved
 */
public record ApprovalProposal(
    ApprovalClass kind,
    @Length(min = 32, max = 32) Bytes digest,
    @Length(min = 32, max = 32) Bytes statement,
    @Length(min = 32, max = 32) Bytes policy,
    @Length(max = ApprovalPolicy.MAX_APPROVERS) List<Approval> approvals,
    @Length(max = ApprovalPolicy.MAX_APPROVERS) List<Approval> rejections,
    long since,
    Timestamp expires) {
  /**
   * One who approved, or said no.
   *
   * @param by who
   * @param key the key that signed, which must still count when the last one does
   */
  public record Approval(PartyId by, KeyId key) {}

  /**
   * A proposal among those in a party's name.
   *
   * @param party in whose name
   * @param proposal the id of the statement that asked
   */
  public record Id(PartyId party, @Length(min = 32, max = 32) Bytes proposal) {}

  /**
   * A proposal and when it lapses.
   *
   * @param due when
   * @param party in whose name
   * @param proposal which
   */
  public record Lapse(Timestamp due, PartyId party, @Length(min = 32, max = 32) Bytes proposal)
      implements Due {}

  /**
   * The height at which something was asked.
   *
   * @param since the height
   */
  public record Since(long since) {}

  ApprovalProposal voted(List<Approval> inFavour, List<Approval> against) {
    return new ApprovalProposal(kind, digest, statement, policy, inFavour, against, since, expires);
  }
}
