package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.admission.TopicUse;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.eclipse.paho.client.mqttv3.MqttClient;
import org.eclipse.paho.client.mqttv3.MqttConnectOptions;
import org.eclipse.paho.client.mqttv3.persist.MemoryPersistence;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A node, a gateway that follows it over two wires, and things that connect by MQTT. */
@Tag("real")
@ExtendWith(Front.Shared.class)
@Order(Front.ORDER)
class GatewayTest {
  private static final int NOT_AUTHORIZED = 135;

  private static Front front;
  private static Site site;
  private static Gateway gateway;
  private static Site.Device tester;

  @BeforeAll
  static void start(Front shared) {
    front = shared;
    site = front.site;
    gateway = front.gateway;
    tester = front.tester;
  }

  private static SSLContext tls(Site.Device device) throws Exception {
    return front.tls(device);
  }

  private static Client connected(Site.Device device) throws Exception {
    return front.connected(device);
  }

  private static String own(Site.Device device, String topic) {
    return Front.own(device, topic);
  }

  @Test
  void anAdmittedThingUsesItsOwnTopicsAndNothingElse() throws Exception {
    Site.Device device = site.admitted("ed25519", Algorithm.ED25519);
    Site.Device other = site.admitted("es256", Algorithm.ES256);
    try (Client mine = connected(device);
        Client theirs = connected(other)) {
      assertEquals(1, mine.subscribe(own(device, "#")));
      assertEquals(0, mine.publish(own(device, "temperature"), "21"));
      assertEquals(own(device, "temperature") + " 21", mine.message());
      for (String filter : List.of("#", "things/#", "things/+/temperature", "$SYS/#")) {
        assertEquals(NOT_AUTHORIZED, mine.subscribe(filter), filter);
      }
      assertEquals(NOT_AUTHORIZED, mine.subscribe(own(other, "#")));
      assertEquals(0, theirs.publish(own(other, "temperature"), "22"));
      assertEquals(0, mine.publish(own(device, "last"), "23"));
      assertEquals(own(device, "last") + " 23", mine.message(), "and nothing of the other's");
      assertEquals(NOT_AUTHORIZED, mine.publish(own(other, "set"), "on"));
      assertTrue(mine.end(2_000).isPresent(), "who tries another's topic is put out");
    }
  }

  @Test
  void aThingUsesTheTopicsThatItsMakerNamesAndItsOperatorLeaves() throws Exception {
    Site.Device device = site.admitted("narrow", Algorithm.ED25519);
    try (Client client = connected(device)) {
      assertEquals(1, client.subscribe(own(device, "orders")));
      site.describeUsage();
      site.tightenUsage(TopicUse.Direction.SUBSCRIBE);
      String why = client.end(60_000).orElse("nothing");
      assertTrue(why.contains("its operator took away what it had subscribed to"), why);
    }
    try (Client client = connected(device)) {
      int reason = client.subscribe(own(device, "orders"));
      assertEquals(NOT_AUTHORIZED, reason);
      assertEquals(0, client.publish(own(device, "state"), "on"), "what is left stays");
      assertEquals(1, client.subscribe(own(device, "attest/#")), "and so does attesting");
      site.tightenUsage();
      for (int i = 0; i < 200 && reason == NOT_AUTHORIZED; i++) {
        TimeUnit.MILLISECONDS.sleep(50);
        reason = client.subscribe(own(device, "orders"));
      }
      assertEquals(1, reason, "and comes back");
    }
  }

  @Test
  void theLedgerHearsOfTheGatewayWhileItDecides() throws Exception {
    Optional<Json> seconds = Optional.empty();
    for (int i = 0; i < 200 && seconds.isEmpty(); i++) {
      TimeUnit.MILLISECONDS.sleep(50);
      try {
        seconds = site.watch();
      } catch (ClientException e) {
        assertTrue(e.what().contains("not found"), e::what);
      }
    }
    assertEquals(Optional.of(new Json.Int(600)), seconds, front.said::toString);
  }

  @Test
  void theTestDeviceHasAnyNameAndAnyTopicButThings() throws Exception {
    Site.Device device = site.admitted("private", Algorithm.ED25519);
    try (Client mine = connected(device);
        Client one = new Client(gateway.port(), "myclientid", tls(tester));
        Client two = new Client(gateway.port(), "my client 2", tls(tester))) {
      assertEquals(1, one.subscribe("#"));
      assertEquals(NOT_AUTHORIZED, one.subscribe("things/#"));
      assertEquals(1, mine.subscribe(own(device, "#")));
      assertEquals(0, mine.publish(own(device, "temperature"), "21"));
      assertEquals(0, two.publish("TopicA/B", "hello"));
      assertEquals("TopicA/B hello", one.message(), "and nothing of the other's");
      assertEquals(NOT_AUTHORIZED, two.publish(own(device, "set"), "on"));
      assertEquals(own(device, "temperature") + " 21", mine.message());
      assertEquals(NOT_AUTHORIZED, mine.publish("TopicA/B", "no"), "others use their own alone");
    }
    MqttException refused =
        assertThrows(
            MqttException.class, () -> new Client(gateway.port(), "myclientid", tls(device)));
    assertEquals(NOT_AUTHORIZED, refused.getReasonCode());
  }

  @Test
  void aLastWillIsSaidBelowItsOwnTopicAlone() throws Exception {
    Site.Device device = site.admitted("mortal", Algorithm.ED25519);
    try (Client dying =
        new Client(gateway.port(), device.thing().toString(), tls(device), own(device, "state"))) {
      assertTrue(dying.isConnected());
    }
    assertThrows(
        MqttException.class,
        () ->
            new Client(
                gateway.port(), device.thing().toString(), tls(device), own(tester, "state")));
  }

  @Test
  void aThingOfMqtt311ExchangesMessages() throws Exception {
    Site.Device device = site.admitted("old", Algorithm.ES256);
    BlockingQueue<String> got = new LinkedBlockingQueue<>();
    try (MqttClient client =
        new MqttClient(
            "ssl://127.0.0.1:" + gateway.port(),
            device.thing().toString(),
            new MemoryPersistence())) {
      MqttConnectOptions options = new MqttConnectOptions();
      options.setMqttVersion(MqttConnectOptions.MQTT_VERSION_3_1_1);
      options.setSocketFactory(tls(device).getSocketFactory());
      options.setHttpsHostnameVerificationEnabled(false);
      client.connect(options);
      client.subscribe(
          own(device, "#"),
          1,
          (topic, message) -> got.add(new String(message.getPayload(), StandardCharsets.UTF_8)));
      client.publish(own(device, "x"), "hello".getBytes(StandardCharsets.UTF_8), 1, false);
      assertEquals("hello", got.poll(Client.SECONDS, TimeUnit.SECONDS));
      client.disconnect();
    }
  }

  @Test
  void nobodyComesInUnderAnotherNameOrByAnUnknownKey() throws Exception {
    Site.Device device = site.admitted("itself", Algorithm.ED25519);
    Site.Device other = site.admitted("victim", Algorithm.ED25519);
    for (String name : List.of(other.thing().toString(), "camera", "00".repeat(32))) {
      assertThrows(MqttException.class, () -> new Client(gateway.port(), name, tls(device)), name);
    }
    Site.Device stranger =
        new Site.Device(other.file(), other.key(), new ThingId(device.thing().value()));
    MqttException refused = assertThrows(MqttException.class, () -> connected(stranger));
    assertEquals(NOT_AUTHORIZED, refused.getReasonCode());
  }

  @Test
  void aThingThatHasNotAttestedMayOnlyAttest() throws Exception {
    Site.Device device = site.born("newborn", Algorithm.ED25519);
    try (Client client = connected(device)) {
      assertEquals(1, client.subscribe(own(device, "attest/#")));
      assertEquals(NOT_AUTHORIZED, client.subscribe(own(device, "#")));
      Json.Obj early = attested(client, device, Bytes.fromHex("00"));
      assertEquals("contraindicated", text(early, "ear.status"), early::toString);
      Bytes foreign = site.evidence(device, "1.0.0");
      assertEquals(0, client.publish(own(device, "attest/request"), ""));
      client.octets(own(device, "attest/challenge"));
      site.publish("1.0.1", 1);
      assertEquals(0, client.publish(own(device, "attest/request"), ""));
      Bytes nonce = client.octets(own(device, "attest/challenge"));
      Json.Obj stale = attested(client, device, foreign);
      assertTrue(text(stale, "problem").startsWith("freshness"), stale::toString);
      Json.Obj again = attested(client, device, site.evidence(device, "1.0.0", nonce));
      assertTrue(text(again, "problem").contains("no challenge"), "it counts once");
      assertEquals(0, client.publish(own(device, "attest/request"), ""));
      nonce = client.octets(own(device, "attest/challenge"));
      Json.Obj good = attested(client, device, site.evidence(device, "1.0.0", nonce));
      assertEquals("affirming", text(good, "ear.status"), good::toString);
      assertEquals("self-reported", text(good, "measured"), "and how it was measured");
      int reason = client.subscribe(own(device, "#"));
      for (int i = 0; i < 50 && reason == NOT_AUTHORIZED; i++) {
        TimeUnit.MILLISECONDS.sleep(50);
        reason = client.subscribe(own(device, "#"));
      }
      assertEquals(1, reason, "its own topics open where it is");
      assertEquals(0, client.publish(own(device, "temperature"), "21"));
    }
  }

  private static Json.Obj attested(Client client, Site.Device device, Bytes evidence)
      throws MqttException, InterruptedException {
    assertEquals(0, client.publish(own(device, "attest/evidence"), evidence.toByteArray()));
    return (Json.Obj) JsonReader.read(client.octets(own(device, "attest/result")));
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  @Test
  void aRevocationOrAQuarantineEndsTheConnectionWithinASecond() throws Exception {
    site.publish("0.9.0", 1);
    Site.Device runner = site.born("runner", Algorithm.ED25519);
    site.attest(runner, "0.9.0");
    Site.Device suspect = site.admitted("suspect", Algorithm.ED25519);
    Site.Device good = site.admitted("good", Algorithm.ED25519);
    try (Client running = connected(runner);
        Client suspected = connected(suspect);
        Client fine = connected(good)) {
      long before = System.nanoTime();
      site.revoke("0.9.0", Severity.CRITICAL);
      String why = running.end(2_000).orElseThrow();
      long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
      assertTrue(millis < 1_000, millis + " ms");
      assertTrue(why.startsWith(NOT_AUTHORIZED + " Its release was revoked"), why);
      before = System.nanoTime();
      site.quarantine(suspect);
      assertTrue(suspected.end(2_000).isPresent());
      millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - before);
      assertTrue(millis < 1_000, millis + " ms");
      assertEquals(0, fine.publish(own(good, "x"), "1"));
    }
    assertThrows(MqttException.class, () -> connected(suspect));
    try (Client back = connected(runner)) {
      assertEquals(NOT_AUTHORIZED, back.publish(own(runner, "x"), "1"), "only to attest");
    }
  }

  @Test
  void aRevocationPutsOutAllThatRunTheReleaseAndNobodyElse() throws Exception {
    site.publish("0.9.1", 1);
    List<Site.Device> runners = new ArrayList<>();
    List<Client> running = new ArrayList<>();
    try {
      for (int i = 0; i < 6; i++) {
        runners.add(site.born("runner" + i, Algorithm.ED25519));
        site.attest(runners.get(i), "0.9.1");
        running.add(connected(runners.get(i)));
      }
      Site.Device renewed = runners.getLast();
      // It is told of in time, or just not: either way it runs another release.
      site.attest(renewed, "1.0.0");
      site.revoke("0.9.1", Severity.CRITICAL);
      for (Client each : running.subList(0, 5)) {
        String why = each.end(5_000).orElseThrow();
        assertTrue(why.startsWith(NOT_AUTHORIZED + " Its release was revoked"), why);
      }
      assertEquals(0, running.getLast().publish(own(renewed, "x"), "1"));
      // Whoever comes back is asked about by itself.
      site.attest(runners.getFirst(), "1.0.0");
      try (Client back = connected(runners.getFirst())) {
        assertEquals(0, back.publish(own(runners.getFirst(), "x"), "1"));
      }
    } finally {
      for (Client each : running) {
        each.close();
      }
    }
  }

  @Test
  void anyNodeMayBeLostAndWithNoneItGoesOnForTheSetTime() throws Exception {
    Site.Device device = site.admitted("lonely", Algorithm.ED25519);
    Site.Device suspect = site.admitted("seen", Algorithm.ED25519);
    try (Client client = connected(device);
        Client suspected = connected(suspect)) {
      front.left.cut();
      site.quarantine(suspect);
      assertTrue(suspected.end(15_000).isPresent(), "one wire is enough");
      front.right.cut();
      TimeUnit.SECONDS.sleep(Front.OFFLINE_SECONDS - 3);
      assertEquals(0, client.publish(own(device, "x"), "1"), "what was proven still counts");
      assertTrue(client.end(8_000).isPresent(), "but not for ever");
      assertTrue(
          front.said.toString().contains("ALARM: no node of the ledger has proven"),
          front.said::toString);
      MqttException refused = assertThrows(MqttException.class, () -> connected(device));
      assertEquals(NOT_AUTHORIZED, refused.getReasonCode());
    } finally {
      front.left.mend();
      front.right.mend();
    }
    for (int i = 0; i < 100 && gateway.admissions().isSilent(); i++) {
      TimeUnit.MILLISECONDS.sleep(100);
    }
    try (Client client = connected(device)) {
      assertEquals(0, client.publish(own(device, "x"), "1"), "and with a node all is as before");
    }
  }
}
