package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.node.engine.Admission;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;

/**
 * The statements of proposed blocks: decoded and their signatures checked once, on all cores, and
 * remembered until the block is stored. Those that wait in the pool were checked before.
 */
final class Candidates {
  /** So many are looked at by one task. */
  private static final int TASK = 64;

  private final Pool pool;
  private final Admission admission;
  private final Executor workers;
  private final Map<Bytes, Admission.Proposed> remembered = new ConcurrentHashMap<>();

  Candidates(Pool pool, Admission admission, Executor workers) {
    this.pool = pool;
    this.admission = admission;
    this.workers = workers;
  }

  /**
   * What is in a block.
   *
   * @param firstForged the place of the first statement that no honest replica proposes
   * @param statements what is to be decided, in order: what is no statement is passed over
   */
  record Judged(OptionalInt firstForged, List<Statement> statements) {}

  /** Looks at what is in a block. */
  Judged judged(List<Bytes> octets) {
    OptionalInt forged = OptionalInt.empty();
    List<Statement> statements = new ArrayList<>(octets.size());
    List<Admission.Proposed> proposed = proposed(octets);
    for (int i = 0; i < proposed.size(); i++) {
      switch (proposed.get(i)) {
        case Admission.Proposed.Valid(Statement statement) -> statements.add(statement);
        case Admission.Proposed.Forged _ ->
            forged = forged.isPresent() ? forged : OptionalInt.of(i);
        case Admission.Proposed.Unknown _ -> {}
      }
    }
    return new Judged(forged, statements);
  }

  private List<Admission.Proposed> proposed(List<Bytes> octets) {
    List<CompletableFuture<List<Admission.Proposed>>> tasks = new ArrayList<>();
    for (int from = 0; from < octets.size(); from += TASK) {
      List<Bytes> some = octets.subList(from, Math.min(from + TASK, octets.size()));
      tasks.add(
          CompletableFuture.supplyAsync(() -> some.stream().map(this::one).toList(), workers));
    }
    List<Admission.Proposed> all = new ArrayList<>(octets.size());
    tasks.forEach(task -> all.addAll(task.join()));
    return all;
  }

  private Admission.Proposed one(Bytes octets) {
    Optional<Statement> waits = pool.known(octets);
    return waits.isPresent()
        ? new Admission.Proposed.Valid(waits.get())
        : remembered.computeIfAbsent(octets, admission::proposed);
  }

  /** Forgets what was proposed: the block is stored. */
  void forget() {
    remembered.clear();
  }
}
