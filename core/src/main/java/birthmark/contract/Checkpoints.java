package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.state.Table;

/**
 * The sealed blocks of the last quarter of an hour: what a nonce can name. Written by the machine
 * alone.
 */
public final class Checkpoints {
  /** How long a sealed block is remembered, in seconds. */
  public static final long KEPT_SECONDS = 900;

  /**
   * A block's height.
   *
   * @param value 0 for the genesis
   */
  public record Height(long value) {}

  /**
   * What was sealed.
   *
   * @param time the block's time
   * @param size the log's size after its seal
   * @param root the log's root hash at that size
   */
  public record Sealed(Timestamp time, long size, @Length(min = 32, max = 32) Bytes root) {}

  /** The sealed blocks by height. */
  public static final Table<Height, Sealed> TABLE =
      Table.of(2, "checkpoints", Height.class, Sealed.class);

  private Checkpoints() {}
}
