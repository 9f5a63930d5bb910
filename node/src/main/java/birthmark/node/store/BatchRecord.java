package birthmark.node.store;

import birthmark.bytes.Bytes;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.function.ToIntFunction;

/**
 * A batch as RocksDB writes it into its log: a number that it fills in (8 octets), how many changes
 * (4, little-endian), then for each a tag, the column's id, and key and value with their lengths
 * before them, all as variable-length integers ({@code db/write_batch.cc}).
 *
 * <p>Handed over whole, because a call into native code for each row took as long as a good part of
 * the writing itself.
 */
final class BatchRecord {
  private static final int HEAD_LENGTH = 12;
  private static final int COUNT_AT = 8;
  private static final byte REMOVED = 0x04;
  private static final byte SET = 0x05;
  private static final int MORE = 0x80;

  /** The most octets before key and value: a tag and three variable-length integers. */
  private static final int BEFORE_MAX = 1 + 3 * 5;

  private final ByteBuffer out;

  private BatchRecord(ByteBuffer out) {
    this.out = out;
  }

  /**
   * The record of {@code batch}.
   *
   * @param columnId RocksDB's number of a column
   */
  static byte[] of(Batch batch, ToIntFunction<Column> columnId) {
    long most = HEAD_LENGTH;
    for (Batch.Change change : batch.changes()) {
      int value = change.value().map(Bytes::length).orElse(0);
      most += (long) BEFORE_MAX + change.key().length() + value;
    }
    ByteBuffer out = ByteBuffer.allocate(Math.toIntExact(most)).order(ByteOrder.LITTLE_ENDIAN);
    out.putInt(COUNT_AT, batch.changes().size()).position(HEAD_LENGTH);
    BatchRecord record = new BatchRecord(out);
    for (Batch.Change change : batch.changes()) {
      out.put(change.value().isPresent() ? SET : REMOVED);
      record.number(columnId.applyAsInt(change.column()));
      record.octets(change.key());
      change.value().ifPresent(record::octets);
    }
    byte[] octets = new byte[out.position()];
    out.flip().get(octets);
    return octets;
  }

  private void octets(Bytes octets) {
    number(octets.length());
    out.put(octets.unsafe());
  }

  /** Seven bits an octet, the low ones first; the last octet has no high bit. */
  private void number(int number) {
    int left = number;
    while (left >= MORE) {
      out.put((byte) (left | MORE));
      left >>>= 7;
    }
    out.put((byte) left);
  }
}
