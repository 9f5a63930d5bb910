package birthmark.node.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.node.store.Column;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.StoreException;
import birthmark.node.store.TableFiles;
import birthmark.node.testing.NotesStore;
import birthmark.testing.NotesLedger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("real")
class ScrubTest {
  private static final Scrub.Pace EAGER = new Scrub.Pace(1L << 40, Duration.ofMillis(10));

  @TempDir Path ledger;

  @BeforeEach
  void aLedgerInTables() {
    try (NotesStore store =
        new NotesStore(new NotesLedger(2, 100_000, 1), RocksKeyValues.openScratch(ledger))) {
      store.fill(100);
    }
  }

  private static void awaitRounds(Scrub scrub, long more) throws InterruptedException {
    long wanted = scrub.rounds() + more;
    for (int i = 0; i < 2_000 && scrub.rounds() < wanted; i++) {
      Thread.sleep(10);
    }
    assertTrue(scrub.rounds() >= wanted);
  }

  /** Flips a bit of the largest table, or flips it back. */
  private void flip() throws IOException {
    Path largest;
    try (Stream<Path> files = Files.list(ledger)) {
      largest =
          files
              .filter(file -> file.toString().endsWith(".sst"))
              .max((one, other) -> Long.compare(one.toFile().length(), other.toFile().length()))
              .orElseThrow();
    }
    byte[] octets = Files.readAllBytes(largest);
    octets[octets.length / 3] ^= 1;
    Files.write(largest, octets);
  }

  @Test
  void aFlippedOctetIsFoundWhileTheNodeRunsThoughItsCacheHidesIt() throws Exception {
    try (RocksKeyValues disk = RocksKeyValues.open(ledger);
        Scrub scrub = new Scrub(new TableFiles(disk), EAGER)) {
      awaitRounds(scrub, 1);
      assertEquals(Optional.empty(), scrub.trouble());
      assertTrue(scrub.octets() > 0);
      for (Column column : Column.values()) {
        disk.scan(column, Bytes.EMPTY, Optional.empty(), 10_000);
      }
      flip();
      awaitRounds(scrub, 2);
      String sentence = scrub.trouble().orElseThrow();
      assertTrue(sentence.contains("is damaged") && sentence.contains("birthmark fsck"), sentence);
      assertEquals(1, scrub.damaged());
      flip();
      awaitRounds(scrub, 2);
      assertEquals(Optional.empty(), scrub.trouble());
    }
  }

  @Test
  void aFlippedOctetIsFoundWhenItIsRead() throws Exception {
    flip();
    try (RocksKeyValues disk = RocksKeyValues.open(ledger)) {
      StoreException damage =
          assertThrows(
              StoreException.class,
              () -> {
                for (Column column : Column.values()) {
                  disk.scan(column, Bytes.EMPTY, Optional.empty(), 10_000);
                }
              });
      assertEquals(StoreException.Kind.DAMAGED, damage.kind());
      assertTrue(damage.sentence().contains("birthmark fsck"), damage.sentence());
      assertTrue(damage.sentence().contains("restore it from a backup"), damage.sentence());
    }
  }

  @Test
  void itReadsNoFasterThanItMay() throws Exception {
    try (RocksKeyValues disk = RocksKeyValues.open(ledger)) {
      long all = new TableFiles(disk).list().stream().mapToLong(TableFiles.TableFile::octets).sum();
      long begun = System.nanoTime();
      try (Scrub scrub =
          new Scrub(new TableFiles(disk), new Scrub.Pace(2 * all, Duration.ofMillis(1)))) {
        awaitRounds(scrub, 1);
      }
      assertTrue(System.nanoTime() - begun > 400_000_000, "all of it in half a second");
    }
  }
}
