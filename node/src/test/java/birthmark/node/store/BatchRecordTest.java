package birthmark.node.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import birthmark.bytes.Bytes;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

class BatchRecordTest {
  @TempDir private Path folder;

  @SuppressWarnings("try") // the database is open so that its column families are
  @Test
  void aBatchHasTheOctetsThatRocksDbItselfWouldGiveIt() throws RocksDBException {
    Random random = new SeededRandom(5);
    List<ColumnFamilyDescriptor> names = new ArrayList<>();
    names.add(new ColumnFamilyDescriptor(RocksDB.DEFAULT_COLUMN_FAMILY));
    // So many that some of their numbers take two octets.
    for (int i = 0; i < 150; i++) {
      names.add(new ColumnFamilyDescriptor(new byte[] {1, (byte) i}));
    }
    List<ColumnFamilyHandle> columns = new ArrayList<>();
    try (DBOptions options =
            new DBOptions().setCreateIfMissing(true).setCreateMissingColumnFamilies(true);
        RocksDB db = RocksDB.open(options, folder.toString(), names, columns);
        WriteBatch theirs = new WriteBatch()) {
      Batch ours = new Batch();
      Column[] all = Column.values();
      for (int i = 0; i < 500; i++) {
        Column column = all[random.nextInt(all.length)];
        ColumnFamilyHandle handle = columns.get(number(column));
        Bytes key = octets(random, 1 + random.nextInt(200));
        if (random.nextInt(4) == 0) {
          ours.remove(column, key);
          theirs.delete(handle, key.unsafe());
        } else {
          Bytes value = octets(random, random.nextInt(i % 50 == 0 ? 70_000 : 300));
          ours.put(column, key, value);
          theirs.put(handle, key.unsafe(), value.unsafe());
        }
      }
      assertArrayEquals(
          theirs.data(), BatchRecord.of(ours, column -> columns.get(number(column)).getID()));
      columns.forEach(ColumnFamilyHandle::close);
    }
  }

  private static int number(Column column) {
    return 1 + List.of(Column.values()).indexOf(column) * 14;
  }

  private static Bytes octets(Random random, int length) {
    byte[] octets = new byte[length];
    random.nextBytes(octets);
    return Bytes.ofOwned(octets);
  }
}
