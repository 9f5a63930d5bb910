package birthmark.sim.play;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Numbers;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.machine.Window;
import birthmark.node.app.CopiedKeys;
import birthmark.node.app.NodeStatements;
import birthmark.node.app.StoredBlocks;
import birthmark.node.engine.Clock;
import birthmark.node.engine.EmbeddedEngine;
import birthmark.node.query.Receipts;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replica;
import birthmark.node.store.KeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.Answer;
import birthmark.node.submit.LastBlock;
import birthmark.node.submit.Pipeline;
import birthmark.node.submit.RememberedSignatures;
import birthmark.sim.cast.Cast;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * One life of a node: the production store, replica, engine and pipeline, wired as in a node, with
 * every executor and timer an event of the simulated world.
 */
final class SimulatedNode {
  private static final int BLOCK_STATEMENTS = 8;

  /** Few, so that pages are stored, and are behind, many times in a short history. */
  private static final long PAGES_AFTER_KEYS = 60;

  private final Store store;
  private final EmbeddedEngine engine;
  private final Pipeline pipeline;
  private final Receipts receipts;
  private final SimulatedIndex index;
  private final LastBlock.Source blocks;

  /** Has things done by this life of the node, never by the next. */
  interface Tasks {
    /** Has {@code task} done soon, in an order that is not promised. */
    void soon(String name, Runnable task);

    /** Has {@code task} done after {@code delay}. */
    void after(Duration delay, String name, Runnable task);
  }

  /**
   * What outlives a node's process.
   *
   * @param numbers the node's own, reserved on disk
   */
  record Place(
      Genesis genesis, KeyValues disk, Clock clock, Numbers numbers, SimulatedIndex.Kept index) {}

  /**
   * A node that starts on what its place holds.
   *
   * @throws birthmark.node.store.StoreException if that cannot be used
   * @throws birthmark.node.submit.UnavailableException if that cannot be read
   */
  SimulatedNode(Rulebook rulebook, Signatures verifier, Place place, Tasks tasks) {
    RememberedSignatures signatures = new RememberedSignatures(verifier);
    Machine machine = new Machine(rulebook, signatures, place.genesis());
    this.store = new Store(place.disk(), rulebook, machine.network(), true, PAGES_AFTER_KEYS);
    String name = place.genesis().name();
    this.index = new SimulatedIndex(store, place.index(), tasks);
    Replica replica =
        new Replica(
            machine,
            store,
            CheckpointSigner.of(name, Cast.EVERYBODY.checkpoints()),
            place.clock(),
            List.of(committed -> index.committed()));
    this.engine =
        new EmbeddedEngine(
            replica,
            place.clock(),
            new EmbeddedEngine.Limits(
                BLOCK_STATEMENTS, 1 << 20, 64, 1 << 20, Duration.ofSeconds(10)),
            task -> tasks.soon("answers", task));
    this.blocks = new StoredBlocks(store, rulebook);
    this.pipeline =
        new Pipeline(
            machine,
            signatures,
            blocks,
            engine,
            place.clock(),
            task -> tasks.soon("works", task),
            new Pipeline.Clones(
                new CopiedKeys(),
                NodeStatements.above(blocks, machine, Cast.EVERYBODY.node().key(), place.numbers()),
                alarm -> {},
                (millis, task) -> tasks.after(Duration.ofMillis(millis), "tries again", task)),
            new Pipeline.Limits(64, 1 << 20));
    this.receipts = new Receipts(Cast.EVERYBODY.checkpoints(), name);
    index.committed();
  }

  /** Submits a statement. */
  CompletableFuture<Answer> submit(Bytes statement) {
    return pipeline.submit(statement);
  }

  /** Has what waits decided as one block, or the heartbeat that is due. */
  void step() {
    engine.step();
  }

  /** How many statements wait to be decided. */
  int queued() {
    return engine.waiting();
  }

  /** How many statements are between door and answer. */
  int waiting() {
    return pipeline.waiting();
  }

  /** The store. */
  Store store() {
    return store;
  }

  /** What makes receipts. */
  Receipts receipts() {
    return receipts;
  }

  /**
   * The highest number counted for {@code key}.
   *
   * @throws birthmark.node.submit.UnavailableException if the ledger cannot be read now
   */
  long counted(KeyId key) {
    try (LastBlock last = blocks.open()) {
      return last.state().find(Window.TABLE, key).map(Window::highest).orElse(0L);
    }
  }
}
