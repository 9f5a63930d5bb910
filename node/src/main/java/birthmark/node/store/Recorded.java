package birthmark.node.store;

import birthmark.bytes.Bytes;
import birthmark.cose.KeyId;

/**
 * What became of a statement that was counted.
 *
 * @param statement its id
 * @param key its key
 * @param sequence its number
 * @param height the block that decided it
 * @param verdict how
 */
public record Recorded(Bytes statement, KeyId key, long sequence, long height, Verdict verdict) {
  /** How a counted statement was decided. */
  public sealed interface Verdict {}

  /**
   * It took effect.
   *
   * @param index its log index
   */
  public record Accepted(long index) implements Verdict {}

  /**
   * It was refused.
   *
   * @param contract the contract whose rule refused it, 0 for the envelope's
   * @param reason the position of the rule
   * @param detail the values that met the rule, or empty
   */
  public record Refused(int contract, int reason, String detail) implements Verdict {}
}
