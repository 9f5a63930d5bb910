package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Statements sent at a pace, whatever the answers take: when each was committed, and when its node
 * said that it is final.
 */
final class PacedLatency {
  private static final long LOOK_MILLIS = 2;
  private static final int PATIENCE_SECONDS = 30;

  private final URI node;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private double[] committed = {};
  private double[] finals = {};

  private PacedLatency(URI node) {
    this.node = node;
  }

  private record Sent(long nanos, Bytes statement, CompletableFuture<Answered> answer) {}

  private record Answered(long nanos, String status) {}

  /**
   * Measures with {@code statements}.
   *
   * @param aSecond how many are sent in a second
   */
  static PacedLatency of(URI node, List<Makers.Signed> statements, int aSecond)
      throws IOException, InterruptedException {
    PacedLatency measured = new PacedLatency(node);
    BlockingQueue<Sent> sent = new LinkedBlockingQueue<>();
    CompletableFuture<Void> seen =
        CompletableFuture.runAsync(() -> measured.look(sent, statements.size()));
    try {
      measured.send(statements, aSecond, sent);
      seen.get();
    } catch (ExecutionException e) {
      throw new IOException("a statement did not become final", e);
    } finally {
      measured.http.shutdownNow();
    }
    return measured;
  }

  private void send(List<Makers.Signed> statements, int aSecond, BlockingQueue<Sent> sent)
      throws InterruptedException {
    long begin = System.nanoTime();
    for (int i = 0; i < statements.size(); i++) {
      TimeUnit.NANOSECONDS.sleep(
          begin + i * (TimeUnit.SECONDS.toNanos(1) / aSecond) - System.nanoTime());
      Bytes statement = statements.get(i).octets();
      sent.add(new Sent(System.nanoTime(), statement, submit(statement)));
    }
  }

  /** One after another is asked for until it is final: what is later in the log is so later. */
  private void look(BlockingQueue<Sent> sent, int count) {
    double[] answered = new double[count];
    double[] settled = new double[count];
    try {
      for (int i = 0; i < count; i++) {
        Sent each = sent.take();
        Answered answer = each.answer().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        answered[i] = (answer.nanos() - each.nanos()) / 1e6;
        settled[i] = (awaitFinal(each.statement()) - each.nanos()) / 1e6;
      }
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new IllegalStateException("a statement is not final", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    Arrays.sort(answered);
    Arrays.sort(settled);
    committed = answered;
    finals = settled;
  }

  private CompletableFuture<Answered> submit(Bytes statement) {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("/v1/statements"))
            .header("Content-Type", "application/cose")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(statement.unsafe()))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> new Answered(System.nanoTime(), status(answer)));
  }

  /** The same statement sent again is answered as the first time, with what it is by then. */
  private long awaitFinal(Bytes statement)
      throws IOException, InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() - end < 0) {
      Answered again = submit(statement).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
      if (again.status().equals("final")) {
        return again.nanos();
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    throw new IOException("a statement is not final");
  }

  private static String status(HttpResponse<String> answer) {
    if ((answer.statusCode() == 201 || answer.statusCode() == 200)
        && JsonReader.read(answer.body()) instanceof Json.Obj told
        && told.member("status").orElse(new Json.Null()) instanceof Json.Text(String status)) {
      return status;
    }
    throw new IllegalStateException("the node answered " + answer.statusCode() + answer.body());
  }

  /** The time from sending in which {@code share} of the statements were committed. */
  double committedMillis(double share) {
    return at(committed, share);
  }

  /** The time from sending in which {@code share} of the statements were final. */
  double finalMillis(double share) {
    return at(finals, share);
  }

  private static double at(double[] sorted, double share) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
  }
}
