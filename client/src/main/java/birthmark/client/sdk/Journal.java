package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * A file of entries, each on disk before it counts. What a loss of power left half written is cut
 * off when it is opened again. One process at a time has it.
 */
public final class Journal implements AutoCloseable {
  /** The most octets of an entry. */
  public static final int ENTRY_MAX = 1 << 18;

  private static final int HEAD = 2 * Integer.BYTES;

  private final Path file;
  private FileChannel channel;
  private FileLock lock;
  private final List<Long> starts = new ArrayList<>();

  private Journal(Path file, FileChannel channel, FileLock lock) {
    this.file = file;
    this.channel = channel;
    this.lock = lock;
  }

  /**
   * A journal and what it holds.
   *
   * @param journal the journal
   * @param entries its entries, the first first
   */
  public record Opened(Journal journal, List<Bytes> entries) {}

  /**
   * Opens {@code file}, made empty if there is none.
   *
   * @throws ClientException if it cannot be read and written, or another has it
   */
  public static Opened open(Path file) throws ClientException {
    FileChannel channel = null;
    try {
      PrivateFiles.createFolders(file);
      channel = PrivateFiles.open(file, false);
      FileLock lock = channel.tryLock();
      if (lock == null) {
        throw new OverlappingFileLockException();
      }
      PrivateFiles.syncFolderOf(file);
      List<Bytes> entries = new ArrayList<>();
      channel.truncate(read(channel, entries));
      channel.position(channel.size());
      Journal journal = new Journal(file, channel, lock);
      journal.place(entries);
      return new Opened(journal, entries);
    } catch (OverlappingFileLockException e) {
      closeQuietly(channel);
      throw ClientException.local(
              "another program, or another part of this one, uses " + file, "Let it end first.")
          .because(e);
    } catch (IOException e) {
      closeQuietly(channel);
      throw PrivateFiles.unwritable(file, e);
    }
  }

  private static void closeQuietly(@Nullable FileChannel channel) throws ClientException {
    if (channel != null) {
      try {
        channel.close();
      } catch (IOException e) {
        throw ClientException.local("a file cannot be closed", "Is the disk full?").because(e);
      }
    }
  }

  private void place(List<Bytes> entries) {
    starts.clear();
    long position = 0;
    for (Bytes entry : entries) {
      starts.add(position);
      position += HEAD + (long) entry.length();
    }
  }

  /** How many entries it has. */
  public synchronized int size() {
    return starts.size();
  }

  /**
   * The entry {@code index}, from 0.
   *
   * @throws ClientException if it cannot be read, or is not what was written
   */
  public synchronized Bytes read(int index) throws ClientException {
    try {
      ByteBuffer head = filled(channel, starts.get(index), HEAD);
      int length = head.getInt();
      int checksum = head.getInt();
      if (length >= 0 && length <= ENTRY_MAX) {
        byte[] entry = filled(channel, starts.get(index) + HEAD, length).array();
        if (checksum(entry) == checksum) {
          return Bytes.ofOwned(entry);
        }
      }
      throw new IOException("entry " + index + " is damaged");
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  /** Adds what is whole to {@code entries}; answers where that ends. */
  private static long read(FileChannel channel, List<Bytes> entries) throws IOException {
    long size = channel.size();
    long position = 0;
    while (position + HEAD <= size) {
      ByteBuffer head = filled(channel, position, HEAD);
      int length = head.getInt();
      int checksum = head.getInt();
      // Lengths of 0 are what a file system may put at an end that was not written.
      if (length == 0 || position + HEAD + length > size) {
        break;
      }
      if (length < 0 || length > ENTRY_MAX) {
        throw new IOException("it is damaged at octet " + position);
      }
      byte[] entry = filled(channel, position + HEAD, length).array();
      if (checksum(entry) != checksum) {
        if (position + HEAD + length < size) {
          throw new IOException("it is damaged at octet " + position);
        }
        break;
      }
      entries.add(Bytes.ofOwned(entry));
      position += HEAD + (long) length;
    }
    return position;
  }

  private static ByteBuffer filled(FileChannel channel, long position, int length)
      throws IOException {
    ByteBuffer buffer = ByteBuffer.allocate(length);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0) {
        throw new IOException("the file became shorter while it was read");
      }
    }
    return buffer.flip();
  }

  private static int checksum(byte[] entry) {
    CRC32C checksum = new CRC32C();
    checksum.update(entry);
    return (int) checksum.getValue();
  }

  private static ByteBuffer framed(List<Bytes> entries) {
    int length = 0;
    for (Bytes entry : entries) {
      length = Math.addExact(length, HEAD + entry.length());
    }
    ByteBuffer all = ByteBuffer.allocate(length);
    for (Bytes entry : entries) {
      byte[] octets = entry.toByteArray();
      all.putInt(octets.length).putInt(checksum(octets)).put(octets);
    }
    return all.flip();
  }

  /**
   * Adds an entry, which is on disk when this returns.
   *
   * @throws ClientException if it cannot be written
   */
  public synchronized void append(Bytes entry) throws ClientException {
    if (entry.length() == 0 || entry.length() > ENTRY_MAX) {
      throw new IllegalArgumentException("an entry has 1 to " + ENTRY_MAX + " octets");
    }
    try {
      long start = channel.position();
      ByteBuffer rest = framed(List.of(entry));
      while (rest.hasRemaining()) {
        channel.write(rest);
      }
      channel.force(false);
      starts.add(start);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  /**
   * Has {@code entries} in place of all, or, if that fails, all as they were.
   *
   * @throws ClientException if they cannot be written
   */
  public synchronized void replace(List<Bytes> entries) throws ClientException {
    try {
      PrivateFiles.replace(file, framed(entries).array());
      lock.release();
      channel.close();
      channel = PrivateFiles.open(file, false);
      lock = channel.lock();
      channel.position(channel.size());
      place(entries);
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }

  @Override
  public synchronized void close() throws ClientException {
    try {
      channel.close();
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    }
  }
}
