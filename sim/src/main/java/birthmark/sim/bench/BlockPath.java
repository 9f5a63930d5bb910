package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Introduction;
import birthmark.contract.Role;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.cose.CoseKey;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Trees;
import birthmark.node.engine.Clock;
import birthmark.node.engine.Execution;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.replica.Replica;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.RememberedSignatures;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.FutureTask;
import java.util.function.Function;

/**
 * What a block goes through and nothing else: signatures checked by two threads, of which one also
 * decides and stores each block, and checks with the other whatever it would wait for. So as under
 * load both processors always have something to do, however long a block takes to be decided.
 */
final class BlockPath implements AutoCloseable {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final int BLOCK = 2_000;
  private static final int BLOCKS_AHEAD = 4;

  private final ExecutorService ahead = Executors.newSingleThreadExecutor();
  private final Signatures signatures = new RememberedSignatures(FastSignatures.best());
  private final SigningKey founder = NativeKeys.generate();
  private final Genesis genesis = LocalLedger.genesis(founder);
  private final Store store;
  private final Replica replica;

  /** A new ledger in {@code folder} that keeps {@code trees}. */
  BlockPath(Path folder, Trees trees) {
    this.store = new Store(RocksKeyValues.open(folder), RULEBOOK, genesis.network(), false);
    Machine machine = new Machine(RULEBOOK, signatures, genesis, trees);
    this.replica =
        new Replica(
            machine,
            store,
            CheckpointSigner.of(genesis.name(), founder),
            Clock.system(),
            List.of());
  }

  /** Makers with their role. */
  Makers makers(int count) {
    Makers makers = Makers.of(genesis.network(), count);
    takeIn(makers.registrations(), statement -> ((Introduction) statement.transaction()).key());
    takeIn(makers.grants(founder, 2), _ -> founder.publicKey());
    return makers;
  }

  /** So many parties without a role, whose handles begin with {@code name}, of five letters. */
  Makers parties(String name, int count) {
    Makers parties = Makers.of(genesis.network(), count, name);
    takeIn(parties.registrations(), statement -> ((Introduction) statement.transaction()).key());
    return parties;
  }

  /** Gives {@code parties} some roles, by numbers of the founder's from {@code first} on. */
  void grant(Makers parties, long first, Role... roles) {
    long next = first;
    for (Role role : roles) {
      takeIn(parties.grants(founder, next, role), _ -> founder.publicKey());
      next += parties.count();
    }
  }

  private void takeIn(List<Bytes> statements, Function<Statement, CoseKey> signer) {
    commit(
        statements.stream()
            .map(each -> new Makers.Signed(each, signer.apply(decoded(each))))
            .toList());
  }

  /** Takes all in; each must be accepted. */
  void commit(List<Makers.Signed> statements) {
    Deque<List<FutureTask<Statement>>> waiting = new ArrayDeque<>();
    for (int from = 0; from < statements.size(); from += BLOCK) {
      int to = Math.min(statements.size(), from + BLOCK);
      List<FutureTask<Statement>> block =
          statements.subList(from, to).stream()
              .map(each -> new FutureTask<>(() -> checked(each)))
              .toList();
      block.forEach(ahead::execute);
      waiting.add(block);
      if (waiting.size() > BLOCKS_AHEAD) {
        execute(waiting.remove());
      }
    }
    waiting.forEach(this::execute);
  }

  private static Statement awaited(FutureTask<Statement> task) {
    try {
      return task.get();
    } catch (InterruptedException | ExecutionException e) {
      throw new IllegalStateException("a statement of the bench was not checked", e);
    }
  }

  private Statement checked(Makers.Signed signed) {
    Statement statement = decoded(signed.octets());
    if (!statement.envelope().verifies(signatures, signed.key())) {
      throw new IllegalStateException("a statement of the bench does not verify");
    }
    return statement;
  }

  private static Statement decoded(Bytes octets) {
    try {
      return Statement.decode(RULEBOOK, octets);
    } catch (RefusedException e) {
      throw new IllegalStateException("a statement of the bench has no form", e);
    }
  }

  private void execute(List<FutureTask<Statement>> block) {
    // Those that the other thread has begun are left to it.
    block.forEach(FutureTask::run);
    List<Statement> statements = block.stream().map(BlockPath::awaited).toList();
    Timestamp now = new Timestamp(Instant.now().toEpochMilli());
    Execution done = replica.execute(now, statements, true);
    boolean accepted =
        done instanceof Execution.Decided decided
            && decided.decisions().stream().allMatch(each -> each instanceof Decision.Accepted);
    if (!accepted) {
      throw new IllegalStateException("not committed: " + done);
    }
  }

  @Override
  public void close() {
    ahead.shutdownNow();
    store.close();
  }
}
