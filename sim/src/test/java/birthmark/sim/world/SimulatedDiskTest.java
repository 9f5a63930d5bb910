package birthmark.sim.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.bytes.Bytes;
import birthmark.node.store.Batch;
import birthmark.node.store.Column;
import birthmark.node.store.KeyValues;
import birthmark.node.store.Rows;
import birthmark.node.store.StoreException;
import birthmark.sim.world.DiskFaults.Ending;
import birthmark.sim.world.DiskFaults.Reach;
import birthmark.sim.world.DiskFaults.Write;
import birthmark.state.Entry;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class SimulatedDiskTest {
  private static final Bytes A = Bytes.fromHex("0a");
  private static final Bytes B = Bytes.fromHex("0b");
  private static final Bytes ONE = Bytes.fromHex("01");
  private static final Bytes TWO = Bytes.fromHex("02");

  /** Faults in the order that a test lists them, then none. */
  private static final class Planned implements DiskFaults {
    private final Deque<Write> writes = new ArrayDeque<>();
    private boolean closed;

    @Override
    public Write write(boolean sync) {
      return writes.isEmpty() ? Write.DONE : writes.removeFirst();
    }

    @Override
    public boolean refusesToOpen() {
      return closed;
    }
  }

  private final Planned faults = new Planned();
  private final SimulatedDisk disk = new SimulatedDisk(faults);

  private static Batch put(Bytes key, Bytes value) {
    Batch batch = new Batch();
    batch.put(Column.STATE, key, value);
    return batch;
  }

  private static Optional<Bytes> get(Rows rows, Bytes key) {
    return rows.get(Column.STATE, key);
  }

  private static StoreException.Kind kind(Runnable call) {
    return assertThrows(StoreException.class, call::run).kind();
  }

  @Test
  void aLossOfPowerTakesABatchThatWasNotSyncedAndAllBehindIt() {
    KeyValues rows = disk.open();
    rows.write(put(A, ONE), true);
    rows.write(put(B, ONE), false);
    rows.write(put(A, TWO), false);
    assertEquals(Optional.of(TWO), get(rows, A));
    assertEquals(2, disk.unsynced());
    disk.losePower(1);
    KeyValues after = disk.open();
    assertEquals(Optional.of(ONE), get(after, A));
    assertEquals(Optional.of(ONE), get(after, B));
    assertEquals(0, disk.unsynced(), "what was found lasts");
  }

  @Test
  void aSyncMakesAllThatWasWrittenBeforeItLast() {
    KeyValues rows = disk.open();
    rows.write(put(A, ONE), false);
    assertEquals(Optional.empty(), get(disk.durable(), A));
    rows.write(put(B, ONE), true);
    assertEquals(Optional.of(ONE), get(disk.durable(), A));
    disk.losePower(0);
    assertEquals(Optional.of(ONE), get(disk.open(), A));
  }

  @Test
  void whatALossOfPowerWouldLeaveCanOnlyBeRead() {
    disk.open().write(put(A, ONE), true);
    KeyValues left = disk.durable();
    assertEquals(StoreException.Kind.READ_ONLY, kind(() -> left.write(put(A, TWO), false)));
    assertEquals(Optional.of(ONE), get(left, A));
  }

  @Test
  void aProcessThatIsKilledLosesNothingAndReachesTheDiskNoMore() {
    KeyValues rows = disk.open();
    rows.write(put(A, ONE), false);
    disk.kill();
    assertEquals(StoreException.Kind.CLOSED, kind(() -> get(rows, A)));
    assertEquals(StoreException.Kind.CLOSED, kind(() -> rows.write(put(A, TWO), true)));
    KeyValues next = disk.open();
    assertEquals(Optional.of(ONE), get(next, A));
    rows.close();
    assertEquals(Optional.of(ONE), get(next, A), "the dead process closes nothing of another's");
  }

  @Test
  void twoProcessesCannotHaveTheDisk() {
    KeyValues rows = disk.open();
    assertEquals(StoreException.Kind.IN_USE, kind(disk::open));
    rows.close();
    assertEquals(Optional.empty(), get(disk.open(), A));
  }

  @ParameterizedTest
  @EnumSource(Reach.class)
  void aWriteThatFailsComesAsFarAsItIsTold(Reach reach) {
    KeyValues rows = disk.open();
    faults.writes.add(new Write(reach, Ending.FAILS));
    assertEquals(StoreException.Kind.FAILED, kind(() -> rows.write(put(A, ONE), true)));
    assertEquals(reach == Reach.ALL, get(disk.durable(), A).isPresent());
    rows.reopen();
    assertEquals(reach != Reach.NOTHING, get(rows, A).isPresent());
    assertEquals(get(rows, A), get(disk.durable(), A), "what was found lasts");
  }

  @ParameterizedTest
  @EnumSource(Reach.class)
  void aCrashLeavesWhatItsWriteHadDone(Reach reach) {
    KeyValues rows = disk.open();
    faults.writes.add(new Write(reach, Ending.CRASHES));
    assertThrows(CrashError.class, () -> rows.write(put(A, ONE), true));
    disk.losePower(0);
    assertEquals(reach == Reach.ALL, get(disk.open(), A).isPresent());
  }

  @Test
  void aFrozenDiskIsUnaffectedByLaterWritesUntilTheDiskIsReopened() {
    KeyValues rows = disk.open();
    rows.write(put(A, ONE), true);
    KeyValues.Frozen frozen = rows.freeze();
    Batch batch = put(A, TWO);
    batch.put(Column.STATE, B, TWO);
    rows.write(batch, true);
    assertEquals(Optional.of(ONE), get(frozen, A));
    assertEquals(List.of(new Entry<>(A, ONE)), frozen.scan(Column.STATE, A, Optional.empty(), 10));
    rows.reopen();
    assertEquals(StoreException.Kind.CLOSED, kind(() -> get(frozen, A)));
  }

  @Test
  void aScanGivesRowsInOrderUpToItsEndAndLimit() {
    KeyValues rows = disk.open();
    Batch batch = put(B, TWO);
    batch.put(Column.STATE, A, ONE);
    batch.put(Column.STATE, Bytes.fromHex("0c"), ONE);
    rows.write(batch, false);
    Batch removal = new Batch();
    removal.remove(Column.STATE, A);
    assertEquals(
        List.of(new Entry<>(A, ONE), new Entry<>(B, TWO)),
        rows.scan(Column.STATE, A, Optional.of(Bytes.fromHex("0c")), 10));
    assertEquals(1, rows.scan(Column.STATE, A, Optional.empty(), 1).size());
    rows.write(removal, false);
    assertEquals(
        List.of(new Entry<>(B, TWO)),
        rows.scan(Column.STATE, A, Optional.of(Bytes.fromHex("0c")), 10));
  }

  @Test
  void aDamagedRowIsNeverServedUntilItIsWrittenAnewOrPutBack() {
    KeyValues rows = disk.open();
    rows.write(put(A, ONE), true);
    rows.write(put(B, ONE), true);
    assertEquals("STATE 0b", disk.damage(1));
    assertEquals(Optional.of(ONE), get(rows, A));
    assertEquals(StoreException.Kind.DAMAGED, kind(() -> get(rows, B)));
    assertEquals(
        StoreException.Kind.DAMAGED, kind(() -> rows.scan(Column.STATE, A, Optional.empty(), 9)));
    assertEquals(Optional.of(ONE), get(disk.durable(), B), "what was written, past the damage");
    rows.write(put(B, TWO), true);
    assertEquals(Optional.of(TWO), get(rows, B));
    disk.damage(0);
    disk.repair();
    assertEquals(Optional.of(ONE), get(rows, A));
  }

  @Test
  void aDiskThatCannotBeOpenedSaysSo() {
    faults.closed = true;
    assertEquals(StoreException.Kind.FAILED, kind(disk::open));
    faults.closed = false;
    assertEquals(Optional.empty(), get(disk.open(), A));
  }
}
