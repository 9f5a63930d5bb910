package birthmark.node.upkeep;

import birthmark.bytes.Bytes;
import birthmark.node.store.LogEntries;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A log that was written to a file.
 *
 * @param height its last block
 * @param size how many entries it has
 * @param root its root
 */
public record Export(long height, long size, Bytes root) {
  /**
   * Writes the log of {@code store} as it is now; the store may go on being written.
   *
   * @param network the ledger's network id
   * @throws IOException if {@code file} is there already or cannot be written
   */
  public static Export write(Store store, Bytes network, Path file, Progress progress)
      throws IOException {
    if (Files.exists(file)) {
      throw new FileAlreadyExistsException(file.toString());
    }
    Export export;
    String checkpoint;
    LogEntries log;
    try (Snapshot now = store.snapshot()) {
      export = new Export(now.tip().height(), now.tip().log().size(), now.tip().log().root());
      checkpoint = now.checkpoint();
      log = store.log(export.size());
    }
    LogFile.write(
        file, log, checkpoint, ImportedChanges.of(store, network, export.size()), progress);
    return export;
  }
}
