package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import birthmark.node.testing.MemoryDisk;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import birthmark.testing.notes.Notes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Four replicas of a ledger of notes, without engines: a test takes each step of agreeing. */
final class FourReplicas {
  final NotesLedger notes = new NotesLedger(4, 100_000, 7);
  final Genesis genesis = genesis();
  final List<MemoryDisk> disks = new ArrayList<>();
  final List<SteppedReplica> all = new ArrayList<>();
  private long height;

  FourReplicas() {
    for (int i = 0; i < 4; i++) {
      disks.add(new MemoryDisk());
      all.add(opened(i));
    }
  }

  /** Replica {@code which} as it comes up from its disk. */
  SteppedReplica opened(int which) {
    return opened(which, disks.get(which));
  }

  /** Replica {@code which} on another disk. */
  SteppedReplica opened(int which, MemoryDisk disk) {
    return new SteppedReplica(genesis, notes.founders().get(which), disk);
  }

  /** That of the notes, with four replicas. */
  private Genesis genesis() {
    Genesis one = notes.machine().genesis();
    return new Genesis(
        one.format(),
        one.name(),
        one.time(),
        one.founders(),
        IntStream.range(0, 4)
            .mapToObj(
                i ->
                    Genesis.Replica.of(
                        one.founders().get(i).handle(), notes.founders().get(i).publicKey()))
            .toList(),
        one.rules(),
        one.quota());
  }

  Statement pin(long sequence, String title) {
    SteppedReplica any = all.getFirst();
    SigningKey signer = notes.founders().getFirst();
    return notes.decode(
        new Statement.Draft(
                any.machine.network(),
                sequence,
                NotesLedger.START.plusSeconds(3_600),
                new Notes.Pin(new Notes.Title(title), "text"))
            .sign(any.machine.rulebook(), signer));
  }

  /** The engine's height of the last block. */
  long height() {
    return height;
  }

  /** All decide and store {@code txs}; the root that all have. */
  Bytes all(long millis, List<Bytes> txs) {
    height++;
    Bytes root = all.getFirst().decide(height, millis, txs);
    all.getFirst().commit();
    for (SteppedReplica other : all.subList(1, 4)) {
      assertEquals(root, other.decide(height, millis, txs));
      other.commit();
    }
    return root;
  }

  /** A block with {@code statements}, and the two after it by which it becomes final. */
  void settle(long millis, List<Bytes> statements) {
    all(millis, List.of(new Bundle.Statements(statements).encode()));
    List<Bytes> votes = all.stream().map(SteppedReplica::extension).toList();
    all(millis, List.of());
    all(millis, all.getFirst().proposal(height + 1, votes));
  }
}
