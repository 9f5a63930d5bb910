package birthmark.client.sdk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.zip.CRC32C;

/**
 * The highest sequence number that a key has used on one ledger, on disk before it is used.
 *
 * <p>Several processes and threads may share the file: whoever reserves holds its lock. The file
 * has two lines, each a number and its checksum; a reservation overwrites the line with the lower
 * one, so that a write that is cut short leaves the other.
 */
final class SequenceFile implements HighestNumber {
  private static final int DIGITS = 19;
  private static final int LINE = DIGITS + 1 + 8 + 1;

  /** Within a process a file's lock does not exclude other threads, so this does. */
  private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

  private final Path file;
  private final ReentrantLock threads;

  SequenceFile(Path file) {
    this.file = file.toAbsolutePath().normalize();
    this.threads = THREADS.computeIfAbsent(this.file, path -> new ReentrantLock());
  }

  @Override
  public String place() {
    return file.toString();
  }

  @Override
  public OptionalLong update(Step step) throws ClientException {
    threads.lock();
    try (FileChannel channel = PrivateFiles.open(file, false);
        FileLock lock = channel.lock()) {
      byte[] text = lock.isValid() ? PrivateFiles.read(channel, 2 * LINE) : new byte[0];
      OptionalLong first = line(text, 0);
      OptionalLong second = line(text, 1);
      boolean firstIsHighest =
          first.isPresent() && (second.isEmpty() || first.getAsLong() > second.getAsLong());
      OptionalLong highest = firstIsHighest ? first : second;
      OptionalLong next = step.next(highest);
      if (next.isEmpty() || (highest.isPresent() && next.getAsLong() <= highest.getAsLong())) {
        return highest;
      }
      long position = firstIsHighest ? LINE : 0;
      ByteBuffer rest = ByteBuffer.wrap(line(next.getAsLong()));
      while (rest.hasRemaining()) {
        channel.write(rest, position + rest.position());
      }
      channel.force(true);
      if (highest.isEmpty()) {
        PrivateFiles.syncFolderOf(file);
      }
      return next;
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    } finally {
      threads.unlock();
    }
  }

  private static byte[] line(long number) {
    String digits = String.format(Locale.ROOT, "%019d", number);
    return (digits + " " + checksum(digits) + "\n").getBytes(StandardCharsets.US_ASCII);
  }

  private static OptionalLong line(byte[] text, int index) {
    if (text.length < (index + 1) * LINE) {
      return OptionalLong.empty();
    }
    String line = new String(text, index * LINE, LINE, StandardCharsets.ISO_8859_1);
    String digits = line.substring(0, DIGITS);
    boolean whole =
        digits.chars().allMatch(c -> c >= '0' && c <= '9')
            && line.substring(DIGITS).equals(" " + checksum(digits) + "\n");
    return whole ? OptionalLong.of(Long.parseLong(digits)) : OptionalLong.empty();
  }

  private static String checksum(String digits) {
    CRC32C checksum = new CRC32C();
    checksum.update(digits.getBytes(StandardCharsets.ISO_8859_1));
    return HexFormat.of().toHexDigits((int) checksum.getValue());
  }
}
