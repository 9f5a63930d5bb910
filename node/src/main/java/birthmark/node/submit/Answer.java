package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Fact;
import birthmark.contract.Reason;
import java.util.List;
import java.util.Optional;

/** What whoever submitted a statement is told. */
public sealed interface Answer {
  /**
   * It took effect and is synced on this node.
   *
   * @param statement its id
   * @param index its log index
   * @param height the block that holds it
   * @param time the block's time
   * @param facts what became true; empty where this answers a repetition of a statement long past
   * @param repeated whether it had been answered before
   */
  record Committed(
      Bytes statement, long index, long height, Timestamp time, List<Fact> facts, boolean repeated)
      implements Answer {}

  /**
   * It is refused.
   *
   * @param statement its id, where it has one
   * @param contract the contract whose rule refused it, 0 for the envelope's
   * @param reason the rule
   * @param detail the values that met the rule, or empty
   * @param height the block that counted it, where it was counted
   * @param highest the highest number counted for its key, where that helps the signer to go on
   */
  record Refused(
      Optional<Bytes> statement,
      int contract,
      Reason reason,
      String detail,
      Optional<Long> height,
      Optional<Long> highest)
      implements Answer {}

  /**
   * Its key has used up its quota for now; nothing was counted.
   *
   * @param statement its id
   * @param quota how many statements a key may place in a minute
   * @param retryAfterMillis when the same statement may be sent again
   */
  record OverQuota(Bytes statement, long quota, long retryAfterMillis) implements Answer {}

  /**
   * The node has too much to do; nothing was counted.
   *
   * @param sentence what is full
   * @param retryAfterMillis when to come back
   */
  record Busy(String sentence, long retryAfterMillis) implements Answer {}

  /**
   * The node cannot store anything now, and nothing was acknowledged.
   *
   * @param sentence why, and what the operator must do
   */
  record Unavailable(String sentence) implements Answer {}
}
