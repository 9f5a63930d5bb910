package birthmark.node.store;

import birthmark.node.store.StoreException.Kind;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A folder that belongs to one process until this is closed, or the process ends. */
public final class FolderLock implements AutoCloseable {
  private static final String FILE = "node.lock";

  private final FileChannel file;

  private FolderLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes {@code folder}, made if there is none.
   *
   * @throws StoreException if another process has it, or it cannot be written to
   */
  public static FolderLock take(Path folder) {
    try {
      Files.createDirectories(folder);
      FileChannel file =
          FileChannel.open(
              folder.resolve(FILE), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      if (!locked(file)) {
        file.close();
        throw DiskFault.inUse(folder);
      }
      return new FolderLock(file);
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    }
  }

  private static boolean locked(FileChannel file) throws IOException {
    try {
      // The lock lives as long as the channel.
      return file.tryLock() != null;
    } catch (OverlappingFileLockException e) {
      // By this very process.
      return false;
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw new StoreException(Kind.FAILED, "The lock file cannot be closed.", e);
    }
  }
}
