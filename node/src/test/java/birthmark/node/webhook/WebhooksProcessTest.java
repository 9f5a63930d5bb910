package birthmark.node.webhook;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.codec.Timestamp;
import birthmark.contract.Role;
import birthmark.contract.Transaction;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.node.testing.FastKey;
import birthmark.node.testing.Fridge;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import birthmark.node.testing.WebhookReceiver;
import birthmark.testing.SeededRandom;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.TreeSet;
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
  private static final int NUMBERS_BEFORE = 20;

  @TempDir private Path folder;
  private final SigningKey operator = FastKey.generate(new SeededRandom(1));
  private WebhookReceiver receiver;

  @BeforeEach
  void listen() throws IOException {
    receiver = WebhookReceiver.start();
  }

  @AfterEach
  void stop() {
    receiver.close();
  }

  private static String text(Json.Obj json, String name) {
    return ((Json.Text) json.member(name).orElseThrow()).value();
  }

  private NodeProcess node() throws IOException, InterruptedException {
    return NodeProcess.startWithOptions(
        folder.resolve("node"), List.of("--webhooks", "--webhooks-inside", receiver.named()));
  }

  private void accept(FrontDoor door, SigningKey key, Transaction transaction) throws Exception {
    FrontDoor.Told answer = door.submit(key, transaction);
    assertEquals(201, answer.status(), answer.text());
  }

  private void report(FrontDoor door, Timestamp first, String... values) throws Exception {
    accept(door, operator, Fridge.report(operator, first, values));
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
              "http://" + receiver.named() + "/deaf",
              "http://127.0.0.1:1/told",
              "https://localhost/told",
              "https://169.254.169.254/latest",
              "https://[::ffff:127.0.0.1]/told")) {
        assertEquals(400, WebhookReceiver.signUpAs(door, inside).status(), inside);
      }
      FrontDoor.Told made = receiver.signUp(door, "/told");
      assertEquals(201, made.status(), made.text());
      secret = made.textOf("secret");
      subscription = made.textOf("subscription");
      receiver.refuse(1);
      report(door, past, "9", "9", "9");
      WebhookReceiver.Telling first = receiver.next();
      WebhookReceiver.Telling again = receiver.next();
      assertEquals(first.id(), again.id());
      assertEquals("stream-beyond-limit", text(again.fact(), "fact"));
      assertEquals(signature(secret, again), again.signature());
      report(door, past.plusSeconds(10), "7");
      report(door, past.plusSeconds(20), "9", "9", "9");
      assertEquals("stream-beyond-limit", text(receiver.next().fact(), "fact"));
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
      WebhookReceiver.Telling last = receiver.next();
      positions.add(last.id());
      // What was taken just before the kill may come again, under the id that it had.
      while (!last.body().contains(past.plusSeconds(40).toString())) {
        last = receiver.next();
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
    accept(door, operator, Fridge.registration(operator));
    accept(
        door, node.founder(), new PartyTransaction.Grant(Inhabited.party(operator), Role.OPERATOR));
    accept(door, operator, Fridge.watch(operator));
  }

  private static String signature(String secret, WebhookReceiver.Telling telling) throws Exception {
    byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(key, "HmacSHA256"));
    String signed = telling.id() + "." + telling.timestamp() + "." + telling.body();
    byte[] octets = mac.doFinal(signed.getBytes(StandardCharsets.UTF_8));
    return "v1," + Base64.getEncoder().encodeToString(octets);
  }
}
