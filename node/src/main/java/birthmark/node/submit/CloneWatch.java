package birthmark.node.submit;

import birthmark.bytes.Bytes;
import birthmark.contract.Transaction;
import birthmark.cose.KeyId;
import birthmark.statement.Statement;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * Looks after statements whose number was used by another: two of them prove that a key was copied,
 * and the node that holds both tells the ledger.
 */
final class CloneWatch {
  private static final System.Logger LOG = System.getLogger(CloneWatch.class.getName());
  private static final int REPORTS_MAX = 256;
  private static final int TRIES_MAX = 5;
  private static final long RETRY_MILLIS_MAX = 5_000;

  private final LastBlock.Source ledger;
  private final Pipeline.Clones parts;
  private final Executor executor;
  private final BiConsumer<Bytes, Consumer<Answer>> submission;
  private final Waiting<Doubled, Boolean> reports = new Waiting<>();

  private record Doubled(KeyId key, long sequence) {
    static Doubled of(Statement statement) {
      return new Doubled(statement.key(), statement.sequence());
    }
  }

  /**
   * A watch.
   *
   * @param parts what it does about copied keys
   * @param executor where evidence is put together
   * @param submission where the node's own statements go
   */
  CloneWatch(
      LastBlock.Source ledger,
      Pipeline.Clones parts,
      Executor executor,
      BiConsumer<Bytes, Consumer<Answer>> submission) {
    this.ledger = ledger;
    this.parts = parts;
    this.executor = executor;
    this.submission = submission;
  }

  /**
   * Reports that {@code second} has the number of {@code first}; any other statement with that
   * number that comes meanwhile is part of the same report.
   *
   * @param reported told whether the ledger knows now that the key was copied
   */
  void report(LastBlock.First first, Statement second, Consumer<Boolean> reported) {
    if (reports.questions() >= REPORTS_MAX) {
      alarm(second, "two statements have its number, and too many such pairs are being reported");
      reported.accept(false);
    } else if (reports.join(Doubled.of(second), reported)) {
      try {
        executor.execute(() -> begin(first, second));
      } catch (RejectedExecutionException e) {
        fail(second, "the node is stopping");
      }
    }
  }

  private void begin(LastBlock.First first, Statement second) {
    try (LastBlock last = ledger.open()) {
      switch (parts.evidence().of(last.state(), first, second)) {
        case CloneEvidence.Known _ -> end(second, true);
        case CloneEvidence.Showable(Transaction shown) ->
            send(parts.own().sign(shown, last.time()), second, 1);
        case CloneEvidence.NotShowable(String why) -> fail(second, "it cannot be shown: " + why);
      }
    } catch (RuntimeException e) {
      LOG.log(System.Logger.Level.ERROR, "evidence of a copied key could not be put together", e);
      fail(second, "the node could not put the evidence together; its log says why");
    }
  }

  /** Sends the node's statement; the very same again where nobody decided it. */
  private void send(Bytes statement, Statement second, int attempt) {
    submission.accept(
        statement,
        answer -> {
          switch (answer) {
            case Answer.Committed committed -> {
              LOG.log(
                  System.Logger.Level.WARNING,
                  "Key {0} was copied: two statements have number {1}. Reported in block {2}.",
                  second.key(),
                  String.valueOf(second.sequence()),
                  String.valueOf(committed.height()));
              end(second, true);
            }
            case Answer.Refused refused -> fail(second, refused.reason().sentence());
            case Answer.Unavailable unavailable -> fail(second, unavailable.sentence());
            case Answer.OverQuota over ->
                again(statement, second, attempt, over.retryAfterMillis(), "the node's quota");
            case Answer.Busy busy ->
                again(statement, second, attempt, busy.retryAfterMillis(), busy.sentence());
          }
        });
  }

  private void again(Bytes statement, Statement second, int attempt, long millis, String why) {
    if (attempt == TRIES_MAX) {
      fail(second, why);
      return;
    }
    parts
        .later()
        .after(Math.min(millis, RETRY_MILLIS_MAX), () -> send(statement, second, attempt + 1));
  }

  private void fail(Statement second, String why) {
    alarm(second, "two statements have its number, which the node could not report: " + why);
    end(second, false);
  }

  private void end(Statement second, boolean known) {
    reports.answer(Doubled.of(second), known);
  }

  /** A statement too old to count of which nobody knows whether its number was used. */
  void stale(Statement statement, long highest) {
    alarm(
        statement,
        "its number is far behind the key's highest, "
            + highest
            + ", and never counted: a copy of the key, or a client restored from a backup");
  }

  private void alarm(Statement statement, String sentence) {
    parts
        .alarms()
        .raise(new Alarms.Alarm(statement.key(), statement.sequence(), statement.id(), sentence));
  }
}
