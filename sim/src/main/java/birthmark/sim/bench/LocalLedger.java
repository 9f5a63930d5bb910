package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.cose.SigningKey;
import birthmark.node.app.LedgerKeeper;
import birthmark.node.engine.Clock;
import birthmark.node.index.Index;
import birthmark.node.store.Snapshot;
import birthmark.node.submit.Answer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;

/** A ledger in this process: everything of a node but its door. */
final class LocalLedger implements AutoCloseable {
  private static final int IN_FLIGHT = 16_384;
  private static final long QUOTA = 1L << 40;

  private final SigningKey founder;
  private final Genesis genesis;
  private final LedgerKeeper keeper;

  /** A new ledger in {@code folder}. */
  LocalLedger(Path folder, boolean indexed) {
    this(folder, indexed, NativeKeys.generate());
  }

  private LocalLedger(Path folder, boolean indexed, SigningKey founder) {
    this(folder, indexed, founder, genesis(founder));
  }

  /**
   * The ledger in {@code folder} that {@code founder} founded, or a new one where there is none.
   */
  LocalLedger(Path folder, boolean indexed, SigningKey founder, Genesis genesis) {
    this.founder = founder;
    this.genesis = genesis;
    this.keeper =
        new LedgerKeeper(
            new LedgerKeeper.Places(
                folder.resolve("ledger"),
                indexed ? Optional.of(folder.resolve("index.db")) : Optional.empty(),
                folder.resolve("scratch")),
            Contracts.rulebook(),
            genesis,
            founder,
            (_, _) -> LocalLedger::silent,
            Clock.system());
  }

  /** The start of a ledger of {@code founder}'s that lets everybody do as much as they like. */
  static Genesis genesis(SigningKey founder) {
    return new Genesis(
        Genesis.FORMAT,
        "bench.example",
        new Timestamp(Instant.now().toEpochMilli()),
        List.of(
            new Genesis.Founder(
                "founder", "Founder", List.of(founder.publicKey()), List.of(Role.REPLICA))),
        List.of(Genesis.Replica.of("founder", founder.publicKey())),
        1,
        QUOTA);
  }

  private static Bytes silent(Transaction transaction, Timestamp now) {
    throw new IllegalStateException("the bench copies no key, so there is nothing to report");
  }

  /** The index, caught up. */
  Index index() throws InterruptedException {
    Index index = keeper.index().orElseThrow();
    awaitIndex(index);
    return index;
  }

  /** The ledger's network id. */
  Bytes network() {
    return genesis.network();
  }

  /** Makers with their role. */
  Makers makers(int count) throws InterruptedException {
    Makers makers = Makers.of(genesis.network(), count);
    commit(makers.registrations());
    commit(makers.grants(founder, 2));
    return makers;
  }

  /** Submits all and waits until each is committed and, where there is an index, indexed. */
  void commit(List<Bytes> statements) throws InterruptedException {
    Semaphore room = new Semaphore(IN_FLIGHT);
    Queue<String> faults = new ConcurrentLinkedQueue<>();
    for (Bytes statement : statements) {
      room.acquire();
      CompletableFuture<Answer> _ =
          keeper
              .submission()
              .submit(statement)
              .whenComplete(
                  (answer, fault) -> {
                    if (!(answer instanceof Answer.Committed)) {
                      faults.add(answer == null ? String.valueOf(fault) : answer.toString());
                    }
                    room.release();
                  });
    }
    // Nothing of what was answered is kept till the end: a node keeps nothing of it either.
    room.acquire(IN_FLIGHT);
    if (!faults.isEmpty()) {
      throw new IllegalStateException("not committed: " + faults);
    }
    if (keeper.index().isPresent()) {
      awaitIndex(keeper.index().get());
    }
  }

  private void awaitIndex(Index index) throws InterruptedException {
    long height;
    try (Snapshot snapshot = keeper.snapshot()) {
      height = snapshot.tip().height();
    }
    while (index.height() < height) {
      index.awaitAbove(index.height(), Duration.ofSeconds(1));
    }
  }

  @Override
  public void close() {
    keeper.close();
  }
}
