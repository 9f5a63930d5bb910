package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Statements sent at a pace, whatever the answers take: when each was committed, and when a
 * checkpoint of its log was final.
 */
final class PacedLatency {
  private static final long LOOK_MILLIS = 5;
  private static final int PATIENCE_SECONDS = 30;

  private final URI node;
  private final int signers;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  /** When the final log was first seen to have so many entries. */
  private final NavigableMap<Long, Long> finalAt = new ConcurrentSkipListMap<>();

  private double[] committed = {};
  private double[] finals = {};
  private volatile boolean done;

  private PacedLatency(URI node, int signers) {
    this.node = node;
    this.signers = signers;
  }

  private record Sent(long nanos, CompletableFuture<Answered> answer) {}

  private record Answered(long nanos, long index) {}

  /**
   * Measures with {@code statements}.
   *
   * @param aSecond how many are sent in a second
   * @param signers how many signatures make a checkpoint final
   */
  static PacedLatency of(URI node, List<Makers.Signed> statements, int aSecond, int signers)
      throws IOException, InterruptedException {
    PacedLatency measured = new PacedLatency(node, signers);
    Thread looking = Thread.ofPlatform().daemon().start(measured::look);
    try {
      measured.send(statements, aSecond);
    } finally {
      measured.done = true;
      looking.join();
      measured.http.shutdownNow();
    }
    return measured;
  }

  private void send(List<Makers.Signed> statements, int aSecond)
      throws IOException, InterruptedException {
    List<Sent> sent = new ArrayList<>();
    long begin = System.nanoTime();
    for (int i = 0; i < statements.size(); i++) {
      TimeUnit.NANOSECONDS.sleep(
          begin + i * (TimeUnit.SECONDS.toNanos(1) / aSecond) - System.nanoTime());
      sent.add(new Sent(System.nanoTime(), submit(statements.get(i).octets())));
    }
    committed = new double[sent.size()];
    finals = new double[sent.size()];
    try {
      for (int i = 0; i < sent.size(); i++) {
        Answered answer = sent.get(i).answer().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        committed[i] = (answer.nanos() - sent.get(i).nanos()) / 1e6;
        finals[i] = (awaitFinal(answer.index()) - sent.get(i).nanos()) / 1e6;
      }
    } catch (ExecutionException | TimeoutException e) {
      throw new IOException("a statement was not answered", e);
    }
    Arrays.sort(committed);
    Arrays.sort(finals);
  }

  private CompletableFuture<Answered> submit(Bytes statement) {
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve("/v1/statements"))
            .header("Content-Type", "application/cose")
            .header("Accept", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(statement.unsafe()))
            .build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString())
        .thenApply(answer -> new Answered(System.nanoTime(), index(answer)));
  }

  private static long index(HttpResponse<String> answer) {
    if (answer.statusCode() == 201
        && JsonReader.read(answer.body()) instanceof Json.Obj told
        && told.member("index").orElse(new Json.Null()) instanceof Json.Int(long index)) {
      return index;
    }
    throw new IllegalStateException("the node answered " + answer.statusCode() + answer.body());
  }

  private long awaitFinal(long index) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (finalAt.higherEntry(index) == null) {
      if (System.nanoTime() - end > 0) {
        throw new IOException("entry " + index + " is not final");
      }
      TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
    }
    return finalAt.higherEntry(index).getValue();
  }

  private void look() {
    HttpRequest request = HttpRequest.newBuilder(node.resolve("/checkpoint")).build();
    try {
      while (!done) {
        Note note =
            Note.decode(
                Bytes.ofOwned(http.send(request, HttpResponse.BodyHandlers.ofByteArray()).body()));
        if (note.signatures().size() >= signers) {
          finalAt.putIfAbsent(Checkpoint.of(note).size(), System.nanoTime());
        }
        TimeUnit.MILLISECONDS.sleep(LOOK_MILLIS);
      }
    } catch (IOException | NoteException e) {
      throw new IllegalStateException("the node shows no checkpoint", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
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
