package birthmark.node.cometbft;

import birthmark.codec.Timestamp;
import birthmark.node.engine.Staged;
import birthmark.node.engine.StagedApplication;
import birthmark.statement.Statement;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Decides a proposed block while the replicas still agree on it: it usually is the one that they
 * agree on. To decide changes nothing, so another block costs the time alone.
 */
final class Ahead {
  private static final System.Logger LOG = System.getLogger(Ahead.class.getName());

  private final StagedApplication application;
  private final Executor executor;
  private Optional<Begun> begun = Optional.empty();

  /** What a decision depends on besides the state, which nothing changes meanwhile. */
  private record Proposed(Timestamp time, List<Statement> statements, boolean heartbeat) {}

  private record Begun(Proposed block, CompletableFuture<Staged> staged) {}

  /**
   * For {@code application}.
   *
   * @param executor one thread that has nothing else to do
   */
  Ahead(StagedApplication application, Executor executor) {
    this.application = application;
    this.executor = executor;
  }

  /** Begins to decide a block that was proposed. */
  void begin(Timestamp time, List<Statement> statements, boolean heartbeat) {
    Proposed block = new Proposed(time, statements, heartbeat);
    if (begun.filter(each -> each.block().equals(block)).isEmpty()) {
      drop();
      begun =
          Optional.of(
              new Begun(block, CompletableFuture.supplyAsync(() -> decided(block), executor)));
    }
  }

  private Staged decided(Proposed block) {
    return application.stage(block.time(), block.statements(), block.heartbeat());
  }

  /**
   * The decision on the block that was agreed on.
   *
   * @throws birthmark.machine.UnknownRulesException if the rules of the block are not known
   */
  Staged staged(Timestamp time, List<Statement> statements, boolean heartbeat) {
    Proposed block = new Proposed(time, statements, heartbeat);
    Optional<Begun> same = begun.filter(each -> each.block().equals(block));
    if (same.isPresent()) {
      try {
        return same.get().staged().join();
      } catch (CompletionException e) {
        LOG.log(System.Logger.Level.DEBUG, "what failed ahead is decided here, and told", e);
      }
    }
    drop();
    return decided(block);
  }

  /** Forgets what was begun, once it has ended: after this the ledger may change. */
  void drop() {
    begun.ifPresent(each -> each.staged().handle((_, _) -> true).join());
    begun = Optional.empty();
  }
}
