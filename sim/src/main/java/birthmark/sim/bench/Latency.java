package birthmark.sim.bench;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.contract.Genesis;
import birthmark.node.submit.FastSignatures;
import birthmark.proof.ReceiptCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * One statement a request, usually a hundred a second, each followed to the receipt that proves it;
 * beside it, in turns, how long the disk takes to keep a page for good.
 */
final class Latency {
  private static final int A_SECOND = 100;
  private static final int PAGE_OCTETS = 4_096;
  private static final int SYNC_EVERY = 10;

  private final double[] millis;
  private final double[] syncMillis;

  private Latency(double[] millis, double[] syncMillis) {
    this.millis = sorted(millis);
    this.syncMillis = sorted(syncMillis);
  }

  private static double[] sorted(double[] figures) {
    double[] copy = figures.clone();
    Arrays.sort(copy);
    return copy;
  }

  /** Measures with {@code statements}; {@code file} is written again and again. */
  static Latency of(URI node, Genesis genesis, List<Makers.Signed> statements, Path file)
      throws IOException, InterruptedException {
    return of(node, genesis, statements, file, A_SECOND);
  }

  /** The same with so many statements a second. */
  static Latency of(
      URI node, Genesis genesis, List<Makers.Signed> statements, Path file, int aSecond)
      throws IOException, InterruptedException {
    OfflineVerifier verifier = new OfflineVerifier(genesis, FastSignatures.best());
    double[] millis = new double[statements.size()];
    double[] syncs = new double[(statements.size() + SYNC_EVERY - 1) / SYNC_EVERY];
    try (HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
        FileChannel disk =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      long begin = System.nanoTime();
      for (int i = 0; i < statements.size(); i++) {
        long due = begin + i * (1_000_000_000L / aSecond);
        TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
        long start = System.nanoTime();
        Bytes statement = statements.get(i).octets();
        if (!(verifier.verify(statement, receipt(http, node, statement)).check()
            instanceof ReceiptCheck.Proven)) {
          throw new IOException("a receipt does not verify");
        }
        millis[i] = (System.nanoTime() - start) / 1e6;
        if (i % SYNC_EVERY == 0) {
          long syncStart = System.nanoTime();
          disk.write(ByteBuffer.allocate(PAGE_OCTETS), (long) i * PAGE_OCTETS);
          disk.force(false);
          syncs[i / SYNC_EVERY] = (System.nanoTime() - syncStart) / 1e6;
        }
      }
    }
    return new Latency(millis, syncs);
  }

  /** Sends {@code statement} and asks for its receipt as the answer. */
  private static Bytes receipt(HttpClient http, URI node, Bytes statement)
      throws IOException, InterruptedException {
    HttpRequest submit =
        HttpRequest.newBuilder(node.resolve("/v1/statements"))
            .header("Content-Type", "application/cose")
            .header("Accept", "application/cose")
            .POST(HttpRequest.BodyPublishers.ofByteArray(statement.unsafe()))
            .build();
    HttpResponse<byte[]> answer = http.send(submit, HttpResponse.BodyHandlers.ofByteArray());
    if (answer.statusCode() != 201) {
      throw new IOException(
          "the node answered "
              + answer.statusCode()
              + ": "
              + new String(answer.body(), StandardCharsets.UTF_8));
    }
    return Bytes.ofOwned(answer.body());
  }

  /** The time that {@code share} of the statements took at most. */
  double millis(double share) {
    return at(millis, share);
  }

  /** The time that {@code share} of the disk's syncs took at most. */
  double syncMillis(double share) {
    return at(syncMillis, share);
  }

  private static double at(double[] sorted, double share) {
    return sorted[Math.min(sorted.length - 1, (int) (sorted.length * share))];
  }
}
