package birthmark.node.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.node.store.RocksKeyValues;
import birthmark.node.testing.NotesStore;
import birthmark.testing.NotesLedger;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class BackupFolderTest {
  private final NotesLedger notes = new NotesLedger(2, 100_000, 1);
  @TempDir Path parent;

  private BackupFolder.Made backup(RocksKeyValues disk, NotesStore store) throws Exception {
    return new BackupFolder(parent.resolve("backups"))
        .create(disk, store.store(), notes.machine().genesis(), Optional.empty());
  }

  @Test
  void aFileThatAnEarlierBackupHasIsNotCopiedAgain() throws Exception {
    RocksKeyValues disk = RocksKeyValues.open(parent.resolve("ledger"));
    try (NotesStore store = new NotesStore(notes, disk)) {
      store.fill(1_000);
      BackupFolder.Made first = backup(disk, store);
      // RocksDB may write its files anew once, when nobody reads the older blocks any more.
      backup(disk, store);
      BackupFolder.Made third = backup(disk, store);
      assertEquals(3, third.number());
      assertEquals(first.height(), third.height());
      assertTrue(third.added() * 5 < first.added(), third + " after " + first);
    }
  }

  @Test
  void aBackupMadeWhileBlocksAreCommittedIsOneOfThem() throws Exception {
    RocksKeyValues disk = RocksKeyValues.open(parent.resolve("ledger"));
    AtomicBoolean ended = new AtomicBoolean();
    try (NotesStore store = new NotesStore(notes, disk)) {
      Thread writer =
          Thread.ofPlatform()
              .start(
                  () -> {
                    while (!ended.get()) {
                      store.fill(1);
                    }
                  });
      for (int i = 1; i <= 4; i++) {
        backup(disk, store);
      }
      ended.set(true);
      writer.join();
      BackupFolder backups = new BackupFolder(parent.resolve("backups"));
      for (int i = 1; i <= 4; i++) {
        Path place = parent.resolve("restored-" + i);
        assertEquals(i, backups.restore(Optional.of(i), place));
        try (NotesStore restored = new NotesStore(notes, RocksKeyValues.open(place))) {
          long height = restored.tip().height();
          assertTrue(height > 0 && height <= store.tip().height());
          try (var now = store.store().snapshot()) {
            assertEquals(
                now.block(height).orElseThrow().root(),
                restored.tip().log().root(),
                "block " + height);
          }
        }
      }
    }
  }
}
