package birthmark.node.store;

import birthmark.bytes.Bytes;
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

  private final byte[] out;
  private int at = HEAD_LENGTH;

  private BatchRecord(int length) {
    this.out = new byte[length];
  }

  /**
   * The record of {@code batch}.
   *
   * @param columnId RocksDB's number of a column
   */
  static byte[] of(Batch batch, ToIntFunction<Column> columnId) {
    long length = HEAD_LENGTH;
    for (Batch.Change change : batch.changes()) {
      length += 1L + numberLength(columnId.applyAsInt(change.column())) + length(change.key());
      length += change.value().isPresent() ? length(change.value().get()) : 0;
    }
    BatchRecord record = new BatchRecord(Math.toIntExact(length));
    record.count(batch.changes().size());
    for (Batch.Change change : batch.changes()) {
      record.out[record.at++] = change.value().isPresent() ? SET : REMOVED;
      record.number(columnId.applyAsInt(change.column()));
      record.octets(change.key());
      change.value().ifPresent(record::octets);
    }
    return record.out;
  }

  private static long length(Bytes octets) {
    return (long) numberLength(octets.length()) + octets.length();
  }

  private static int numberLength(int number) {
    return 1 + (Integer.SIZE - 1 - Integer.numberOfLeadingZeros(number | 1)) / 7;
  }

  private void count(int changes) {
    for (int i = 0; i < Integer.BYTES; i++) {
      out[COUNT_AT + i] = (byte) (changes >>> (8 * i));
    }
  }

  private void octets(Bytes octets) {
    number(octets.length());
    System.arraycopy(octets.unsafe(), 0, out, at, octets.length());
    at += octets.length();
  }

  /** Seven bits an octet, the low ones first; the last octet has no high bit. */
  private void number(int number) {
    int left = number;
    while (left >= MORE) {
      out[at++] = (byte) (left | MORE);
      left >>>= 7;
    }
    out[at++] = (byte) left;
  }
}
