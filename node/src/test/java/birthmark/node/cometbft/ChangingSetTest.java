package birthmark.node.cometbft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.governance.GovernanceTransaction.AddReplica;
import birthmark.contracts.governance.GovernanceTransaction.LeaveReplicas;
import birthmark.contracts.governance.GovernanceTransaction.OfferReplica;
import birthmark.contracts.governance.GovernanceTransaction.WeighReplica;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaReceipts;
import birthmark.finality.ReplicaSet;
import birthmark.finality.ReplicaSetChange;
import birthmark.finality.ReplicaSets;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.node.app.FollowedSets;
import birthmark.node.query.Receipts;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.testing.MemoryDisk;
import birthmark.node.upkeep.Export;
import birthmark.node.upkeep.Import;
import birthmark.node.upkeep.LogFile;
import birthmark.node.upkeep.Progress;
import birthmark.proof.ReceiptCheck;
import birthmark.proof.ReceiptRefusal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import birthmark.testing.ChangingLog;
import birthmark.testing.NotesLedger;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Four organisations that change who signs for their ledger, and what readers make of it. */
class ChangingSetTest {
  private static final int FOUNDERS = 4;

  private final Rulebook rulebook = Contracts.rulebook();
  private final SeededRandom random = new SeededRandom(18);
  private final List<SigningKey> parties = keys(FOUNDERS);

  /** Those of the four founders' replicas, and of one that comes later. */
  private final List<SigningKey> checkpoints = keys(FOUNDERS + 1);

  private final Genesis genesis = ChangingLog.genesis("changing.example", parties, checkpoints);
  private final List<SteppedReplica> nodes = new ArrayList<>();
  private final List<FollowedSets> followed = new ArrayList<>();
  private final List<Integer> told = new ArrayList<>();
  private final long[] numbers = new long[FOUNDERS];
  private List<Bytes> votes = List.of();
  private long height;

  ChangingSetTest() {
    for (SigningKey key : checkpoints) {
      SteppedReplica node = new SteppedReplica(rulebook, genesis, key, new MemoryDisk());
      nodes.add(node);
      followed.add(followed(node));
      told.add(0);
    }
  }

  private FollowedSets followed(SteppedReplica node) {
    return new FollowedSets(node.store, rulebook, genesis, new JdkSignatures());
  }

  private List<SigningKey> keys(int count) {
    return IntStream.range(0, count)
        .mapToObj(
            _ -> (SigningKey) JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)))
        .toList();
  }

  private Bytes statement(int by, Transaction transaction) {
    return new Statement.Draft(
            genesis.network(), ++numbers[by], NotesLedger.START.plusSeconds(3_600), transaction)
        .sign(rulebook, parties.get(by));
  }

  /** A block in which all of {@code by} ask for {@code transaction}. */
  private void block(Transaction transaction, int... by) throws RefusedException {
    for (int each : by) {
      nodes.get(1).offer(Statement.decode(rulebook, statement(each, transaction)));
    }
    block();
  }

  /** A block with what was offered, on which those of the set in force vote. */
  private void block() {
    height++;
    SteppedReplica proposer = nodes.get(1);
    List<Bytes> txs = proposer.proposal(height, votes);
    votes = new ArrayList<>();
    for (SteppedReplica voter : voters()) {
      Bytes vote = voter.extension();
      nodes.forEach(node -> assertTrue(node.accepts(height, vote), "votes of the set in force"));
      votes.add(vote);
    }
    for (int i = 0; i < nodes.size(); i++) {
      SteppedReplica node = nodes.get(i);
      assertTrue(node.accepts(height, txs));
      node.decide(height, 1_000 * height, txs);
      node.commit();
      while (told.get(i) < node.finals.size()) {
        followed.get(i).see(node.finals.get(told.get(i)));
        told.set(i, told.get(i) + 1);
      }
    }
  }

  private void idle(int blocks) {
    for (int i = 0; i < blocks; i++) {
      block();
    }
  }

  private List<SteppedReplica> voters() {
    try (Snapshot now = nodes.getFirst().store.snapshot()) {
      Replicas set = Replicas.at(new Overlay(rulebook, now), now.tip().height() + 1);
      return IntStream.range(0, nodes.size())
          .filter(i -> set.find(id(i)).isPresent())
          .mapToObj(nodes::get)
          .toList();
    }
  }

  private KeyId id(int replica) {
    return checkpoints.get(replica).publicKey().thumbprint();
  }

  private OfferReplica offer(int by, SigningKey key) {
    PartyId party = new PartyId(parties.get(by).publicKey().thumbprint().value());
    return new OfferReplica(
        party,
        key.publicKey(),
        Optional.empty(),
        Optional.empty(),
        OfferReplica.claim(genesis.network(), party, key.publicKey(), Optional.empty()).sign(key),
        Optional.empty());
  }

  private ReplicaSets reader(List<ReplicaSetChange> changes) {
    ReplicaSets sets = new ReplicaSets(ReplicaSet.of(genesis), new JdkSignatures());
    assertEquals(Optional.empty(), sets.follow(changes));
    return sets;
  }

  /** What a reader with {@code sets} makes of the receipt of the genesis from {@code node}. */
  private ReceiptCheck check(int node, ReplicaSets sets) {
    return new ReplicaReceipts(sets, new JdkSignatures())
        .verify(Genesis.CODEC.encode(genesis), receipt(node));
  }

  private Bytes receipt(int node) {
    try (Snapshot now = nodes.get(node).store.snapshot()) {
      return new Receipts(checkpoints.get(node), genesis.name()).of(now, 0).encode();
    }
  }

  @Test
  void eachChangeIsProvenByTheSetBeforeAndFollowedFromTheGenesisAlone() throws Exception {
    idle(1);
    Bytes early = receipt(0);
    assertInstanceOf(ReceiptCheck.Proven.class, check(0, reader(List.of())));

    block(new WeighReplica(id(1), 2), 0, 1, 2);
    idle(3);
    assertEquals(1, followed.getFirst().changes().size());
    assertEquals(5, weight(reader(followed.getFirst().changes())));

    SigningKey fresh = checkpoints.getLast();
    block(offer(0, fresh), 0);
    block(new AddReplica(fresh.publicKey().thumbprint(), 1), 0, 1, 2);
    block(new LeaveReplicas(id(0)), 0);
    idle(4);
    for (FollowedSets each : followed) {
      assertEquals(3, each.changes().size(), "one came and another left, a block after");
    }
    ReplicaSets reader = reader(followed.getFirst().changes());
    assertFalse(reader.current().keys().contains(checkpoints.getFirst().publicKey()));
    assertInstanceOf(ReceiptCheck.Proven.class, check(4, reader));
    assertInstanceOf(ReceiptCheck.Proven.class, check(1, reader));
    ReceiptCheck.Refused left =
        assertInstanceOf(ReceiptCheck.Refused.class, check(0, reader), "its node goes on alone");
    assertEquals(ReceiptRefusal.SIGNER_HAS_LEFT, left.reason());
    assertInstanceOf(
        ReceiptCheck.Proven.class,
        new ReplicaReceipts(reader(List.of()), new JdkSignatures())
            .verify(Genesis.CODEC.encode(genesis), early));
    assertInstanceOf(ReceiptCheck.Refused.class, check(4, reader(List.of())));
  }

  private static long weight(ReplicaSets sets) {
    return sets.current().members().stream().mapToLong(ReplicaSet.Member::weight).sum();
  }

  @Test
  void whatProvesAChangeGoesWithTheExportedLog(@TempDir Path folder) throws Exception {
    block(new WeighReplica(id(1), 2), 0, 1, 2);
    idle(3);
    Path file = folder.resolve("log");
    Export.write(nodes.getFirst().store, genesis.network(), file, Progress.NONE);
    read(file, folder.resolve("ledger"));
    try (RocksKeyValues disk = RocksKeyValues.openScratch(folder.resolve("ledger"));
        Store store = new Store(disk, rulebook, genesis.network(), true)) {
      FollowedSets imported = new FollowedSets(store, rulebook, genesis, new JdkSignatures());
      assertEquals(followed.getFirst().changes(), imported.changes());
      assertEquals(5, weight(reader(imported.changes())));
    }
    Path other = folder.resolve("other");
    Export.write(nodes.getFirst().store, Bytes.ofOwned(new byte[32]), other, Progress.NONE);
    LogFile.DamagedFileException refused =
        assertThrows(
            LogFile.DamagedFileException.class, () -> read(other, folder.resolve("another")));
    assertTrue(String.valueOf(refused.getMessage()).contains("another ledger"), refused::toString);
  }

  private void read(Path file, Path ledger) throws Exception {
    JdkSignatures signatures = new JdkSignatures();
    Machine machine = new Machine(rulebook, signatures, genesis);
    Import.read(file, machine, signatures, ledger, Progress.NONE);
  }

  @Test
  void whatProvesAChangeIsStillThereAfterARestart() throws Exception {
    block(new WeighReplica(id(2), 3), 0, 1, 3);
    assertEquals(List.of(), followed.getFirst().changes(), "not yet signed for");
    idle(2);
    assertEquals(followed.getFirst().changes(), followed(nodes.getFirst()).changes());
    assertEquals(1, followed.getFirst().changes().size());
  }
}
