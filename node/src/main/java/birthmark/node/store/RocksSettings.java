package birthmark.node.store;

import java.util.Properties;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.BloomFilter;
import org.rocksdb.Cache;
import org.rocksdb.ColumnFamilyOptions;
import org.rocksdb.CompressionType;
import org.rocksdb.DBOptions;
import org.rocksdb.InfoLogLevel;
import org.rocksdb.LRUCache;
import org.rocksdb.WALRecoveryMode;

/**
 * How RocksDB is set up: bounded memory, and a write-ahead log of which no whole record is lost.
 */
final class RocksSettings implements AutoCloseable {
  private static final long MEGABYTE = 1 << 20;
  private static final long BLOCK_CACHE_BYTES = 128 * MEGABYTE;
  private static final long UNFLUSHED_BYTES_MAX = 128 * MEGABYTE;
  private static final long LOG_BYTES_MAX = 256 * MEGABYTE;
  private static final int OPEN_FILES_MAX = 512;
  private static final int FILTER_BITS_A_KEY = 10;

  private final Cache cache = new LRUCache(BLOCK_CACHE_BYTES);
  private final BloomFilter filter = new BloomFilter(FILTER_BITS_A_KEY);

  DBOptions database() {
    return new DBOptions()
        .setCreateIfMissing(true)
        .setCreateMissingColumnFamilies(true)
        // A record cut short at the log's end was never acknowledged and is dropped. Anything else
        // that is wrong in the log stops the start: dropping it could lose what was acknowledged.
        .setWalRecoveryMode(WALRecoveryMode.TolerateCorruptedTailRecords)
        // Starting needs no space then, and takes no longer than reading the log.
        .setAvoidFlushDuringRecovery(true)
        .setMaxTotalWalSize(LOG_BYTES_MAX)
        .setDbWriteBufferSize(UNFLUSHED_BYTES_MAX)
        .setMaxOpenFiles(OPEN_FILES_MAX)
        .setMaxBackgroundJobs(2)
        // One thread writes: no need to guard its inserts against others.
        .setAllowConcurrentMemtableWrite(false)
        .setInfoLogLevel(InfoLogLevel.WARN_LEVEL)
        .setKeepLogFileNum(2)
        .setStatsDumpPeriodSec(0)
        .setStatsPersistPeriodSec(0);
  }

  ColumnFamilyOptions of(Column column) {
    BlockBasedTableConfig table =
        new BlockBasedTableConfig()
            .setBlockCache(cache)
            .setFilterPolicy(filter)
            .setBlockSize(8 * 1024)
            .setFormatVersion(5);
    Properties hinted = new Properties();
    hinted.setProperty("memtable_insert_with_hint_prefix_extractor", hintPrefix(column));
    return ColumnFamilyOptions.getColumnFamilyOptionsFromProps(hinted)
        .setTableFormatConfig(table)
        .setWriteBufferSize(32 * MEGABYTE)
        // Most keys asked for in vain are new ones: the filter says so without a search.
        .setMemtablePrefixBloomSizeRatio(0.05)
        .setMemtableWholeKeyFiltering(true)
        .setCompressionType(compression(column));
  }

  /**
   * Among which keys the place of one is looked for from that of the one before: rows of a block
   * come in order, and to look from the top each time takes a third longer. Those of the state are
   * in order within each contract.
   */
  private static String hintPrefix(Column column) {
    return "rocksdb.FixedPrefix." + (column == Column.STATE ? 2 : 1);
  }

  /** Hashes do not compress; statements and records do, a little. */
  private static CompressionType compression(Column column) {
    return switch (column) {
      case TILES, PAGES, CHANGED, IDS -> CompressionType.NO_COMPRESSION;
      case META, ENTRIES, STATE, SEQUENCES, BLOCKS, FACTS -> CompressionType.LZ4_COMPRESSION;
    };
  }

  @Override
  public void close() {
    cache.close();
    filter.close();
  }
}
