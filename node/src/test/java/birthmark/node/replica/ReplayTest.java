package birthmark.node.replica;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Transaction;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.node.engine.Execution;
import birthmark.node.store.Column;
import birthmark.node.store.KeyValues;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.HandClock;
import birthmark.node.testing.MemoryDisk;
import birthmark.node.testing.TestNode;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayTest {
  private final NotesLedger notes = new NotesLedger(5, 400, 4);
  private final List<SigningKey> keys = FastKey.allOf(notes.founders(), 5, 4);
  private final HandClock clock = new HandClock(NotesLedger.START.plusSeconds(1));
  private final Random random = new Random(5);
  @TempDir Path folder;

  private static Replay.Result replay(TestNode node) {
    return replay(node.machine(), node.store());
  }

  private static Replay.Result replay(Machine machine, Store store) {
    try (Snapshot source = store.snapshot();
        Store scratch = new Store(new MemoryDisk(), machine.rulebook(), machine.network(), false)) {
      return Replay.run(machine, source, scratch);
    }
  }

  /** A statement that may be accepted, refused by contract or envelope, or ignored. */
  private Statement random(long[] highest) {
    int who = random.nextInt(keys.size());
    long sequence =
        switch (random.nextInt(8)) {
          case 0 -> Math.max(1, highest[who] - random.nextInt(50));
          case 1 -> highest[who] + 1 + random.nextInt(2_000);
          default -> highest[who] + 1;
        };
    highest[who] = Math.max(highest[who], sequence);
    Notes.Title title = new Notes.Title("note " + random.nextInt(300));
    Transaction transaction =
        random.nextInt(3) == 0 ? new Notes.Unpin(title) : new Notes.Pin(title, "text");
    Timestamp expiry = new Timestamp(clock.millis() + random.nextInt(20_000) - 1_000);
    return notes.sign(keys.get(who), sequence, expiry, transaction);
  }

  private int[] run(TestNode node, int statements, int most) {
    int[] decisions = new int[3];
    long[] highest = new long[keys.size()];
    for (int done = 0; done < statements; ) {
      clock.pass(Duration.ofMillis(random.nextInt(1_500)));
      List<Statement> block = new ArrayList<>();
      for (int size = random.nextInt(most); size > 0; size--) {
        block.add(random(highest));
      }
      done += block.size();
      Execution.Decided decided =
          assertInstanceOf(
              Execution.Decided.class,
              node.replica().execute(new Timestamp(clock.millis()), block, block.isEmpty()));
      for (Decision decision : decided.decisions()) {
        switch (decision) {
          case Decision.Accepted _ -> decisions[0]++;
          case Decision.Refused _ -> decisions[1]++;
          case Decision.Ignored _ -> decisions[2]++;
        }
      }
    }
    return decisions;
  }

  private TestNode node(KeyValues disk) {
    return new TestNode(notes, disk, clock, TestNode.Options.PLAIN.byHand());
  }

  /** Large blocks are taken apart by all processors, small ones by the one that decides. */
  @ParameterizedTest
  @ValueSource(ints = {40, 600})
  void aReplayOfTheLogAloneGivesTheSameRoots(int most) {
    try (TestNode node = node(RocksKeyValues.open(folder))) {
      int[] decisions = run(node, 4_000, most);
      for (int kind : decisions) {
        assertTrue(kind > 50, "every kind of decision must come up often: " + kind);
      }
      Replay.Same same = assertInstanceOf(Replay.Same.class, replay(node));
      try (Snapshot now = node.store().snapshot()) {
        assertEquals(now.tip().height(), same.height());
        assertEquals(now.tip().log().size(), same.size());
        assertEquals(now.tip().log().root(), same.root());
      }
    }
  }

  /** The entries behind the founding, of blocks of all sizes. */
  private List<Bytes> entries(TestNode node, TestNode founded) {
    List<Bytes> entries = new ArrayList<>();
    for (long i = founded.store().log().size(); i < node.store().log().size(); i++) {
      entries.add(node.store().log().entry(i).orElseThrow());
    }
    return entries;
  }

  /** Later blocks are taken apart while earlier ones are decided. */
  @ParameterizedTest
  @ValueSource(ints = {3, 40, 600})
  void aReplicaThatIsGivenManyBlocksAtOnceComesToTheSameRoot(int most) {
    try (TestNode node = node(new MemoryDisk());
        TestNode other = node(new MemoryDisk())) {
      run(node, 3_000, most);
      assertEquals(Optional.empty(), other.replica().follow(entries(node, other)));
      assertEquals(
          node.store().tip().orElseThrow().log().root(),
          other.store().tip().orElseThrow().log().root());
      assertEquals(Optional.empty(), other.replica().follow(List.of()));
    }
  }

  @Test
  void ofManyBlocksThoseBeforeTheOneThatDoesNotFollowAreStored() {
    try (TestNode node = node(new MemoryDisk());
        TestNode other = node(new MemoryDisk())) {
      run(node, 1_000, 40);
      List<Bytes> entries = entries(node, other);
      int changed = entries.size() - 100;
      while (birthmark.machine.Seal.is(entries.get(changed))) {
        changed++;
      }
      byte[] flipped = entries.get(changed).toByteArray();
      flipped[flipped.length - 1] ^= 1;
      entries.set(changed, Bytes.ofOwned(flipped));
      long first = other.store().log().size();
      Replay.Differs differs = other.replica().follow(entries).orElseThrow();
      assertEquals(first + changed, differs.index());
      long stored = other.store().log().size();
      assertTrue(stored > first && stored <= first + changed, "up to the block before: " + stored);
      assertTrue(
          birthmark.machine.Seal.is(entries.get((int) (stored - first - 1))), "whole blocks alone");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {40, 600})
  void aChangedEntryIsNamed(int most) {
    MemoryDisk disk = new MemoryDisk();
    try (TestNode node = node(disk)) {
      run(node, 100, most);
      long[] accepted = new long[1];
      try (Snapshot now = node.store().snapshot()) {
        for (long index = now.tip().log().size() - 1; accepted[0] == 0; index--) {
          if (!birthmark.machine.Seal.is(now.entry(index).orElseThrow())) {
            accepted[0] = index;
          }
        }
        Bytes entry = now.entry(accepted[0]).orElseThrow();
        byte[] flipped = entry.toByteArray();
        flipped[flipped.length - 1] ^= 1;
        disk.damage(
            Column.ENTRIES,
            Bytes.ofOwned(java.nio.ByteBuffer.allocate(8).putLong(accepted[0]).array()),
            Bytes.ofOwned(flipped));
      }
      try (TestNode again = node(disk)) {
        Replay.Differs differs = assertInstanceOf(Replay.Differs.class, replay(again));
        assertEquals(accepted[0], differs.index());
        assertTrue(differs.sentence().contains("not accepted"), differs.sentence());
      }
    }
  }

  @Test
  void anotherGenesisDoesNotReplay() {
    try (TestNode node = node(new MemoryDisk());
        Snapshot source = node.store().snapshot()) {
      NotesLedger other = new NotesLedger(5, 401, 4);
      Store scratch =
          new Store(new MemoryDisk(), other.machine().rulebook(), other.machine().network(), false);
      assertEquals(
          new Replay.Differs(0, 0, "the log starts from another genesis"),
          Replay.run(other.machine(), source, scratch));
    }
  }
}
