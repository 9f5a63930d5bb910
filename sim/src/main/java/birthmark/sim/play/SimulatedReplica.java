package birthmark.sim.play;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.machine.Overlay;
import birthmark.node.engine.Clock;
import birthmark.node.engine.Execution;
import birthmark.node.engine.Staged;
import birthmark.node.engine.Standing;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replica;
import birthmark.node.store.BlockFacts;
import birthmark.node.store.Recorded;
import birthmark.node.store.Snapshot;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.submit.RememberedSignatures;
import birthmark.sim.world.CrashError;
import birthmark.sim.world.DiskFaults;
import birthmark.sim.world.SimulatedDisk;
import birthmark.state.View;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;

/**
 * One of several replicas: the production machine, store and replica on a simulated disk, and the
 * statements that wait with it for a block. It ends and starts again.
 */
final class SimulatedReplica {
  /** Few, so that pages are stored, and are behind, many times in a short history. */
  private static final long PAGES_AFTER_KEYS = 40;

  private static final Duration HEARTBEAT = Duration.ofSeconds(10);

  /** What every replica is made of. */
  record Ledger(Genesis genesis, Signatures verifier, Clock clock) {}

  /** What came of a block: the log's root after it, and what was decided of each statement. */
  record Delivered(Bytes root, List<Statement> statements, Execution.Decided decided) {}

  private record Life(Store store, Replica replica) {}

  private final Ledger ledger;
  private final SigningKey key;
  private final SimulatedDisk disk;
  private final SequencedMap<Bytes, Bytes> pool = new LinkedHashMap<>();
  private Optional<Life> life = Optional.empty();
  private long delivered;

  SimulatedReplica(Ledger ledger, SigningKey key, DiskFaults faults) {
    this.ledger = ledger;
    this.key = key;
    this.disk = new SimulatedDisk(faults);
  }

  boolean isUp() {
    return life.isPresent();
  }

  /** The engine's height of the last block that it decided in this life, or had stored before. */
  long delivered() {
    return delivered;
  }

  /** The statements that wait with it, by their ids. */
  SequencedMap<Bytes, Bytes> pool() {
    return pool;
  }

  /** Starts it on what its disk holds; false if it ended over that. */
  boolean start() {
    try {
      RememberedSignatures signatures = new RememberedSignatures(ledger.verifier());
      Machine machine = new Machine(Parts.CONTRACTS, signatures, ledger.genesis());
      Store store =
          new Store(disk.open(), Parts.CONTRACTS, machine.network(), true, PAGES_AFTER_KEYS);
      Replica replica =
          new Replica(
              machine,
              store,
              CheckpointSigner.of(ledger.genesis().name(), key),
              ledger.clock(),
              List.of());
      life = Optional.of(new Life(store, replica));
      delivered = replica.standing().engineHeight();
      return true;
    } catch (CrashError | StoreException e) {
      end();
      return false;
    }
  }

  /** Ends it; what waited with it is gone. */
  void end() {
    disk.kill();
    pool.clear();
    life = Optional.empty();
  }

  /** Cuts its power; of what was not synced the first {@code share} of 100 are there afterwards. */
  void losePower(int share) {
    disk.losePower(disk.unsynced() * share / 100);
    end();
  }

  private Replica replica() {
    return life.orElseThrow().replica();
  }

  /** Where it stands. */
  Standing standing() {
    return replica().standing();
  }

  /** The state as of its last block. */
  View state() {
    return new Overlay(Parts.CONTRACTS, life.orElseThrow().store().ledger());
  }

  /** What it recorded of a statement. */
  Optional<Recorded> recorded(Bytes statement) {
    try (Snapshot now = life.orElseThrow().store().snapshot()) {
      return now.recorded(statement);
    }
  }

  /** All facts that it would tell whoever asks, block by block. */
  List<BlockFacts> facts() {
    return life.orElseThrow().store().facts(0, Integer.MAX_VALUE);
  }

  /** Has it decide and store the block at the engine's {@code height}; empty if it ended there. */
  Optional<Delivered> deliver(long height, Timestamp time, List<Bytes> octets) {
    List<Statement> statements = statements(octets);
    try {
      Replica replica = replica();
      long idle = time.millis() - replica.standing().time().millis();
      Staged staged = replica.stage(time, statements, idle >= HEARTBEAT.toMillis());
      if (replica.store(staged, height) instanceof Execution.Decided decided) {
        delivered = height;
        forget(statements);
        Bytes root = replica.standing().log().root();
        return Optional.of(new Delivered(root, statements, decided));
      }
    } catch (CrashError | StoreException e) {
      // It ends below, as an engine has it end whose application did not store a block.
    }
    end();
    return Optional.empty();
  }

  private void forget(List<Statement> statements) {
    statements.forEach(statement -> pool.remove(statement.id()));
  }

  /** What is no statement leaves nothing behind, whoever put it into a block. */
  private static List<Statement> statements(List<Bytes> octets) {
    List<Statement> statements = new ArrayList<>();
    for (Bytes each : octets) {
      read(each).ifPresent(statements::add);
    }
    return statements;
  }

  /** The statement that {@code octets} are, if they are one. */
  static Optional<Statement> read(Bytes octets) {
    try {
      return Optional.of(Statement.decode(Parts.CONTRACTS, octets));
    } catch (RefusedException e) {
      return Optional.empty();
    }
  }
}
