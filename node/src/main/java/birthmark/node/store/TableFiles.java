package birthmark.node.store;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.Options;
import org.rocksdb.RocksDBException;
import org.rocksdb.SstFileReader;

/** The files in which a database holds its rows, to be read whole for what a disk did to them. */
public final class TableFiles {
  private final RocksKeyValues disk;

  /** Those of {@code disk}. */
  public TableFiles(RocksKeyValues disk) {
    this.disk = disk;
  }

  /** A file of the database that is never changed, only replaced. */
  public record TableFile(Path path, long octets) {}

  /** The files that hold the rows now. */
  public List<TableFile> list() {
    return disk.with(
        database ->
            database.getLiveFilesMetaData().stream()
                .map(
                    file ->
                        new TableFile(
                            Path.of(file.path(), file.fileName().replaceFirst("^/", "")),
                            file.size()))
                .toList());
  }

  /**
   * Reads every block of {@code file} from the disk, past every cache of the database.
   *
   * @return whether it was still there: one that was replaced meanwhile need not be read
   * @throws StoreException if a block is not what was written
   */
  public boolean verify(TableFile file) {
    try (Options options = new Options();
        SstFileReader reader = new SstFileReader(options)) {
      reader.open(file.path().toString());
      reader.verifyChecksum();
      return true;
    } catch (RocksDBException e) {
      if (!Files.exists(file.path())) {
        return false;
      }
      throw DiskFault.of(disk.folder(), e);
    }
  }

  /**
   * Reads every block of every file, also those that no reading of rows comes by.
   *
   * @throws StoreException if one of them is not what was written
   */
  public void verify() {
    disk.with(
        database -> {
          database.verifyChecksum();
          return database;
        });
  }
}
