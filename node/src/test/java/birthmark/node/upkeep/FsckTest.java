package birthmark.node.upkeep;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Sign1;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.store.Batch;
import birthmark.node.store.Column;
import birthmark.node.store.Damage;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.FastSignatures;
import birthmark.node.testing.NotesStore;
import birthmark.state.Entry;
import birthmark.testing.NotesLedger;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Tag("real")
class FsckTest {
  private static final int BLOCKS = 150;

  private final NotesLedger notes = new NotesLedger(2, 1_000, 1);
  private final Machine machine =
      new Machine(NotesLedger.rulebook(), FastSignatures.best(), notes.machine().genesis());
  private final Random random = new Random(8);
  private int checks;
  @TempDir Path parent;

  private Path ledger() {
    return parent.resolve("ledger");
  }

  private Fsck.Report check() {
    checks++;
    return Fsck.run(
        machine,
        FastSignatures.best(),
        ledger(),
        parent.resolve("scratch-" + checks),
        Progress.NONE);
  }

  /** A ledger of which all is in table files, nothing in the write-ahead log. */
  private Tip inTables() {
    try (NotesStore store = new NotesStore(notes, RocksKeyValues.openScratch(ledger()))) {
      store.fill(BLOCKS);
      return store.tip();
    }
  }

  private static Bytes flipped(Bytes octets, int bit) {
    byte[] copy = octets.toByteArray();
    copy[bit / 8 % copy.length] ^= (byte) (1 << bit % 8);
    return Bytes.ofOwned(copy);
  }

  private static Damage only(Fsck.Report report) {
    assertEquals(1, report.found(), () -> "one damage, not " + report.damage());
    return report.damage().getFirst();
  }

  @Test
  void aWholeLedgerIsWhole() {
    Tip tip = inTables();
    Fsck.Report report = check();
    assertEquals(List.of(), report.damage());
    assertTrue(report.whole());
    assertTrue(report.logIsWhole());
    assertEquals(tip.height(), report.log().orElseThrow().height());
    assertEquals(tip.log(), report.log().orElseThrow().log());
  }

  @Test
  void blocksInTheWriteAheadLogAreCheckedToo() {
    try (NotesStore store = new NotesStore(notes, RocksKeyValues.open(ledger()))) {
      store.fill(3);
    }
    assertTrue(check().whole());
  }

  @ParameterizedTest
  @EnumSource(Column.class)
  void aChangedALostAndAPlantedRowOfEachColumnAreFound(Column column) {
    inTables();
    List<Entry<Bytes, Bytes>> rows = new ArrayList<>();
    try (RocksKeyValues disk = RocksKeyValues.openToRead(ledger())) {
      rows.addAll(disk.scan(column, Bytes.EMPTY, Optional.empty(), 10_000));
    }
    assertFalse(rows.isEmpty());
    Entry<Bytes, Bytes> row = rows.get(random.nextInt(rows.size()));
    damaged(column, row, Optional.of(flipped(row.value(), random.nextInt(800))));
    damaged(column, row, Optional.empty());
    if (column != Column.META && column != Column.TILES) {
      Bytes planted = rows.getLast().key().concat(Bytes.ofOwned(new byte[1]));
      if (column == Column.ENTRIES || column == Column.FACTS) {
        planted = Bytes.ofOwned(ByteBuffer.allocate(8).putLong(rows.size() + 500).array());
      }
      damaged(column, new Entry<>(planted, Bytes.EMPTY), Optional.of(Bytes.fromHex("00")));
    }
  }

  /** Has {@code row} be {@code value}, expects that to be found, and puts it back. */
  private void damaged(Column column, Entry<Bytes, Bytes> row, Optional<Bytes> value) {
    boolean planted = row.value().length() == 0;
    write(column, row.key(), value);
    Fsck.Report report = check();
    assertFalse(report.whole(), () -> column + " " + row.key() + " became " + value);
    write(column, row.key(), planted ? Optional.empty() : Optional.of(row.value()));
  }

  private void write(Column column, Bytes key, Optional<Bytes> value) {
    Batch batch = new Batch();
    batch.change(column, key, value);
    try (RocksKeyValues disk = RocksKeyValues.open(ledger())) {
      disk.write(batch, true);
    }
  }

  @Test
  void aFlippedOctetOfAStatementOnTheDiskIsNamedByBlockEntryAndId() throws IOException {
    inTables();
    long height = 17;
    long index;
    Bytes entry;
    try (NotesStore store = new NotesStore(notes, RocksKeyValues.open(ledger()));
        Snapshot now = store.store().snapshot()) {
      index = now.sealOf(height).orElseThrow() - 1;
      entry = now.entry(index).orElseThrow();
    }
    Sign1 statement = Sign1.decode(entry);
    flipOnDisk(entry.slice(entry.length() - 64, entry.length()));
    Fsck.Report report = check();
    assertFalse(report.logIsWhole());
    // A checksum covers several entries: the one that was hit is among them.
    Damage damage =
        report.damage().stream()
            .filter(each -> each.index().equals(Optional.of(index)))
            .findFirst()
            .orElseThrow(() -> new AssertionError(report.damage()));
    assertEquals(Optional.of(height), damage.height());
    assertEquals(Optional.of(statement.id()), damage.statement());
    assertTrue(damage.what().contains("cannot be read"), damage.what());
    assertTrue(report.found() < 200, () -> report.found() + " entries are lost by one octet");
  }

  /** Flips a bit of the only place in the table files where {@code octets} are. */
  private void flipOnDisk(Bytes octets) throws IOException {
    int hits = 0;
    for (Path file : tables()) {
      byte[] content = Files.readAllBytes(file);
      for (int at = 0; at + octets.length() <= content.length; at++) {
        if (Arrays.equals(content, at, at + octets.length(), octets.unsafe(), 0, octets.length())) {
          flip(file, at + octets.length() / 2);
          hits++;
        }
      }
    }
    assertEquals(1, hits, "a signature is stored once, and does not compress");
  }

  private static void flip(Path path, long at) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw")) {
      file.seek(at);
      int octet = file.read();
      file.seek(at);
      file.write(octet ^ 1);
    }
  }

  private List<Path> tables() throws IOException {
    return files(".sst");
  }

  private List<Path> files(String suffix) throws IOException {
    try (Stream<Path> files = Files.list(ledger())) {
      return files.filter(file -> file.toString().endsWith(suffix)).sorted().toList();
    }
  }

  @Test
  void aForgedEntryWithItsHashIsFoundByTheRootOfItsBlock() {
    inTables();
    try (RocksKeyValues disk = RocksKeyValues.open(ledger())) {
      Bytes key = Bytes.ofOwned(ByteBuffer.allocate(8).putLong(20).array());
      Bytes forged = flipped(disk.get(Column.ENTRIES, key).orElseThrow(), 400);
      Bytes tile = disk.scan(Column.TILES, Bytes.EMPTY, Optional.empty(), 1).getFirst().key();
      byte[] hashes = disk.get(Column.TILES, tile).orElseThrow().toByteArray();
      Bytes hash = birthmark.merkle.LogTree.leafHash(forged);
      System.arraycopy(hash.unsafe(), 0, hashes, 20 * 32, 32);
      Batch batch = new Batch();
      batch.put(Column.ENTRIES, key, forged);
      batch.put(Column.TILES, tile, Bytes.ofOwned(hashes));
      disk.write(batch, true);
    }
    Damage damage = only(check());
    assertEquals(Optional.of(10L), damage.height());
    assertTrue(damage.what().contains("root"), damage.what());
  }

  @Test
  void aFlippedOctetInTheWriteAheadLogIsNamedByTheFirstBlockThatIsLost() throws IOException {
    try (NotesStore store = new NotesStore(notes, RocksKeyValues.open(ledger()))) {
      store.fill(20);
    }
    Path log = files(".log").getLast();
    flip(log, Files.size(log) / 2);
    Damage damage = check().damage().getLast();
    long height = damage.height().orElseThrow();
    assertTrue(height > 5 && height < 16, damage::place);
    assertTrue(damage.what().contains("newest blocks"), damage.what());
  }

  @Test
  void noFlippedOctetOfATableGoesUnseen() throws IOException {
    inTables();
    List<Path> tables = tables();
    int unseen = 0;
    for (int round = 0; round < 20; round++) {
      Path table = tables.get(random.nextInt(tables.size()));
      long at = random.nextInt((int) Files.size(table));
      flip(table, at);
      if (check().whole()) {
        unseen++;
      }
      flip(table, at);
    }
    assertEquals(0, unseen);
    assertTrue(check().whole());
  }

  @Test
  void aLostTableIsADamageAndNoSurprise() throws IOException {
    inTables();
    Files.delete(tables().getFirst());
    Fsck.Report report = check();
    assertFalse(report.whole());
    assertTrue(report.damage().getLast().what().contains("does not open"), report.toString());
  }

  @Test
  void anEmptyFolderIsNoWholeLedger() {
    RocksKeyValues.open(ledger()).close();
    assertTrue(only(check()).what().contains("no ledger"));
  }
}
