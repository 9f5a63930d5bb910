package birthmark.node.edge;

import birthmark.node.submit.Answer;
import birthmark.statement.EnvelopeRefusal;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** What is counted and timed at the edge. */
final class Meters {
  private final MeterRegistry registry;
  private final StatementAnswers answers;
  private final Timer latency;

  Meters(MeterRegistry registry, StatementAnswers answers) {
    this.registry = registry;
    this.answers = answers;
    this.latency =
        Timer.builder("birthmark.statement.answer")
            .description("From a statement's arrival to its answer, synced or refused")
            .publishPercentileHistogram()
            .register(registry);
  }

  /** Counts and times what becomes of a statement. */
  CompletableFuture<Answer> submitted(CompletableFuture<Answer> pending) {
    Timer.Sample start = Timer.start(registry);
    return pending.whenComplete(
        (answer, failure) -> {
          start.stop(latency);
          if (answer != null) {
            count(answer);
          }
        });
  }

  private void count(Answer answer) {
    switch (answer) {
      case Answer.Committed committed ->
          count(committed.repeated() ? "repeated" : "committed", "none");
      case Answer.Refused refused -> count("refused", answers.kind(refused).rule());
      case Answer.OverQuota _ ->
          count("refused", Problem.Kind.of(EnvelopeRefusal.OVER_QUOTA).rule());
      case Answer.Busy _ -> count("busy", "none");
      case Answer.Unavailable _ -> count("unavailable", "none");
    }
  }

  private void count(String outcome, String reason) {
    registry.counter("birthmark.statements", "outcome", outcome, "reason", reason).increment();
  }

  /** Times a request: by its route's template, never by its path, so that series stay few. */
  void answered(String route, int status, long nanos) {
    Timer.builder("birthmark.http.requests")
        .description("From a request's head to its answer's end")
        .tag("route", route)
        .tag("status", Integer.toString(status))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }
}
