package birthmark.sim.bench;

import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.node.app.Cluster;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * CometBFT's own example application, {@code kvstore}, with one record a transaction and no
 * signatures: what the engine gives somebody who keeps and checks nothing.
 */
final class KvStore implements AutoCloseable {
  /** As many transactions are on their way as a client of a node has statements. */
  private static final int IN_FLIGHT = 4_000;

  private static final int BATCH = 200;
  private static final int START_SECONDS = 60;
  private static final int METAS_AT_ONCE = 20;

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final List<Process> processes = new ArrayList<>();
  private final URI rpc;
  private long height;
  private long committed;
  private long made;

  private KvStore(URI rpc) {
    this.rpc = rpc;
  }

  /** Starts so many validators in {@code folder}, with the same patience as a node's engine. */
  static KvStore start(Path program, Path folder, int validators)
      throws IOException, InterruptedException {
    List<Integer> ports = Cluster.freePorts(2 * validators);
    KvStore made = new KvStore(URI.create("http://127.0.0.1:" + ports.get(validators)));
    try {
      run(program, folder, "testnet", "--v", "" + validators, "--o", folder.toString());
      List<String> peers = new ArrayList<>();
      for (int i = 0; i < validators; i++) {
        peers.add(
            run(program, folder, "show-node-id", "--home", folder.resolve("node" + i).toString())
                + "@127.0.0.1:"
                + ports.get(i));
      }
      for (int i = 0; i < validators; i++) {
        Path home = folder.resolve("node" + i);
        configure(home.resolve("config").resolve("config.toml"));
        made.processes.add(
            new ProcessBuilder(
                    program.toString(),
                    "start",
                    "--home",
                    home.toString(),
                    "--proxy_app",
                    "kvstore",
                    "--p2p.laddr",
                    "tcp://127.0.0.1:" + ports.get(i),
                    "--rpc.laddr",
                    "tcp://127.0.0.1:" + ports.get(validators + i),
                    "--p2p.persistent_peers",
                    String.join(",", peers))
                .redirectErrorStream(true)
                .redirectOutput(home.resolve("log").toFile())
                .start());
      }
      made.awaitFirstBlock();
      return made;
    } catch (IOException | InterruptedException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private static String run(Path program, Path folder, String... words)
      throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0) {
      throw new IOException("cometbft " + words[0] + " in " + folder + " failed: " + said);
    }
    return said.strip();
  }

  private static void configure(Path file) throws IOException {
    String settings =
        Files.readString(file)
            .replaceAll("(?m)^size = .*", "size = 20000")
            .replaceAll("(?m)^cache_size = .*", "cache_size = 100000")
            .replaceAll("(?m)^max_request_batch_size = .*", "max_request_batch_size = " + BATCH)
            .replaceAll("(?m)^timeout_commit = .*", "timeout_commit = \"20ms\"")
            .replaceAll("(?m)^skip_timeout_commit = .*", "skip_timeout_commit = true")
            .replaceAll("(?m)^timeout_propose = .*", "timeout_propose = \"1s\"")
            .replaceAll("(?m)^addr_book_strict = .*", "addr_book_strict = false")
            .replaceAll("(?m)^allow_duplicate_ip = .*", "allow_duplicate_ip = true")
            .replaceAll("(?m)^indexer = .*", "indexer = \"null\"")
            .replaceAll("(?m)^log_level = .*", "log_level = \"error\"");
    Files.writeString(file, settings);
  }

  private void awaitFirstBlock() throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
    while (System.nanoTime() - end < 0) {
      try {
        look();
        if (height > 1) {
          return;
        }
      } catch (IOException | JsonException e) {
        if (processes.stream().anyMatch(each -> !each.isAlive())) {
          throw new IOException("a kvstore ended", e);
        }
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("the kvstores agree on no block");
  }

  /** Sends {@code count} records of {@code octets} octets; returns when all are in a block. */
  void commit(int count, int octets) throws IOException, InterruptedException {
    long wanted = made + count;
    while (committed < wanted) {
      if (made < wanted && made - committed < IN_FLIGHT) {
        send((int) Math.min(BATCH, wanted - made), octets);
      } else {
        TimeUnit.MILLISECONDS.sleep(2);
      }
      look();
    }
  }

  private void send(int count, int octets) throws IOException, InterruptedException {
    StringBuilder batch = new StringBuilder("[");
    for (int i = 0; i < count; i++) {
      String key = String.format(Locale.ROOT, "record-%012d=", made);
      byte[] record = (key + "x".repeat(octets - key.length())).getBytes(StandardCharsets.US_ASCII);
      batch
          .append(i == 0 ? "" : ",")
          .append("{\"jsonrpc\":\"2.0\",\"id\":")
          .append(i)
          .append(",\"method\":\"broadcast_tx_async\",\"params\":{\"tx\":\"")
          .append(Base64.getEncoder().encodeToString(record))
          .append("\"}}");
      made++;
    }
    HttpRequest request =
        HttpRequest.newBuilder(rpc)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(batch.append("]").toString()))
            .build();
    String answer = http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    if (answer.contains("\"error\"")) {
      throw new IOException("a kvstore refused a record: " + answer);
    }
  }

  /** Counts what is in the blocks since it looked last. */
  private void look() throws IOException, InterruptedException {
    Json.Obj range = blocks(height + 1, height + METAS_AT_ONCE);
    if (range.member("block_metas").orElse(new Json.Null()) instanceof Json.Arr(List<Json> metas)) {
      for (Json each : metas) {
        Json.Obj meta = (Json.Obj) each;
        committed += number(meta.member("num_txs"));
        height =
            Math.max(
                height, number(((Json.Obj) meta.member("header").orElseThrow()).member("height")));
      }
    }
  }

  private Json.Obj blocks(long from, long to) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(rpc.resolve("/blockchain?minHeight=" + from + "&maxHeight=" + to))
            .build();
    Json.Obj told =
        (Json.Obj) JsonReader.read(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
    // Where there is no such block yet the answer is an error.
    return told.member("result").orElse(Json.object().build()) instanceof Json.Obj result
        ? result
        : Json.object().build();
  }

  private static long number(Optional<Json> text) {
    return Long.parseLong(((Json.Text) text.orElseThrow()).value());
  }

  @Override
  public void close() {
    processes.forEach(Process::destroy);
    for (Process each : processes) {
      try {
        if (!each.waitFor(10, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        each.destroyForcibly();
      }
    }
    http.shutdownNow();
  }
}
