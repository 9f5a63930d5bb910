package birthmark.node.store;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.SigningKey;
import birthmark.machine.Tip;
import birthmark.node.testing.NotesStore;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a loss of power leaves of the newest block is dropped; anything else is damage. */
class WriteAheadLogTest {
  private static final int PAGE = 4_096;

  private final NotesLedger notes = new NotesLedger(2, 1_000, 1);
  private final SigningKey key = notes.founders().getFirst();
  @TempDir Path folder;

  private NotesStore open(KeyValues disk) {
    return new NotesStore(notes, disk);
  }

  private Statement pin(long sequence, String title) {
    return notes.sign(key, sequence, new Notes.Pin(new Notes.Title(title), "text"));
  }

  @Test
  void aTornTailIsDroppedAndTheRestKept() throws IOException {
    Tip before;
    try (NotesStore store = open(RocksKeyValues.open(folder))) {
      store.block(pin(1, "one"));
      before = store.tip();
      store.block(pin(2, "torn"));
    }
    Path log = newestLog();
    try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "rw")) {
      file.setLength(file.length() - 3);
    }
    for (int start = 0; start < 3; start++) {
      try (NotesStore store = open(RocksKeyValues.open(folder))) {
        assertEquals(before.height() + start, store.tip().height());
        store.block(pin(2 + start, "again " + start));
      }
    }
  }

  /** A log of blocks of some pages each, and where the last of them begins. */
  private int manyPages() throws IOException {
    try (NotesStore store = open(RocksKeyValues.open(folder))) {
      store.block(pin(1, "one"));
    }
    try (NotesStore store = open(RocksKeyValues.open(folder))) {
      store.block(many(2));
      long before = Files.size(newestLog());
      store.block(many(102));
      return (int) before;
    }
  }

  private Statement[] many(long first) {
    Statement[] statements = new Statement[100];
    for (int i = 0; i < statements.length; i++) {
      statements[i] = pin(first + i, "note " + (first + i));
    }
    return statements;
  }

  @Test
  void aTailOfWhichSomePagesAreMissingIsDroppedAndTheRestKept() throws IOException {
    int from = manyPages();
    Path log = newestLog();
    byte[] whole = Files.readAllBytes(log);
    int pages = (whole.length - from) / PAGE;
    assertTrue(pages > 8, "a block of several pages, and of more than one of RocksDB's blocks");
    Random random = new Random(6);
    for (int round = 0; round < 12; round++) {
      byte[] torn = whole.clone();
      // Each page of the last record but its end may be missing; one is.
      int missing = random.nextInt(pages);
      for (int page = 0; page < pages; page++) {
        if (page == missing || random.nextInt(3) == 0) {
          int begin = Math.max(from, (from / PAGE + page) * PAGE);
          Arrays.fill(torn, begin, (from / PAGE + page + 1) * PAGE, (byte) 0);
        }
      }
      Path place = folder.resolveSibling(folder.getFileName() + "-" + round);
      copy(folder, place);
      Files.write(place.resolve(log.getFileName()), torn);
      try (NotesStore looked = open(RocksKeyValues.openToRead(place))) {
        assertEquals(2, looked.tip().height(), "round " + round);
      }
      try (NotesStore store = open(RocksKeyValues.open(place))) {
        assertEquals(2, store.tip().height(), "round " + round);
        store.block(pin(300, "again"));
      }
      try (NotesStore again = open(RocksKeyValues.open(place))) {
        assertEquals(3, again.tip().height());
      }
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  @Test
  void aFlippedOctetAnywhereInTheLogIsNeverTakenForATornTail() throws IOException {
    manyPages();
    Path log = newestLog();
    byte[] whole = Files.readAllBytes(log);
    Random random = new Random(7);
    for (int round = 0; round < 40; round++) {
      byte[] flipped = whole.clone();
      // The last block, too: it was synced, so somebody may have been told of it.
      flipped[random.nextInt(whole.length)] ^= (byte) (1 << random.nextInt(8));
      Files.write(log, flipped);
      StoreException refusal =
          assertThrows(StoreException.class, () -> RocksKeyValues.open(folder));
      assertEquals(StoreException.Kind.DAMAGED, refusal.kind());
      assertArrayEquals(flipped, Files.readAllBytes(log), "and nothing is cut off");
    }
  }

  @Test
  void aMissingPageBeforeTheLastBlockIsDamage() throws IOException {
    int from = manyPages();
    Path log = newestLog();
    byte[] octets = Files.readAllBytes(log);
    Arrays.fill(octets, from / PAGE * PAGE - PAGE, from / PAGE * PAGE, (byte) 0);
    Files.write(log, octets);
    StoreException refusal = assertThrows(StoreException.class, () -> RocksKeyValues.open(folder));
    assertEquals(StoreException.Kind.DAMAGED, refusal.kind());
  }

  @Test
  void aBrokenLogIsNotMistakenForATornOne() throws IOException {
    try (NotesStore store = open(RocksKeyValues.open(folder))) {
      for (int i = 1; i < 20; i++) {
        store.block(pin(i, "note " + i));
      }
    }
    try (RandomAccessFile file = new RandomAccessFile(newestLog().toFile(), "rw")) {
      file.seek(file.length() / 2);
      int octet = file.read();
      file.seek(file.length() / 2);
      file.write(octet ^ 1);
    }
    StoreException refusal = assertThrows(StoreException.class, () -> RocksKeyValues.open(folder));
    assertEquals(StoreException.Kind.DAMAGED, refusal.kind());
  }

  private Path newestLog() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".log"))
          .max(Comparator.naturalOrder())
          .orElseThrow();
    }
  }
}
