package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Signed statements that wait for an answer, one file each, on disk before they are sent: whoever
 * comes after a crash sends the same octets again.
 */
public final class Outbox {
  private static final String SUFFIX = ".cose";
  private static final int LENGTH_MAX = 60_000;

  /** Files held in this process, where a file's lock excludes nobody. */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private final Path folder;

  Outbox(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /** Keeps the statement numbered {@code sequence} until it is answered. */
  public Entry put(long sequence, Bytes statement) throws ClientException {
    Path file = folder.resolve(String.format(Locale.ROOT, "%019d", sequence) + SUFFIX);
    HELD.add(file);
    try {
      PrivateFiles.createFolder(folder);
      FileChannel channel = PrivateFiles.open(file, true);
      FileLock lock = channel.lock();
      PrivateFiles.write(channel, statement.toByteArray());
      PrivateFiles.sync(folder);
      return new Entry(file, channel, lock, statement);
    } catch (IOException e) {
      HELD.remove(file);
      throw PrivateFiles.unwritable(file, e);
    }
  }

  /**
   * The statements left behind by a process that ended before they were answered, in the order of
   * their numbers; each is held until it is closed.
   */
  public List<Entry> abandoned() throws ClientException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> file.toString().endsWith(SUFFIX)).sorted().toList();
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
    List<Entry> entries = new ArrayList<>();
    for (Path file : files) {
      hold(file).ifPresent(entries::add);
    }
    return List.copyOf(entries);
  }

  private static Optional<Entry> hold(Path file) throws ClientException {
    if (!HELD.add(file)) {
      return Optional.empty();
    }
    boolean held = false;
    try {
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
      try {
        FileLock lock = channel.tryLock();
        if (lock != null && channel.size() <= LENGTH_MAX) {
          Bytes statement = Bytes.ofOwned(PrivateFiles.read(channel, LENGTH_MAX));
          held = true;
          return Optional.of(new Entry(file, channel, lock, statement));
        }
        return Optional.empty();
      } finally {
        if (!held) {
          channel.close();
        }
      }
    } catch (NoSuchFileException | OverlappingFileLockException e) {
      return Optional.empty(); // answered in the meantime, or held by somebody else
    } catch (IOException e) {
      throw PrivateFiles.unwritable(file, e);
    } finally {
      if (!held) {
        HELD.remove(file);
      }
    }
  }

  /** One statement, held by whoever has this. */
  public static final class Entry implements AutoCloseable {
    private final Path file;
    private final FileChannel channel;
    private final FileLock lock;
    private final Bytes statement;

    private Entry(Path file, FileChannel channel, FileLock lock, Bytes statement) {
      this.file = file;
      this.channel = channel;
      this.lock = lock;
      this.statement = statement;
    }

    /** Its octets. */
    public Bytes statement() {
      return statement;
    }

    /** The statement was answered: nobody needs to send it again. */
    public void answered() throws ClientException {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw PrivateFiles.unwritable(file, e);
      }
    }

    /** Lets go of it; what was not answered is found by {@link Outbox#abandoned}. */
    @Override
    public void close() throws ClientException {
      try (channel) {
        lock.release();
      } catch (IOException e) {
        throw PrivateFiles.unwritable(file, e);
      } finally {
        HELD.remove(file);
      }
    }
  }
}
