package birthmark.node.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.Handle;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.samples.SamplingTransaction;
import birthmark.contracts.samples.SensorStream;
import birthmark.contracts.samples.ShortName;
import birthmark.contracts.samples.SignedDecimal;
import birthmark.contracts.samples.StreamId;
import birthmark.contracts.samples.Unit;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.SeededRandom;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever signed up is told by a real node at a real receiver, without the utility. */
@Tag("real")
class WebhooksProcessTest {
  private static final ShortName FRIDGE = new ShortName("fridge");
  private static final int NUMBERS_BEFORE = 20;

  @TempDir private Path folder;
  private final SigningKey operator = FastKey.generate(new SeededRandom(1));
  private final BlockingQueue<Telling> told = new LinkedBlockingQueue<>();
  private final AtomicInteger refusals = new AtomicInteger();
  private HttpServer receiver;

  private record Telling(String id, String timestamp, String signature, String body) {}

  @BeforeEach
  void listen() throws IOException {
    receiver = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    receiver.createContext("/told", this::receive);
    receiver.createContext("/deaf", exchange -> answer(exchange, 200, "hello"));
    receiver.start();
  }

  @AfterEach
  void stop() {
    receiver.stop(0);
  }

  private void receive(HttpExchange exchange) throws IOException {
    String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
    Json.Obj json = (Json.Obj) JsonReader.read(body);
    if (json.member("challenge").isPresent()) {
      answer(exchange, 200, text(json, "challenge"));
      return;
    }
    told.add(
        new Telling(
            exchange.getRequestHeaders().getFirst("webhook-id"),
            exchange.getRequestHeaders().getFirst("webhook-timestamp"),
            exchange.getRequestHeaders().getFirst("webhook-signature"),
            body));
    boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
    answer(exchange, refused ? 503 : 204, "");
  }

  private static void answer(HttpExchange exchange, int status, String body) throws IOException {
    byte[] octets = body.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, octets.length == 0 ? -1 : octets.length);
    exchange.getResponseBody().write(octets);
    exchange.close();
  }

  private static String text(Json.Obj json, String name) {
    return ((Json.Text) json.member(name).orElseThrow()).value();
  }

  private String named() {
    return "127.0.0.1:" + receiver.getAddress().getPort();
  }

  private NodeProcess node() throws IOException, InterruptedException {
    return NodeProcess.startWithOptions(
        folder.resolve("node"), List.of("--webhooks", "--webhooks-inside", named()));
  }

  private static FrontDoor.Told signUp(FrontDoor door, String url) throws Exception {
    String body = "{\"url\": \"" + url + "\"}";
    return door.post("/webhooks", "application/json", body.getBytes(StandardCharsets.UTF_8));
  }

  private void accept(FrontDoor door, SigningKey key, Transaction transaction) throws Exception {
    FrontDoor.Told answer = door.submit(key, transaction);
    assertEquals(201, answer.status(), answer.text());
  }

  private void report(FrontDoor door, Timestamp first, String... values) throws Exception {
    List<SensorStream.Reading> readings =
        IntStream.range(0, values.length)
            .mapToObj(
                i -> new SensorStream.Reading(first.plusSeconds(i), new SignedDecimal(values[i])))
            .toList();
    StreamId stream = new StreamId(Inhabited.party(operator), FRIDGE);
    accept(door, operator, new SamplingTransaction.ReportReadings(stream, readings));
  }

  private Telling next() throws InterruptedException {
    Telling next = told.poll(120, TimeUnit.SECONDS);
    assertTrue(next != null, "nothing was told in two minutes");
    return next;
  }

  private static Json.Obj fact(Telling telling) {
    return (Json.Obj) ((Json.Obj) JsonReader.read(telling.body())).member("fact").orElseThrow();
  }

  @Test
  void anAlarmIsToldSignedAndOnceToWhoSignedUpAlsoAfterTheNodeWasKilled() throws Exception {
    Timestamp past = new Timestamp(System.currentTimeMillis() - 600_000);
    String secret;
    String subscription;
    try (NodeProcess node = node();
        FrontDoor door = FrontDoor.of(node)) {
      watch(door, node);
      for (String inside :
          List.of(
              "http://" + named() + "/deaf",
              "http://127.0.0.1:1/told",
              "https://localhost/told",
              "https://169.254.169.254/latest",
              "https://[::ffff:127.0.0.1]/told")) {
        assertEquals(400, signUp(door, inside).status(), inside);
      }
      FrontDoor.Told made = signUp(door, "http://" + named() + "/told");
      assertEquals(201, made.status(), made.text());
      secret = made.textOf("secret");
      subscription = made.textOf("subscription");
      refusals.set(1);
      report(door, past, "9", "9", "9");
      Telling first = next();
      Telling again = next();
      assertEquals(first.id(), again.id());
      assertEquals("stream-beyond-limit", text(fact(again), "fact"));
      assertEquals(signature(secret, again), again.signature());
      report(door, past.plusSeconds(10), "7");
      report(door, past.plusSeconds(20), "9", "9", "9");
      assertEquals("stream-beyond-limit", text(fact(next()), "fact"));
      node.kill();
    }
    try (NodeProcess node = node();
        FrontDoor door = FrontDoor.of(node)) {
      for (int used = 0; used < NUMBERS_BEFORE; used++) {
        door.next(operator);
      }
      report(door, past.plusSeconds(30), "7");
      report(door, past.plusSeconds(40), "9", "9", "9");
      TreeSet<String> positions = new TreeSet<>();
      Telling last = next();
      positions.add(last.id());
      // What was taken just before the kill may come again, under the id that it had.
      while (!last.body().contains(past.plusSeconds(40).toString())) {
        last = next();
        positions.add(last.id());
      }
      assertEquals(signature(secret, last), last.signature());
      assertTrue(positions.size() <= 2, positions.toString());
      String end = "/webhooks/" + subscription + "/end";
      assertEquals(200, door.post(end, "application/json", new byte[0]).status());
      assertEquals(404, door.post(end, "application/json", new byte[0]).status());
    }
  }

  private void watch(FrontDoor door, NodeProcess node) throws Exception {
    accept(
        door,
        operator,
        new PartyTransaction.Register(operator.publicKey(), new Handle("town"), "Town"));
    accept(
        door, node.founder(), new PartyTransaction.Grant(Inhabited.party(operator), Role.OPERATOR));
    SensorStream.Watch watch =
        new SensorStream.Watch(
            Inhabited.party(operator).value(),
            new ShortName("temperature"),
            Unit.DEGREES_CELSIUS,
            SensorStream.Side.ABOVE,
            new SignedDecimal("8"),
            1);
    accept(door, operator, new SamplingTransaction.OpenStream(FRIDGE, watch));
  }

  private static String signature(String secret, Telling telling) throws Exception {
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = telling.id() + "." + telling.timestamp() + "." + telling.body();
    byte[] octets = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(octets);
  }
}
