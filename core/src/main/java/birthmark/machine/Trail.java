package birthmark.machine;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.codec.Length;
import birthmark.codec.Timestamp;
import birthmark.contract.Subject;
import birthmark.state.Table;

/**
 * A hash chain over statements that concern a thing: whoever has them all can show that they are
 * all.
 *
 * @param count how many there are
 * @param head the hash over the last link and the head before
 */
public record Trail(long count, @Length(min = Sha256.LENGTH, max = Sha256.LENGTH) Bytes head) {
  /** Of each thing: what others signed. What it signed itself is in its keys' windows. */
  public static final Table<Subject, Trail> TABLE =
      Table.of(4, "trails", Subject.class, Trail.class);

  /** A trail without a statement. */
  public static final Trail NONE = new Trail(0, Bytes.ofOwned(new byte[Sha256.LENGTH]));

  private static final int LINK = 0x20;

  @Override
  public boolean equals(Object other) {
    return other instanceof Trail trail && count == trail.count && head.equals(trail.head);
  }

  @Override
  public int hashCode() {
    return head.hashCode();
  }

  /**
   * The trail with one more statement.
   *
   * @param index its log index
   * @param height the block that accepted it
   * @param time that block's time
   * @param outcome the hash of what came of it, as under a seal's outcomes root
   */
  public Trail with(long index, long height, Timestamp time, Bytes outcome) {
    byte[] place = new byte[3 * Long.BYTES];
    put(place, 0, index);
    put(place, Long.BYTES, height);
    put(place, 2 * Long.BYTES, time.millis());
    return new Trail(
        count + 1,
        Bytes.ofOwned(new Sha256().add(LINK).add(head).add(place).add(outcome).digest()));
  }

  private static void put(byte[] out, int at, long number) {
    for (int i = 0; i < Long.BYTES; i++) {
      out[at + i] = (byte) (number >>> (56 - 8 * i));
    }
  }
}
