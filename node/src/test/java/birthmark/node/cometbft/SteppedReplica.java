package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.SigningKey;
import birthmark.finality.ReplicaSet;
import birthmark.machine.Machine;
import birthmark.node.app.FollowedSets;
import birthmark.node.app.StoredBlocks;
import birthmark.node.app.StoredTransfer;
import birthmark.node.engine.Ordered;
import birthmark.node.engine.Ticket;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replica;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.PassedOn;
import birthmark.node.submit.RememberedSignatures;
import birthmark.node.testing.HandClock;
import birthmark.node.testing.MemoryDisk;
import birthmark.proof.Note;
import birthmark.statement.Statement;
import birthmark.testing.NotesLedger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;

/** One replica without an engine: a test takes each step of agreeing. */
final class SteppedReplica {
  final Machine machine;
  final Store store;
  final Replica replica;
  final StoredTransfer log;

  /** Whether the engine was shown the headers that go with the ledger. */
  boolean headers = true;

  /** Whether the last block that it decided need not be stored soon. */
  boolean idle;

  final Pool pool = new Pool(1_000, 1 << 20);
  final Consensus consensus;
  final List<Note> finals = new ArrayList<>();
  final List<DoubleSigned> doubleSigned = new ArrayList<>();
  final List<Ordered> answers = new ArrayList<>();
  private final Executor here = Runnable::run;

  /** One of a ledger of notes. */
  SteppedReplica(Genesis genesis, SigningKey checkpointKey, MemoryDisk disk) {
    this(NotesLedger.rulebook(), genesis, checkpointKey, disk);
  }

  SteppedReplica(Rulebook rulebook, Genesis genesis, SigningKey checkpointKey, MemoryDisk disk) {
    RememberedSignatures signatures = new RememberedSignatures(FastSignatures.best());
    this.machine = new Machine(rulebook, signatures, genesis);
    this.store = new Store(disk, machine.rulebook(), machine.network(), false);
    this.replica =
        new Replica(
            machine,
            store,
            CheckpointSigner.of(genesis.name(), checkpointKey),
            new HandClock(NotesLedger.START),
            List.of());
    this.log =
        new StoredTransfer(
            store,
            replica,
            new FollowedSets(store, machine.rulebook(), genesis, signatures),
            finals::add);
    PassedOn passedOn =
        new PassedOn(machine, signatures, new StoredBlocks(store, machine.rulebook()));
    this.consensus =
        new Consensus(
            genesis,
            replica,
            new Ahead(replica, here),
            new Candidates(pool, passedOn, here),
            pool,
            new Cosignatures(
                ReplicaSet.of(genesis),
                signatures,
                birthmark.proof.CheckpointSigner.of(genesis.name(), checkpointKey)),
            Consensus.Limits.NORMAL,
            finals::add,
            doubleSigned::add,
            Optional.empty(),
            new Consensus.Transfer(
                log, ReplicaSet.of(genesis), signatures, (height, hash) -> headers));
    consensus.info();
  }

  /** A statement is offered at this node's door. */
  void offer(Statement statement) {
    pool.offer(new Ticket(statement, 300, answers::add));
  }

  /** The transactions that it proposes, given the votes' extensions. */
  List<Bytes> proposal(long height, List<Bytes> extensions) {
    return field(
        consensus.propose(new Request.PrepareProposal(height, 1 << 20, extensions)), 17, 1);
  }

  boolean accepts(long height, List<Bytes> txs) {
    return accepts(height, 0, txs);
  }

  /** The same, at so many milliseconds after the ledger's start. */
  boolean accepts(long height, long millis, List<Bytes> txs) {
    long time = NotesLedger.START.millis() + millis;
    return number(consensus.vote(new Request.ProcessProposal(height, time, txs)), 18) == 1;
  }

  Bytes extension() {
    return field(consensus.extend(), 19, 1).getFirst();
  }

  boolean accepts(long height, Bytes extension) {
    return number(consensus.verify(new Request.VerifyVoteExtension(height, extension)), 20) == 1;
  }

  /** Decides a block; its root. */
  Bytes decide(long height, long millis, List<Bytes> txs) {
    Request.FinalizeBlock block =
        new Request.FinalizeBlock(
            height,
            NotesLedger.START.millis() + millis,
            txs,
            false,
            ValidatorPower.hash(replica.successors()));
    Bytes root = field(consensus.decide(block), 21, 5).getFirst();
    idle = consensus.isIdle(block);
    return root;
  }

  void commit() {
    consensus.commit(
        outcome ->
            pool.decided(outcome.statements(), outcome.decided().decisions())
                .forEach(
                    each ->
                        answers.add(
                            new Ordered.Decided(
                                outcome.decided().height(),
                                outcome.decided().time(),
                                each.decision()))));
  }

  /** The root of the log. */
  Bytes root() {
    return store.tip().orElseThrow().log().root();
  }

  /** How many blocks the ledger has after its founding. */
  long height() {
    return store.tip().orElseThrow().height();
  }

  private static List<Bytes> field(ProtoWriter response, int kind, int field) {
    ProtoReader body = body(response, kind);
    List<Bytes> found = new ArrayList<>();
    for (int at = body.next(); at != 0; at = body.next()) {
      if (at == field) {
        found.add(body.bytes());
      }
    }
    return found;
  }

  private static long number(ProtoWriter response, int kind) {
    ProtoReader body = body(response, kind);
    return body.next() == 1 ? body.number() : 0;
  }

  private static ProtoReader body(ProtoWriter response, int kind) {
    byte[] octets = response.delimited();
    int head = 1;
    while (octets[head - 1] < 0) {
      head++;
    }
    ProtoReader whole = new ProtoReader(octets, head, octets.length);
    if (whole.next() != kind) {
      throw new AssertionError("the answer is of another kind than " + kind);
    }
    return whole.message();
  }
}
