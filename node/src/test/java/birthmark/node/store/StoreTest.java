package birthmark.node.store;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Machine;
import birthmark.machine.Seal;
import birthmark.machine.Tip;
import birthmark.merkle.LogFrontier;
import birthmark.merkle.LogTree;
import birthmark.node.testing.MemoryDisk;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoreTest {
  private final NotesLedger notes = new NotesLedger(2, 1_000, 1);
  private final Machine machine = notes.machine();
  private final SigningKey key = notes.founders().getFirst();
  @TempDir Path folder;

  private Store open(KeyValues disk) {
    return new Store(disk, machine.rulebook(), machine.network(), true);
  }

  private Store founded(KeyValues disk) {
    Store store = open(disk);
    BlockResult founded = machine.found(store.ledger());
    store.commit(new Commit(founded, List.of(), "note 0"));
    return store;
  }

  private static Tip tip(Store store) {
    return store.tip().orElseThrow();
  }

  private BlockResult block(Store store, Statement... statements) {
    Tip tip = tip(store);
    long height = tip.height() + 1;
    Block block =
        new Block(height, tip.time().plusSeconds(1), List.of(statements), statements.length == 0);
    BlockResult result = machine.apply(tip, store.ledger(), block);
    store.commit(new Commit(result, List.of(statements), "note " + height));
    return result;
  }

  private Statement pin(long sequence, String title) {
    return notes.sign(key, sequence, new Notes.Pin(new Notes.Title(title), "text"));
  }

  @Test
  void aRestartKeepsEverything() {
    Statement accepted = pin(1, "one");
    Statement refused = pin(2, "one");
    Tip before;
    try (Store store = founded(RocksKeyValues.open(folder))) {
      block(store, accepted);
      block(store, refused);
      before = tip(store);
    }
    try (Store store = open(RocksKeyValues.open(folder));
        Snapshot now = store.snapshot()) {
      assertEquals(before.height(), now.tip().height());
      assertEquals(before.time(), now.tip().time());
      assertEquals(before.log(), now.tip().log());
      assertEquals(before.tree().root(), now.tip().tree().root());
      assertEquals("note 2", now.checkpoint());
      assertEquals(Optional.of(accepted.envelope().encode()), now.entry(2));
      assertEquals(Genesis.CODEC.encode(machine.genesis()), now.entry(0).orElseThrow());
      assertEquals(
          new Recorded(accepted.id(), accepted.key(), 1, 1, new Recorded.Accepted(2)),
          now.recorded(accepted.id()).orElseThrow());
      assertEquals(
          new Recorded(
              refused.id(), refused.key(), 2, 2, new Recorded.Refused(1, 0, "title 'one'")),
          now.recorded(refused.id()).orElseThrow());
      // And goes on from there.
      block(store, pin(3, "two"));
      assertEquals(3, tip(store).height());
    }
  }

  @Test
  void whatBecameOfANumberIsFoundWithItsStatement() {
    try (Store store = founded(new MemoryDisk())) {
      Statement accepted = pin(1, "one");
      Statement refused = pin(2, "one");
      block(store, accepted, refused);
      try (Snapshot now = store.snapshot()) {
        Recorded first = now.recorded(key.publicKey().thumbprint(), 1).orElseThrow();
        Recorded second = now.recorded(key.publicKey().thumbprint(), 2).orElseThrow();
        assertEquals(now.recorded(accepted.id()), Optional.of(first));
        assertEquals(now.recorded(refused.id()), Optional.of(second));
        assertEquals(Optional.of(accepted.envelope().encode()), now.octets(first));
        assertEquals(Optional.of(refused.envelope().encode()), now.octets(second));
        assertEquals(Optional.empty(), now.recorded(key.publicKey().thumbprint(), 3));
        assertEquals(Optional.empty(), now.recorded(machine.network()));
      }
    }
  }

  @Test
  void everyEntryHasItsBlockAndEveryBlockItsSeal() throws Exception {
    try (Store store = founded(RocksKeyValues.open(folder))) {
      block(store, pin(1, "one"), pin(2, "two"));
      block(store);
      block(store, pin(3, "three"));
      try (Snapshot now = store.snapshot()) {
        long[] heights = {0, 0, 1, 1, 1, 2, 3, 3};
        LogFrontier log = LogFrontier.EMPTY;
        for (int index = 0; index < heights.length; index++) {
          assertEquals(Optional.of(heights[index]), now.heightOf(index), "entry " + index);
          log = log.append(List.of(LogTree.leafHash(now.entry(index).orElseThrow())));
          if (now.sealOf(heights[index]).orElseThrow() == index) {
            BlockHead head = now.block(heights[index]).orElseThrow();
            assertEquals(log.root(), head.root());
            assertEquals(log.size(), head.size());
            Seal seal = Seal.decode(now.entry(index).orElseThrow());
            assertEquals(seal.height(), head.height());
            assertEquals(seal.time(), head.time());
          }
        }
        assertEquals(heights.length, now.tip().log().size());
        assertEquals(Optional.empty(), now.heightOf(heights.length));
        assertEquals(Optional.empty(), now.heightOf(-1));
        assertEquals(Optional.empty(), now.sealOf(4));
        assertEquals(Optional.empty(), now.entry(heights.length));
      }
    }
  }

  @Test
  void aSnapshotIsUntouchedByLaterBlocks() {
    for (KeyValues disk : List.of(new MemoryDisk(), RocksKeyValues.open(folder))) {
      try (Store store = founded(disk);
          Snapshot before = store.snapshot()) {
        Statement later = pin(1, "later");
        Bytes prefix = machine.rulebook().prefix(Notes.NOTES);
        block(store, later);
        try (Snapshot after = store.snapshot()) {
          assertEquals(1, after.tip().height());
          assertEquals(1, after.list(prefix, Optional.empty(), 10).size());
          assertTrue(after.recorded(later.id()).isPresent());
        }
        assertEquals(0, before.tip().height());
        assertEquals("note 0", before.checkpoint());
        assertEquals(List.of(), before.list(prefix, Optional.empty(), 10));
        assertEquals(Optional.empty(), before.recorded(later.id()));
        assertEquals(Optional.empty(), before.entry(2));
        assertEquals(Optional.empty(), before.block(1));
      }
    }
  }

  @Test
  void aSnapshotEndsAfterAMinuteOfBlockTime() {
    try (Store store = founded(RocksKeyValues.open(folder));
        Snapshot held = store.snapshot()) {
      for (int i = 0; i < Store.SNAPSHOT_SECONDS; i++) {
        block(store);
      }
      assertTrue(held.entry(0).isPresent());
      block(store);
      block(store);
      StoreException end = assertThrows(StoreException.class, () -> held.entry(0));
      assertEquals(StoreException.Kind.CLOSED, end.kind());
    }
  }

  @Test
  void aClosedSnapshotIsNotRead() {
    try (Store store = founded(RocksKeyValues.open(folder))) {
      Snapshot closed = store.snapshot();
      block(store);
      closed.close();
      closed.close();
      assertThrows(StoreException.class, () -> closed.entry(0));
    }
  }

  @Test
  void stateIsListedInOrderFromWhereOneLeftOff() {
    for (KeyValues disk : List.of(new MemoryDisk(), RocksKeyValues.open(folder))) {
      try (Store store = founded(disk)) {
        block(store, pin(1, "b"), pin(2, "a"), pin(3, "c"));
        Bytes prefix = machine.rulebook().prefix(Notes.NOTES);
        try (Snapshot now = store.snapshot()) {
          var all = now.list(prefix, Optional.empty(), 10);
          assertEquals(3, all.size());
          assertEquals(all.subList(0, 2), now.list(prefix, Optional.empty(), 2));
          assertEquals(all.subList(1, 3), now.list(prefix, Optional.of(all.getFirst().key()), 10));
          assertEquals(all, now.list(prefix, Optional.of(Bytes.EMPTY), 10));
        }
      }
    }
  }

  @Test
  void twoNodesCannotHaveOneFolder() {
    try (Store store = founded(RocksKeyValues.open(folder))) {
      StoreException refusal =
          assertThrows(StoreException.class, () -> RocksKeyValues.open(folder));
      assertEquals(StoreException.Kind.IN_USE, refusal.kind());
      assertTrue(refusal.sentence().startsWith("Another node runs on"), refusal.sentence());
      block(store);
    }
  }

  @Test
  void theFolderOfAnotherLedgerIsRefused() {
    founded(RocksKeyValues.open(folder)).close();
    try (KeyValues disk = RocksKeyValues.open(folder)) {
      Bytes other = machine.network().slice(0, 31).concat(Bytes.ofOwned(new byte[1]));
      StoreException refusal =
          assertThrows(
              StoreException.class, () -> new Store(disk, machine.rulebook(), other, true));
      assertEquals(StoreException.Kind.OTHER_NETWORK, refusal.kind());
      assertTrue(refusal.sentence().contains(machine.network().hex()), refusal.sentence());
    }
  }

  @Test
  void aFolderInAnotherFormatIsRefused() {
    MemoryDisk disk = new MemoryDisk();
    founded(disk);
    disk.damage(Column.META, Layout.META_FORMAT, Layout.unsigned(2));
    StoreException refusal = assertThrows(StoreException.class, () -> open(disk));
    assertEquals(StoreException.Kind.OTHER_FORMAT, refusal.kind());
    assertTrue(refusal.sentence().contains("format 3"), refusal.sentence());
  }

  @Test
  void aDamagedEndIsFoundAtTheStart() {
    MemoryDisk disk = new MemoryDisk();
    Store store = founded(disk);
    block(store, pin(1, "one"));
    Bytes seal = disk.get(Column.ENTRIES, Layout.number(3)).orElseThrow();
    byte[] flipped = seal.toByteArray();
    flipped[flipped.length - 1] ^= 1;
    disk.damage(Column.ENTRIES, Layout.number(3), Bytes.ofOwned(flipped));
    assertEquals(
        StoreException.Kind.DAMAGED, assertThrows(StoreException.class, () -> open(disk)).kind());
    disk.damage(Column.ENTRIES, Layout.number(3), seal);
    assertEquals(1, tip(open(disk)).height());
    disk.damage(Column.CHANGED, Layout.number(1), Bytes.EMPTY);
    assertEquals(
        StoreException.Kind.DAMAGED, assertThrows(StoreException.class, () -> open(disk)).kind());
  }

  @Test
  void aTreeWhosePagesAreStoredNowAndThenIsTheSameAfterAStartAtAnyHeight() {
    MemoryDisk disk = new MemoryDisk();
    Store store = new Store(disk, machine.rulebook(), machine.network(), true, 7);
    store.commit(new Commit(machine.found(store.ledger()), List.of(), "note 0"));
    boolean stored = false;
    boolean pending = false;
    for (int number = 1; number <= 12; number++) {
      block(store, pin(number, "note " + number));
      Store again = new Store(disk, machine.rulebook(), machine.network(), true, 7);
      assertEquals(tip(store).tree().root(), tip(again).tree().root());
      assertEquals(tip(store).tree().size(), tip(again).tree().size());
      stored |= disk.get(Column.PAGES, Bytes.fromHex("ffff")).isPresent();
      pending |= disk.get(Column.CHANGED, Layout.number(number)).isPresent();
    }
    assertTrue(stored && pending, "both ways must have been taken");
  }

  @Test
  void aDamagedPageIsFoundAtTheStart() {
    MemoryDisk disk = new MemoryDisk();
    Store store = new Store(disk, machine.rulebook(), machine.network(), true, 0);
    store.commit(new Commit(machine.found(store.ledger()), List.of(), "note 0"));
    block(store, pin(1, "one"));
    disk.damage(Column.PAGES, Bytes.fromHex("ffff"), Bytes.EMPTY);
    assertEquals(
        StoreException.Kind.DAMAGED, assertThrows(StoreException.class, () -> open(disk)).kind());
  }

  @Test
  void nothingUnsyncedIsNeeded() {
    MemoryDisk disk = new MemoryDisk();
    Store store = founded(disk);
    block(store, pin(1, "one"));
    assertEquals(2, disk.syncs());
    Store after = open(disk.afterPowerLoss());
    assertEquals(tip(store).log(), tip(after).log());
    assertEquals(tip(store).tree().root(), tip(after).tree().root());
  }

  @Test
  void afterAFailedCommitTheDiskTellsWhatIsStored() {
    MemoryDisk disk = new MemoryDisk();
    Store store = founded(disk);
    disk.fail("The disk is full.");
    assertThrows(StoreException.class, () -> block(store, pin(1, "one")));
    assertTrue(store.broken());
    assertThrows(StoreException.class, store::recover);
    assertEquals(0, tip(store).height());
    disk.repair();
    store.recover();
    assertFalse(store.broken());
    assertEquals(0, tip(store).height());
    disk.failAfterWriting("The disk's answer was lost.");
    assertThrows(StoreException.class, () -> block(store, pin(1, "one")));
    disk.repair();
    store.recover();
    assertEquals(1, tip(store).height());
    block(store, pin(2, "two"));
    assertEquals(2, tip(store).height());
  }

  @Test
  void factsAreKeptUntilTheIndexHasThem() {
    for (KeyValues disk : List.of(new MemoryDisk(), RocksKeyValues.open(folder))) {
      try (Store store = founded(disk)) {
        Statement one = pin(1, "one");
        block(store, one, pin(2, "one"), pin(3, "three"));
        Timestamp time = tip(store).time();
        block(store);
        block(store, pin(4, "four"));
        List<BlockFacts> facts = store.facts(-1, 10);
        assertEquals(List.of(1L, 3L), facts.stream().map(BlockFacts::height).toList());
        BlockFacts first = facts.getFirst();
        assertEquals(time, first.time());
        assertEquals(2, first.facts().size());
        assertEquals(
            BlockFacts.Stated.by(
                one.id(),
                2,
                new Notes.Pinned(
                    new Notes.Title("one"),
                    birthmark.contract.Subject.party(key.publicKey().thumbprint().value()))),
            first.facts().getFirst());
        assertEquals(1, store.facts(1, 10).size());
        assertEquals(-1, store.forgotten());
        store.forget(2);
        assertEquals(1, store.forgotten());
        assertEquals(List.of(3L), store.facts(-1, 10).stream().map(BlockFacts::height).toList());
      }
    }
  }

  @Test
  void theFactsOfABlockThatWasNotMadeKnownAreNotGiven() {
    MemoryDisk disk = new MemoryDisk();
    Store store = founded(disk);
    block(store, pin(1, "one"));
    disk.failAfterWriting("The disk's answer was lost.");
    assertThrows(StoreException.class, () -> block(store, pin(2, "two")));
    assertEquals(List.of(1L), store.facts(-1, 10).stream().map(BlockFacts::height).toList());
    disk.repair();
    store.recover();
    assertEquals(List.of(1L, 2L), store.facts(-1, 10).stream().map(BlockFacts::height).toList());
  }

  @Test
  void withoutAnIndexNoFactsArePiledUp() {
    Store store = new Store(new MemoryDisk(), machine.rulebook(), machine.network(), false);
    store.commit(new Commit(machine.found(store.ledger()), List.of(), "note 0"));
    block(store, pin(1, "one"));
    assertEquals(List.of(), store.facts(-1, 10));
    assertEquals(1, store.forgotten());
  }
}
