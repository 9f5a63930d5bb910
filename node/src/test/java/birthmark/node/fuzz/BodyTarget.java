package birthmark.node.fuzz;

import birthmark.bytes.Bytes;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.app.Main;
import birthmark.testing.SignedLedger;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Bodies sent to a whole node: the first octet says whereto. It answers each, never with a fault of
 * its own, and what it refuses it explains.
 */
final class BodyTarget implements Target {
  private static final int TRIES = 600;

  private record Door(String path, String mediaType) {}

  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final URI node;
  private final List<Door> doors = new ArrayList<>();

  BodyTarget() {
    try {
      this.node = start();
    } catch (IOException | InterruptedException e) {
      throw new IllegalStateException("no node", e);
    }
    doors.add(new Door("/v1/statements", "application/cose"));
    doors.add(new Door("/v1/statements", "application/cbor-seq"));
    Ledgers.RULEBOOK
        .contracts()
        .forEach(
            rules ->
                rules
                    .transactions()
                    .all()
                    .forEach(
                        variant ->
                            doors.add(
                                new Door(
                                    "/v1/"
                                        + rules.surface().path()
                                        + "/"
                                        + variant.name()
                                        + "/prepare",
                                    "application/json"))));
  }

  private URI start() throws IOException, InterruptedException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Path data =
        Files.createTempDirectory(
            Files.createDirectories(Path.of("target")).toAbsolutePath(), "node");
    String[] command = {"start", "--data", data.toString(), "--http", "127.0.0.1:" + port};
    Thread.ofPlatform().daemon().start(() -> Main.main(command));
    URI url = URI.create("http://127.0.0.1:" + port);
    HttpRequest health = HttpRequest.newBuilder(url.resolve("/healthz")).build();
    for (int i = 0; i < TRIES; i++) {
      try {
        if (http.send(health, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
          return url;
        }
      } catch (java.net.ConnectException e) {
        // It does not listen yet, which is what is waited for.
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
    throw new IOException("the node does not start");
  }

  @Override
  public List<Bytes> seeds() {
    SignedLedger ledger = Ledgers.inhabited();
    List<Bytes> statements = Ledgers.statements(ledger);
    List<Bytes> seeds = new ArrayList<>();
    for (Bytes statement : statements) {
      seeds.add(to(0, statement));
    }
    seeds.add(to(1, statements.get(0).concat(statements.get(1))));
    Bytes json =
        Bytes.ofOwned(
            """
            {"key":"00","sequence":1,"expiry":"2030-01-01T00:00:00.000Z","handle":"a","name":"b"}
            """
                .getBytes(StandardCharsets.UTF_8));
    for (int i = 2; i < doors.size(); i++) {
      seeds.add(to(i, json));
    }
    return seeds;
  }

  private static Bytes to(int door, Bytes body) {
    return Bytes.ofOwned(new byte[] {(byte) door}).concat(body);
  }

  @Override
  public void read(Bytes octets) {
    if (octets.length() == 0) {
      return;
    }
    Door door = doors.get(Byte.toUnsignedInt(octets.toByteArray()[0]) % doors.size());
    HttpRequest request =
        HttpRequest.newBuilder(node.resolve(door.path()))
            .header("Content-Type", door.mediaType())
            .POST(
                HttpRequest.BodyPublishers.ofByteArray(
                    octets.slice(1, octets.length()).toByteArray()))
            .build();
    try {
      HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
      Target.require(
          answer.statusCode() < 500, "a node answers " + answer.statusCode() + answer.body());
      Target.require(JsonReader.read(answer.body()) instanceof Json.Obj, "an answer is an object");
    } catch (IOException e) {
      throw new AssertionError("broken: every body is answered", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
