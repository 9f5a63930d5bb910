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

/** One replica without an engine: a test takes each step of agreeing. */
final class SteppedReplica {
  private static final int BLOCK_STATEMENTS = 8_192;

  final Machine machine;
  final Store store;
  final Replica replica;
  final StoredTransfer log;

  /** Whether the engine was shown the headers that go with the ledger. */
  boolean headers = true;

  /** Whether nothing waits for the block that was just decided. */
  boolean idle;

  final Consensus consensus;
  final List<Note> finals = new ArrayList<>();
  final List<DoubleSigned> doubleSigned = new ArrayList<>();
  final List<Ordered> answers = new ArrayList<>();
  private final EngineSteps steps;

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
    this.steps =
        new EngineSteps(
            new CometEngine.Parts(
                genesis,
                replica,
                log,
                signatures,
                passedOn,
                new Cosignatures(
                    ReplicaSet.of(genesis),
                    signatures,
                    birthmark.proof.CheckpointSigner.of(genesis.name(), checkpointKey)),
                finals::add,
                doubleSigned::add,
                Runnable::run,
                Runnable::run),
            BLOCK_STATEMENTS,
            (height, hash) -> headers);
    this.consensus = steps.consensus();
    consensus.info();
  }

  /** A statement is offered at this node's door. */
  void offer(Statement statement) {
    steps.offer(new Ticket(statement, 300, answers::add));
  }

  /** The transactions that it proposes, given the votes' extensions. */
  List<Bytes> proposal(long height, List<Bytes> extensions) {
    return steps.propose(height, 1 << 20, extensions);
  }

  boolean accepts(long height, List<Bytes> txs) {
    return accepts(height, 0, txs);
  }

  /** The same, at so many milliseconds after the ledger's start. */
  boolean accepts(long height, long millis, List<Bytes> txs) {
    return steps.accepts(height, NotesLedger.START.millis() + millis, txs);
  }

  Bytes extension() {
    return steps.extension();
  }

  boolean accepts(long height, Bytes extension) {
    return steps.accepts(height, extension);
  }

  /** Decides a block; its root. */
  Bytes decide(long height, long millis, List<Bytes> txs) {
    EngineSteps.Agreed block =
        new EngineSteps.Agreed(
            height,
            NotesLedger.START.millis() + millis,
            txs,
            false,
            ValidatorPower.hash(replica.successors()));
    Bytes root = steps.decide(block).root();
    idle = consensus.isIdle(block.request());
    return root;
  }

  void commit() {
    EngineSteps.Stored _ = steps.commit();
  }

  /** The root of the log. */
  Bytes root() {
    return store.tip().orElseThrow().log().root();
  }

  /** How many blocks the ledger has after its founding. */
  long height() {
    return store.tip().orElseThrow().height();
  }
}
