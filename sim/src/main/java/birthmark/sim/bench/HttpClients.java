package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Clients that send statements in batches over a few connections. */
final class HttpClients implements AutoCloseable {
  private static final int CONNECTIONS = 4;
  private static final int BATCH = 1_000;
  private static final String COMMITTED = "\"committed\":{";

  private final URI statements;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final ExecutorService clients = Executors.newFixedThreadPool(CONNECTIONS);

  /** Clients of the node at {@code node}. */
  HttpClients(URI node) {
    this.statements = node.resolve("/v1/statements");
  }

  /** Sends all; each was committed once this returns. */
  void commit(List<Bytes> all) throws InterruptedException, IOException {
    List<Future<Integer>> pending = new ArrayList<>();
    for (int from = 0; from < all.size(); from += BATCH) {
      List<Bytes> batch = all.subList(from, Math.min(all.size(), from + BATCH));
      pending.add(clients.submit(() -> send(batch)));
    }
    int committed = 0;
    for (Future<Integer> each : pending) {
      try {
        committed += each.get();
      } catch (ExecutionException e) {
        throw new IOException("a batch was not answered", e.getCause());
      }
    }
    if (committed != all.size()) {
      throw new IOException(committed + " of " + all.size() + " statements were committed");
    }
  }

  /** Sends all, a batch after another: statements of one key must not come too far out of order. */
  void commitInOrder(List<Bytes> all) throws InterruptedException, IOException {
    for (int from = 0; from < all.size(); from += BATCH) {
      commit(all.subList(from, Math.min(all.size(), from + BATCH)));
    }
  }

  private int send(List<Bytes> batch) throws IOException, InterruptedException {
    ByteArrayOutputStream sequence = new ByteArrayOutputStream();
    for (Bytes statement : batch) {
      sequence.write(statement.unsafe());
    }
    HttpRequest request =
        HttpRequest.newBuilder(statements)
            .header("Content-Type", "application/cbor-seq")
            .POST(HttpRequest.BodyPublishers.ofByteArray(sequence.toByteArray()))
            .build();
    HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
    if (answer.statusCode() != 200) {
      throw new IOException("the node answered " + answer.statusCode() + ": " + answer.body());
    }
    int committed = 0;
    int at = answer.body().indexOf(COMMITTED);
    while (at >= 0) {
      committed++;
      at = answer.body().indexOf(COMMITTED, at + 1);
    }
    return committed;
  }

  @Override
  public void close() {
    clients.shutdown();
    http.close();
  }
}
