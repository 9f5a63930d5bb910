package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.cose.Signatures;
import birthmark.finality.ReplicaSet;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.node.app.FinalCheckpoints;
import birthmark.node.app.FollowedSets;
import birthmark.node.app.StoredBlocks;
import birthmark.node.app.StoredTransfer;
import birthmark.node.cometbft.CometEngine;
import birthmark.node.cometbft.Cosignatures;
import birthmark.node.cometbft.DoubleSigned;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.cometbft.EngineSteps;
import birthmark.node.cometbft.ValidatorPower;
import birthmark.node.engine.Admission;
import birthmark.node.engine.Clock;
import birthmark.node.engine.Ordered;
import birthmark.node.engine.Standing;
import birthmark.node.engine.Ticket;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replica;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.submit.PassedOn;
import birthmark.proof.Note;
import birthmark.sim.cast.SeededKey;
import birthmark.sim.check.ViolationException;
import birthmark.sim.world.CrashError;
import birthmark.sim.world.DiskFaults;
import birthmark.sim.world.SimulatedDisk;
import birthmark.state.View;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * One of several replicas: the production machine, store, replica and its side of agreeing, on a
 * simulated disk. It ends and starts again, as does the engine that asks it.
 */
final class SimulatedReplica {
  /** The contracts of a real node. */
  static final Rulebook CONTRACTS = Contracts.rulebook();

  /** Few, so that pages are stored, and are behind, many times in a short history. */
  private static final long PAGES_AFTER_KEYS = 40;

  /**
   * What every replica is made of.
   *
   * @param blockStatements the most statements in a block
   */
  record Ledger(
      Genesis genesis,
      Signatures verifier,
      Clock clock,
      int blockStatements,
      ReplicaParts parts,
      Listener listener) {}

  /** Told of what a replica comes by. */
  interface Listener {
    /** A checkpoint became final for {@code replica}, which has {@code newest} as the newest. */
    void finalized(SimulatedReplica replica, Note note, Note newest);

    /** {@code replica} found somebody to have signed twice. */
    void accused(SimulatedReplica replica, DoubleSigned evidence);
  }

  /** The keys that sign its checkpoints and its votes. */
  record Keys(SeededKey checkpoint, SeededKey votes) {}

  /** What came of a block. */
  record Delivered(EngineSteps.Result result, EngineSteps.Stored stored) {}

  private record Life(Store store, Replica replica, Admission door, EngineSteps steps) {}

  private final int number;
  private final Ledger ledger;
  private final Keys keys;
  private final DiskFaults faults;
  private SimulatedDisk disk;
  private Optional<Life> life = Optional.empty();
  private long height;

  SimulatedReplica(int number, Ledger ledger, Keys keys, DiskFaults faults) {
    this.number = number;
    this.ledger = ledger;
    this.keys = keys;
    this.faults = faults;
    this.disk = new SimulatedDisk(faults);
  }

  /** Which of them it is, from 0. */
  int number() {
    return number;
  }

  Keys keys() {
    return keys;
  }

  /** What the engine knows it by. */
  Bytes voter() {
    return EngineFolder.octets(keys.votes().publicKey());
  }

  boolean isUp() {
    return life.isPresent();
  }

  /** The engine's height of the last block that it decided in this life, or had stored before. */
  long height() {
    return height;
  }

  /** Starts it on what its disk holds; false if it ended over that. */
  boolean start() {
    try {
      Genesis genesis = ledger.genesis();
      Signatures verifier = ledger.verifier();
      Machine machine = new Machine(CONTRACTS, verifier, genesis);
      Store store = new Store(disk.open(), CONTRACTS, machine.network(), true, PAGES_AFTER_KEYS);
      Replica replica =
          new Replica(
              machine,
              store,
              CheckpointSigner.of(genesis.name(), keys.checkpoint()),
              ledger.clock(),
              List.of());
      FollowedSets sets = new FollowedSets(store, CONTRACTS, genesis, verifier);
      FinalCheckpoints finals = new FinalCheckpoints(store, sets);
      Admission door = new PassedOn(machine, verifier, new StoredBlocks(store, CONTRACTS));
      Consumer<Note> kept =
          note -> {
            finals.keep(note);
            ledger.listener().finalized(this, note, finals.newest(Long.MAX_VALUE).orElse(note));
          };
      CometEngine.Parts parts =
          new CometEngine.Parts(
              genesis,
              ledger.parts().application(number, replica),
              new StoredTransfer(store, replica, sets, kept),
              verifier,
              door,
              new Cosignatures(
                  ReplicaSet.of(genesis),
                  verifier,
                  birthmark.proof.CheckpointSigner.of(genesis.name(), keys.checkpoint())),
              kept,
              evidence -> ledger.listener().accused(this, evidence),
              Runnable::run,
              Runnable::run);
      EngineSteps steps = new EngineSteps(parts, ledger.blockStatements());
      life = Optional.of(new Life(store, replica, door, steps));
      connect(steps);
      return true;
    } catch (CrashError | StoreException e) {
      end();
      return false;
    } catch (IllegalStateException e) {
      throw new ViolationException("replica " + number + " does not start: " + e.getMessage(), e);
    }
  }

  /** The engine begins, or begins again: it goes on from what the replica says it has. */
  private void connect(EngineSteps steps) {
    height = steps.height();
    if (height == 0) {
      List<ValidatorPower> validators = new ArrayList<>();
      ValidatorPower.powers(Replicas.founding(ledger.genesis()))
          .forEach((key, power) -> validators.add(new ValidatorPower(key, power)));
      steps.begin(validators);
    }
  }

  /** Ends it; what waited with it is gone. */
  void end() {
    disk.kill();
    life = Optional.empty();
  }

  /** Cuts its power; of what was not synced the first {@code share} of 100 are there afterwards. */
  void losePower(int share) {
    disk.losePower(disk.unsynced() * share / 100);
    end();
  }

  /** Takes its disk away: it starts again with an empty one. */
  void loseDisk() {
    end();
    disk = new SimulatedDisk(faults);
  }

  private Life life() {
    return life.orElseThrow();
  }

  /** Its side of agreeing. */
  EngineSteps steps() {
    return life().steps();
  }

  /** Whether it votes for a block with {@code txs}. */
  boolean accepts(long height, Timestamp time, List<Bytes> txs) {
    return ledger.parts().vote(number, txs, steps().accepts(height, time.millis(), txs));
  }

  /** Where it stands. */
  Standing standing() {
    return life().replica().standing();
  }

  /** The state as of its last block. */
  View state() {
    return new Overlay(CONTRACTS, life().store().ledger());
  }

  /** What it recorded of a statement. */
  Optional<Recorded> recorded(Bytes statement) {
    try (Snapshot now = life().store().snapshot()) {
      return now.recorded(statement);
    }
  }

  /** All facts that it would tell whoever asks, block by block. */
  List<BlockFacts> facts() {
    return life().store().facts(0, Integer.MAX_VALUE);
  }

  /** Hands it a statement at its door; false if that turns it away. */
  boolean offer(Bytes octets, Consumer<Ordered> answer) {
    return life()
        .door()
        .passedOn(octets)
        .map(statement -> steps().offer(new Ticket(statement, octets.length(), answer)))
        .orElse(false);
  }

  /** Has it decide and store the next block; empty if it or its engine ended there. */
  Optional<Delivered> deliver(EngineSteps.Agreed block) {
    EngineSteps steps = steps();
    try {
      EngineSteps.Result result =
          steps.decide(
              new EngineSteps.Agreed(
                  block.height(),
                  block.timeMillis(),
                  ledger.parts().delivered(number, block.txs()),
                  block.doubleVotes(),
                  block.nextValidatorsHash()));
      EngineSteps.Stored stored = steps.commit();
      height = block.height();
      return Optional.of(new Delivered(result, stored));
    } catch (CrashError e) {
      end();
    } catch (EngineSteps.EndException | StoreException e) {
      steps
          .halted()
          .ifPresent(
              sentence -> {
                throw new ViolationException("replica " + number + " halted: " + sentence, e);
              });
      reconnect(steps);
    }
    return Optional.empty();
  }

  /** The engine ended and the node did not: it begins again. */
  private void reconnect(EngineSteps steps) {
    try {
      connect(steps);
    } catch (CrashError | StoreException e) {
      end();
    }
  }
}
