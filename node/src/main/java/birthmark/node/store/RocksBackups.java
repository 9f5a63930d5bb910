package birthmark.node.store;

import birthmark.node.store.StoreException.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.rocksdb.BackupEngine;
import org.rocksdb.BackupEngineOptions;
import org.rocksdb.BackupInfo;
import org.rocksdb.Env;
import org.rocksdb.RestoreOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;

/**
 * Backups of a database in a folder of their own. A file that an earlier backup has is not copied
 * again; every file is kept with its checksum, which a restore compares.
 */
public final class RocksBackups {
  static {
    RocksDB.loadLibrary();
  }

  private final Path folder;

  /**
   * One backup.
   *
   * @param number counted from 1 in its folder
   * @param seconds when it was made, in seconds since 1970
   * @param octets what all its files take, those it shares included
   */
  public record Backup(int number, long seconds, long octets) {}

  /** The backups in {@code folder}. */
  public RocksBackups(Path folder) {
    this.folder = folder;
  }

  private interface Call<T> {
    T of(BackupEngine engine) throws RocksDBException;
  }

  private <T> T call(Call<T> call) {
    try (BackupEngineOptions options = options();
        BackupEngine engine = BackupEngine.open(Env.getDefault(), options)) {
      return call.of(engine);
    } catch (RocksDBException e) {
      throw DiskFault.of(folder, e);
    }
  }

  private BackupEngineOptions options() {
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw DiskFault.of(folder, e);
    }
    return new BackupEngineOptions(folder.toString())
        .setShareTableFiles(true)
        .setShareFilesWithChecksum(true)
        .setSync(true);
  }

  /** The backups that there are, the oldest first. */
  public List<Backup> all() {
    return call(RocksBackups::all);
  }

  private static List<Backup> all(BackupEngine engine) {
    return engine.getBackupInfo().stream()
        .map(RocksBackups::backup)
        .sorted((one, other) -> Integer.compare(one.number(), other.number()))
        .toList();
  }

  private static Backup backup(BackupInfo info) {
    return new Backup(info.backupId(), info.timestamp(), info.size());
  }

  /**
   * Makes one more of {@code disk}, which goes on being written meanwhile.
   *
   * @throws StoreException if it cannot be made; the earlier ones are as they were
   */
  public Backup create(RocksKeyValues disk) {
    return call(
        engine -> {
          disk.with(
              database -> {
                engine.createNewBackup(database, true);
                return database;
              });
          return all(engine).getLast();
        });
  }

  /** Removes all but the newest {@code count}, and the files that only those had. */
  public void keep(int count) {
    call(
        engine -> {
          engine.purgeOldBackups(count);
          return count;
        });
  }

  /**
   * Puts backup {@code number} into {@code place}, an empty folder, each file compared with its
   * checksum.
   *
   * @throws StoreException if there is no such backup, or one of its files is not what was written
   */
  public void restore(int number, Path place) {
    call(
        engine -> {
          if (all(engine).stream().noneMatch(each -> each.number() == number)) {
            throw new StoreException(
                Kind.FAILED,
                "There is no whole backup "
                    + number
                    + " in "
                    + folder
                    + ", only "
                    + all(engine).stream().map(Backup::number).toList()
                    + ".");
          }
          try (RestoreOptions options = new RestoreOptions(false)) {
            engine.restoreDbFromBackup(number, place.toString(), place.toString(), options);
          }
          return number;
        });
  }
}
