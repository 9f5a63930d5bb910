package birthmark.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RocksKeyValuesTest {
  private static final Bytes KEY = Bytes.fromHex("0a");
  private static final Bytes VALUE = Bytes.fromHex("01");

  @TempDir Path temporary;

  /** Copies what there would be if nothing of the write-ahead log had reached the disk. */
  private Path withoutLog(Path folder) throws IOException {
    Path copy = Files.createDirectory(temporary.resolve("copy"));
    List<Path> files;
    try (Stream<Path> all = Files.list(folder)) {
      files = all.filter(file -> !file.toString().endsWith(".log")).toList();
    }
    for (Path file : files) {
      Files.copy(file, copy.resolve(file.getFileName()));
    }
    return copy;
  }

  @Test
  void whatIsFoundAfterAFailureDoesNotRestOnPagesOfWhichASyncMayHaveFailed() throws IOException {
    Path folder = temporary.resolve("ledger");
    try (KeyValues rows = RocksKeyValues.open(folder)) {
      Batch batch = new Batch();
      batch.put(Column.STATE, KEY, VALUE);
      rows.write(batch, false);
      rows.reopen();
      assertEquals(Optional.of(VALUE), rows.get(Column.STATE, KEY));
      try (KeyValues copy = RocksKeyValues.open(withoutLog(folder))) {
        assertEquals(Optional.of(VALUE), copy.get(Column.STATE, KEY));
      }
    }
  }

  @Test
  void whatAProcessThatWasKilledHadNotSyncedIsFoundAtTheNextStart() throws IOException {
    Path folder = temporary.resolve("ledger");
    try (KeyValues rows = RocksKeyValues.open(folder)) {
      Batch batch = new Batch();
      batch.put(Column.STATE, KEY, VALUE);
      rows.write(batch, false);
      Path killed = withoutLog(folder);
      try (Stream<Path> all = Files.list(folder)) {
        List<Path> logs = all.filter(file -> file.toString().endsWith(".log")).toList();
        assertTrue(!logs.isEmpty(), "there is a write-ahead log");
        for (Path log : logs) {
          Files.copy(log, killed.resolve(log.getFileName()));
        }
      }
      try (KeyValues next = RocksKeyValues.open(killed)) {
        assertEquals(Optional.of(VALUE), next.get(Column.STATE, KEY));
      }
    }
  }
}
