package birthmark.client.sdk;

import birthmark.contracts.things.ThingTransaction;
import birthmark.merkle.MerkleTree;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Places a batch on the ledger, then claims those of its things that have given their proof. What
 * was answered is noted part by part: whoever is killed and starts again claims a part twice at
 * most, and the ledger says of those that they were born.
 */
public final class BatchUpload {
  private static final int PART = 256;
  private static final int THREADS = 16;
  private static final Duration VALIDITY = Duration.ofMinutes(10);
  private static final Duration QUOTA_PAUSE = Duration.ofSeconds(5);
  private static final int QUOTA_TRIES = 60;

  private final BatchFolder folder;
  private final Signer signer;
  private final Watch watch;
  private long born;
  private long before;
  private long unproven;
  private final List<String> refused = new ArrayList<>();

  /** Is told what comes of it. */
  public interface Watch {
    /** The ledger answered for so many. */
    void uploaded(long count, long of);

    /** The thing at a place was refused. */
    void refused(int index, String thing, Problem problem);
  }

  /**
   * What came of it.
   *
   * @param born how many were claimed
   * @param before how many had been born before
   * @param unproven how many have given no proof of possession yet
   * @param refused how many were refused
   */
  public record Uploaded(long born, long before, long unproven, long refused) {}

  /** An upload of the batch in {@code folder} by {@code signer}. */
  public BatchUpload(BatchFolder folder, Signer signer, Watch watch) {
    this.folder = folder;
    this.signer = signer;
    this.watch = watch;
  }

  /** Registers the batch; one that is registered already stays as it is. */
  public Answer register() throws ClientException {
    return submit(folder.batch());
  }

  /** Whether {@code answer} leaves the batch on the ledger. */
  public static boolean isRegistered(Answer answer) {
    return switch (answer) {
      case Answer.Committed _ -> true;
      case Answer.Refused refused -> isOf(refused.problem(), "batch-exists");
    };
  }

  private static boolean isOf(Problem problem, String reason) {
    return problem.contract().equals("things") && problem.reason().equals(reason);
  }

  /** Claims what can be claimed and was not before. */
  public Uploaded claim() throws ClientException {
    signer.start();
    MerkleTree tree = folder.tree();
    int from = folder.uploaded();
    List<BatchFolder.Item> part = new ArrayList<>();
    try (ExecutorService workers = Executors.newFixedThreadPool(THREADS)) {
      folder.visit(
          from,
          item -> {
            part.add(item);
            if (part.size() == PART) {
              take(workers, tree, part);
            }
          });
      take(workers, tree, part);
    }
    return new Uploaded(born, before, unproven, refused.size());
  }

  private void take(ExecutorService workers, MerkleTree tree, List<BatchFolder.Item> part)
      throws ClientException {
    if (part.isEmpty()) {
      return;
    }
    List<Future<Optional<Answer>>> answers = new ArrayList<>();
    for (BatchFolder.Item item : part) {
      answers.add(workers.submit(() -> claim(tree, item)));
    }
    for (int i = 0; i < answers.size(); i++) {
      count(part.get(i), answer(answers.get(i)));
    }
    int done = part.getLast().index() + 1;
    // Behind a thing without a proof nothing is skipped for good: its proof may come.
    if (unproven == 0) {
      folder.uploaded(done);
    }
    watch.uploaded(done, folder.batch().count());
    part.clear();
  }

  private static Optional<Answer> answer(Future<Optional<Answer>> answer) throws ClientException {
    try {
      return answer.get();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof ClientException known) {
        throw known;
      }
      throw new IllegalStateException("a claim failed", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw interrupted(e);
    }
  }

  private static ClientException interrupted(InterruptedException e) {
    return ClientException.unanswered("the upload was interrupted", "Run it again: it goes on.")
        .because(e);
  }

  private Optional<Answer> claim(MerkleTree tree, BatchFolder.Item item) throws ClientException {
    return item.possession().isEmpty()
        ? Optional.empty()
        : Optional.of(submit(folder.claim(tree, item, item.possession().get())));
  }

  /** Waits for the next minute where the key's quota is used up. */
  private Answer submit(ThingTransaction transaction) throws ClientException {
    for (int tried = 1; ; tried++) {
      Answer answer = signer.submit(transaction, VALIDITY);
      boolean again =
          answer instanceof Answer.Refused refused
              && refused.problem().is("over-quota")
              && tried < QUOTA_TRIES;
      if (!again) {
        return answer;
      }
      try {
        Thread.sleep(QUOTA_PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw interrupted(e);
      }
    }
  }

  private void count(BatchFolder.Item item, Optional<Answer> answer) throws ClientException {
    if (answer.isEmpty()) {
      unproven++;
      return;
    }
    switch (answer.get()) {
      case Answer.Committed _ -> born++;
      case Answer.Refused(Problem problem) -> {
        if (isOf(problem, "already-born")) {
          before++;
        } else if (isOf(problem, "batch-called-off")) {
          throw ClientException.refused(
              problem.detail(), "Prepare another batch of the things that are not born.");
        } else {
          refused.add(item.certificate().thing().toString());
          watch.refused(item.index(), item.certificate().thing().toString(), problem);
        }
      }
    }
  }
}
