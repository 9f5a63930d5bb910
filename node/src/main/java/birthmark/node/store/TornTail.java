package birthmark.node.store;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32C;

/**
 * The last record of RocksDB's write-ahead log where a loss of power left only some of its pages.
 *
 * <p>RocksDB drops a record that is cut off, and takes anything else for damage, since dropping it
 * could lose what was acknowledged. But a disk writes pages in any order, so a record that was
 * never synced may have its end and not its middle. It is told from damage by two signs together:
 * nothing whole comes behind it, for the next record is written only once this one is synced; and a
 * page of it is nothing but zeros, which no flipped octet makes.
 *
 * <p>Form of the file: blocks of 32 KiB, in them fragments of records, each after its masked
 * CRC-32C (4 octets), length (2) and type (1), little-endian (RocksDB's wiki, "Write Ahead Log File
 * Format").
 */
final class TornTail {
  private static final int BLOCK = 32 << 10;
  private static final int HEADER = 7;
  private static final int FULL = 1;
  private static final int FIRST = 2;
  private static final int MIDDLE = 3;
  private static final int LAST = 4;
  private static final int CRC_MASK = 0xa282ead8;

  /** Disks write no less at once. */
  private static final int SECTOR = 512;

  /** Fewer zeros may well be meant. */
  private static final int ZEROS_MIN = 8;

  private final Path file;
  private final long from;
  private final long length;

  private TornTail(Path file, long from, long length) {
    this.file = file;
    this.from = from;
    this.length = length;
  }

  /** The torn record at the end of the newest log in {@code folder}; empty if it is not torn. */
  static Optional<TornTail> find(Path folder) throws IOException {
    Optional<Path> newest;
    try (Stream<Path> files = Files.list(folder)) {
      newest =
          files
              .filter(file -> file.getFileName().toString().matches("[0-9]+\\.log"))
              .max(Comparator.comparing(file -> file.getFileName().toString()));
    }
    if (newest.isEmpty()) {
      return Optional.empty();
    }
    try (FileChannel channel = FileChannel.open(newest.get(), StandardOpenOption.READ)) {
      ByteBuffer log =
          channel
              .map(FileChannel.MapMode.READ_ONLY, 0, channel.size())
              .order(ByteOrder.LITTLE_ENDIAN);
      int end = new Fragments(log).endOfWhole();
      boolean torn = end < log.limit() && !new Fragments(log).startsBehind(end) && lacks(log, end);
      return torn ? Optional.of(new TornTail(newest.get(), end, log.limit())) : Optional.empty();
    }
  }

  /** How many octets it has. */
  long octets() {
    return length - from;
  }

  /** Cuts it off, for good when this returns. */
  void drop() throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(from);
      channel.force(true);
    }
  }

  /** Whether a sector behind {@code from} is all zeros as far as it is behind it. */
  private static boolean lacks(ByteBuffer log, int from) {
    for (int at = from; at < log.limit(); ) {
      int end = Math.min(log.limit(), (at / SECTOR + 1) * SECTOR);
      if ((at == from || end - at >= ZEROS_MIN) && zeros(log, at, end)) {
        return true;
      }
      at = end;
    }
    return false;
  }

  private static boolean zeros(ByteBuffer log, int from, int to) {
    for (int at = from; at < to; at++) {
      if (log.get(at) != 0) {
        return false;
      }
    }
    return true;
  }

  /** A reading of the log's fragments. */
  private static final class Fragments {
    private final ByteBuffer log;
    private int at;
    private int end;
    private int type;

    Fragments(ByteBuffer log) {
      this.log = log;
    }

    /** Goes to the fragment at {@code at} or behind the padding there; whether it is whole. */
    private boolean next() {
      if (BLOCK - at % BLOCK < HEADER) {
        at += BLOCK - at % BLOCK;
      }
      if (at + HEADER > log.limit()) {
        return false;
      }
      int length = Short.toUnsignedInt(log.getShort(at + 4));
      type = log.get(at + 6);
      end = at + HEADER + length;
      if (end > log.limit() || HEADER + length > BLOCK - at % BLOCK) {
        return false;
      }
      CRC32C crc = new CRC32C();
      crc.update(log.slice(at + 6, 1 + length));
      int value = (int) crc.getValue();
      return type >= FULL
          && type <= LAST
          && log.getInt(at) == (value >>> 15 | value << 17) + CRC_MASK;
    }

    /** Where the last record ends of those that are whole from the beginning on. */
    int endOfWhole() {
      int whole = 0;
      boolean open = false;
      while (next() && open == (type == MIDDLE || type == LAST)) {
        open = type == FIRST || type == MIDDLE;
        at = end;
        if (!open) {
          whole = end;
        }
      }
      return whole;
    }

    /** Whether a fragment that begins a record is whole anywhere behind the one at {@code from}. */
    boolean startsBehind(int from) {
      at = from;
      boolean first = true;
      while (at + HEADER <= log.limit()) {
        boolean whole = next();
        if (whole && !first && (type == FULL || type == FIRST)) {
          return true;
        }
        first = false;
        int nextBlock = (at / BLOCK + 1) * BLOCK;
        boolean hasLength = end > at + HEADER && end <= nextBlock;
        at = hasLength ? end : nextBlock;
      }
      return false;
    }
  }
}
