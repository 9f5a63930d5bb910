package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.JdkSignatures;
import birthmark.finality.ReplicaSet;
import birthmark.node.testing.MemoryDisk;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A replica that lacks much of the log takes it in from others, and believes none of them. */
class SnapshotTest {
  private static final long SECOND = 1_000;
  private static final int BLOCKS = 3;
  private static final int STATEMENTS = 120;

  private final FourReplicas four = new FourReplicas();
  private final LogSnapshot snapshot;

  SnapshotTest() {
    int sequence = 0;
    for (int block = 1; block < BLOCKS; block++) {
      four.all(block * SECOND, List.of(new Bundle.Statements(pins(sequence)).encode()));
      sequence += STATEMENTS;
    }
    four.settle(BLOCKS * SECOND, pins(sequence));
    snapshot = four.all.getFirst().consensus.offers().list().getFirst();
  }

  private List<Bytes> pins(int after) {
    List<Bytes> pins = new ArrayList<>();
    for (int i = 1; i <= STATEMENTS; i++) {
      pins.add(four.pin(after + i, "pin " + (after + i)).envelope().encode());
    }
    return pins;
  }

  private Request.OfferSnapshot offer(Bytes metadata, Bytes appHash) {
    return new Request.OfferSnapshot(
        snapshot.height(), LogSnapshot.FORMAT, snapshot.chunks(), metadata, appHash);
  }

  private Request.OfferSnapshot offer() {
    return offer(snapshot.metadata(), snapshot.root());
  }

  private Request.ApplySnapshotChunk chunk(int index) {
    Bytes octets =
        four.all
            .get(index % 4)
            .consensus
            .offers()
            .chunk(snapshot.height(), LogSnapshot.FORMAT, index)
            .orElseThrow();
    return new Request.ApplySnapshotChunk(index, octets, "peer-" + index);
  }

  private SnapshotIntake intake(SteppedReplica into) {
    return intake(into, 1);
  }

  private SnapshotIntake intake(SteppedReplica into, int gathered) {
    return new SnapshotIntake(
        into.log,
        ReplicaSet.of(four.genesis),
        new JdkSignatures(),
        (_, _) -> into.headers,
        () -> List.of(Bytes.EMPTY, Bytes.EMPTY),
        gathered);
  }

  private void takeAll(SteppedReplica into) {
    takeAll(intake(into));
  }

  private void takeAll(SnapshotIntake intake) {
    assertEquals(SnapshotIntake.Offered.ACCEPTED, intake.offer(offer()));
    for (int i = 0; i < snapshot.chunks(); i++) {
      assertEquals(new SnapshotIntake.Applied.Accepted(), intake.apply(chunk(i)));
    }
  }

  private void assertGoesOn(SteppedReplica back) {
    assertEquals(four.all.getFirst().root(), back.root());
    assertEquals(snapshot.height(), back.store.notes().engineHeight());
    assertTrue(back.log.isArriving(), "until its engine has decided a block");
    back.consensus.info();
    List<Bytes> more = List.of(new Bundle.Statements(pins(BLOCKS * STATEMENTS)).encode());
    // What the engine had after the snapshot comes as blocks.
    for (long height = snapshot.height() + 1; height <= four.height(); height++) {
      back.decide(height, BLOCKS * SECOND, List.of());
      back.commit();
    }
    assertFalse(back.log.isArriving());
    Bytes root = four.all((BLOCKS + 1) * SECOND, more);
    assertEquals(root, back.decide(four.height(), (BLOCKS + 1) * SECOND, more));
  }

  @Test
  void anEmptyReplicaComesInByTheChunksAndGoesOnWithTheOthers() {
    assertEquals(2, snapshot.chunks(), "whole ones and a part of one");
    SteppedReplica empty = four.opened(3, new MemoryDisk());
    takeAll(empty);
    assertGoesOn(empty);
    assertEquals(snapshot.note(), empty.finals.getFirst().encode());
  }

  @Test
  void chunksAreTakenInTogetherWhereThereAreMany() {
    SteppedReplica empty = four.opened(3, new MemoryDisk());
    SnapshotIntake intake = intake(empty, SnapshotIntake.GATHERED);
    assertEquals(SnapshotIntake.Offered.ACCEPTED, intake.offer(offer()));
    assertEquals(new SnapshotIntake.Applied.Accepted(), intake.apply(chunk(0)));
    assertEquals(2, empty.log.size(), "it waits for more");
    takeAll(intake);
    assertGoesOn(empty);
  }

  @Test
  void oneThatWasCutShortGoesOnWhereItWas() {
    MemoryDisk disk = new MemoryDisk();
    SteppedReplica first = four.opened(3, disk);
    SnapshotIntake intake = intake(first);
    assertEquals(SnapshotIntake.Offered.ACCEPTED, intake.offer(offer()));
    assertEquals(new SnapshotIntake.Applied.Accepted(), intake.apply(chunk(0)));
    assertTrue(first.log.size() > 2, "the blocks that were whole are stored");
    first.store.close();
    SteppedReplica again = four.opened(3, disk);
    assertTrue(again.log.isArriving(), "its engine must not begin without the rest");
    takeAll(again);
    assertGoesOn(again);
  }

  @Test
  void oneWhoseEngineAloneLostItsBlocksComparesAndGoesOn() {
    SteppedReplica there = four.all.get(3);
    takeAll(there);
    assertGoesOn(there);
  }

  @Test
  void aForgedChunkIsFetchedAgainFromSomebodyElse() {
    SteppedReplica empty = four.opened(3, new MemoryDisk());
    SnapshotIntake intake = intake(empty);
    assertEquals(SnapshotIntake.Offered.ACCEPTED, intake.offer(offer()));
    Bytes good = chunk(0).chunk();
    byte[] altered = good.toByteArray();
    altered[altered.length - 1] ^= 1;
    List<Bytes> forged =
        List.of(
            Bytes.ofOwned(altered),
            good.slice(0, good.length() - 1),
            good.concat(Bytes.fromHex("00000000")),
            chunk(1).chunk(),
            Bytes.fromHex("7fffffff"),
            Bytes.EMPTY);
    for (Bytes octets : forged) {
      assertEquals(
          new SnapshotIntake.Applied.Forged(0, "liar"),
          intake.apply(new Request.ApplySnapshotChunk(0, octets, "liar")));
    }
    assertEquals(2, empty.log.size(), "nothing of it is kept: the founding alone");
    takeAll(empty);
    assertGoesOn(empty);
  }

  @Test
  void anOfferThatNoReplicasSignedIsRefusedWithItsSender() {
    SnapshotIntake intake = intake(four.opened(3, new MemoryDisk()));
    byte[] roots = snapshot.roots().toByteArray();
    roots[0] ^= 1;
    LogSnapshot otherLog =
        new LogSnapshot(
            snapshot.height(), snapshot.size(), Bytes.ofOwned(roots), List.of(), snapshot.note());
    LogSnapshot otherSize =
        new LogSnapshot(
            snapshot.height(), snapshot.size() - 1, snapshot.roots(), List.of(), snapshot.note());
    LogSnapshot alone =
        new LogSnapshot(
            snapshot.height(),
            snapshot.size(),
            snapshot.roots(),
            List.of(),
            four.all.getFirst().extension());
    for (LogSnapshot each : List.of(otherLog, otherSize, alone)) {
      assertEquals(
          SnapshotIntake.Offered.SENDER_REJECTED,
          intake.offer(offer(each.metadata(), each.root())));
    }
    assertEquals(
        SnapshotIntake.Offered.SENDER_REJECTED, intake.offer(offer(Bytes.EMPTY, snapshot.root())));
    assertInstanceOf(SnapshotIntake.Applied.Aborted.class, intake.apply(chunk(0)));
  }

  @Test
  void anOfferThatTheHeaderContradictsOrThatIsBehindIsPassedOver() {
    SnapshotIntake intake = intake(four.opened(3, new MemoryDisk()));
    assertEquals(
        SnapshotIntake.Offered.REJECTED,
        intake.offer(offer(snapshot.metadata(), four.genesis.network())));
    Request.OfferSnapshot other =
        new Request.OfferSnapshot(
            snapshot.height(), 2, snapshot.chunks(), snapshot.metadata(), snapshot.root());
    assertEquals(SnapshotIntake.Offered.UNKNOWN_FORMAT, intake.offer(other));
    four.all(4 * SECOND, List.of(new Bundle.Statements(pins(BLOCKS * STATEMENTS)).encode()));
    assertEquals(SnapshotIntake.Offered.REJECTED, intake(four.all.get(3)).offer(offer()));
  }

  @Test
  void headersWithOtherValidatorsThanTheLedgersReplicasAreNotGoneOnWith() {
    SteppedReplica empty = four.opened(3, new MemoryDisk());
    empty.headers = false;
    SnapshotIntake intake = intake(empty);
    assertEquals(SnapshotIntake.Offered.ACCEPTED, intake.offer(offer()));
    assertEquals(new SnapshotIntake.Applied.Accepted(), intake.apply(chunk(0)));
    assertInstanceOf(SnapshotIntake.Applied.Aborted.class, intake.apply(chunk(1)));
    assertEquals(0, empty.store.notes().engineHeight());
    assertTrue(empty.log.isArriving(), "its engine comes in by another node's headers");
  }

  @Test
  void aReplicaThatHasAnotherLogIsNotMended() {
    SteppedReplica astray = four.opened(3, new MemoryDisk());
    astray.decide(1, SECOND, List.of(new Bundle.Statements(pins(1_000)).encode()));
    astray.commit();
    SnapshotIntake intake = intake(astray);
    assertEquals(SnapshotIntake.Offered.ACCEPTED, intake.offer(offer()));
    Bytes before = astray.root();
    assertInstanceOf(SnapshotIntake.Applied.Aborted.class, intake.apply(chunk(0)));
    assertEquals(before, astray.root());
  }

  @Test
  void whatIsOfferedOutlastsARestartAndAChunkIsOfferedToNobodyThatIsNotInIt() {
    SteppedReplica back = four.opened(0);
    assertEquals(List.of(snapshot), back.consensus.offers().list());
    SnapshotOffers offers = back.consensus.offers();
    assertEquals(Optional.empty(), offers.chunk(snapshot.height() + 1, LogSnapshot.FORMAT, 0));
    assertEquals(Optional.empty(), offers.chunk(snapshot.height(), LogSnapshot.FORMAT, -1));
    assertEquals(
        Optional.empty(), offers.chunk(snapshot.height(), LogSnapshot.FORMAT, snapshot.chunks()));
    assertEquals(Optional.empty(), offers.chunk(snapshot.height(), 2, 0));
  }
}
