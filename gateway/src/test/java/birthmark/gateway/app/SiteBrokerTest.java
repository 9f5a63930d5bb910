package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.cose.Algorithm;
import java.util.concurrent.TimeUnit;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A site that keeps its own Mosquitto, which asks the gateway's hook about things. */
@Tag("real")
@ExtendWith(Front.Shared.class)
@Order(Front.ORDER)
class SiteBrokerTest {
  private static final int NOT_AUTHORIZED = 135;

  private static Front front;
  private static Site.Device certified;
  private static Mosquitto broker;

  @BeforeAll
  static void start(Front shared) throws Exception {
    front = shared;
    certified = front.site.admitted("certified", Algorithm.ES256);
    broker =
        new Mosquitto(front.folder.resolve("mosquitto"), front.gateway, front.data(), certified);
  }

  @AfterAll
  static void stop() throws MqttException {
    broker.close();
  }

  private static String own(Site.Device device, String topic) {
    return Front.own(device, topic);
  }

  @Test
  void thingsUseTheirOwnTopicsAndTheSitesServicesWhatTheSiteSays() throws Exception {
    Site.Device device = front.site.admitted("at-site", Algorithm.ED25519);
    try (Client thing = broker.connected(device);
        Client other = broker.byCertificate(certified);
        Client service = broker.service()) {
      assertEquals(1, service.subscribe("things/+/temperature"));
      assertEquals(1, thing.subscribe(own(device, "#")));
      assertEquals(0, thing.publish(own(device, "temperature"), "21"));
      assertEquals(own(device, "temperature") + " 21", thing.message());
      assertEquals(own(device, "temperature") + " 21", service.message());
      assertEquals(0, other.publish(own(certified, "temperature"), "22"));
      assertEquals(own(certified, "temperature") + " 22", service.message());
      for (String filter : new String[] {"#", "things/#", "$SYS/#", own(certified, "#")}) {
        assertEquals(NOT_AUTHORIZED, thing.subscribe(filter), filter);
      }
      assertEquals(NOT_AUTHORIZED, thing.publish(own(certified, "set"), "on"));
      assertEquals(NOT_AUTHORIZED, service.publish(own(device, "set"), "on"), "read alone");
    }
  }

  @Test
  void nobodyComesInByAPasswordThatIsNotItsOwnForThisBrokerAndNew() throws Exception {
    Site.Device device = front.site.admitted("wanted", Algorithm.ED25519);
    Site.Device other = front.site.admitted("thief", Algorithm.ED25519);
    Site.Device newborn = front.site.born("too-early", Algorithm.ED25519);
    String name = device.thing().toString();
    String once = Mosquitto.token(device, "site");
    broker.by(name, once).close();
    refused(name, once, "was used before");
    refused(name, Mosquitto.token(device, "elsewhere"), "is for the broker 'elsewhere'");
    refused(name, Mosquitto.token(other, "site"), "is of another thing");
    refused(
        name,
        Mosquitto.token(new Site.Device(other.file(), other.key(), device.thing()), "site"),
        "is not the thing's key");
    refused(name, "let me in", "no signed CBOR Web Token");
    refused(newborn.thing().toString(), Mosquitto.token(newborn, "site"), "attest");
    assertThrows(MqttException.class, () -> broker.by("camera", once));
    assertThrows(MqttException.class, () -> broker.by(Mosquitto.SERVICE, once));
  }

  private static void refused(String name, String password, String why) throws Exception {
    assertThrows(MqttException.class, () -> broker.by(name, password), why);
    broker.await(why);
  }

  @Test
  void whatTheLedgerTakesAwayEndsAndWithoutTheHookNothingIsAllowed() throws Exception {
    Site.Device device = front.site.admitted("at-risk", Algorithm.ED25519);
    Site.Device fine = front.site.admitted("at-ease", Algorithm.ED25519);
    try (Client thing = broker.connected(device);
        Client steady = broker.connected(fine)) {
      assertEquals(0, thing.publish(own(device, "x"), "1"));
      front.site.quarantine(device);
      assertTrue(thing.end(30_000).isPresent(), "it is put out");
      assertThrows(MqttException.class, () -> broker.connected(device));
      assertEquals(0, steady.publish(own(fine, "x"), "1"));
      broker.wire().cut();
      assertEquals(NOT_AUTHORIZED, until(steady, fine, NOT_AUTHORIZED), "nobody says yes");
      broker.wire().mend();
      assertEquals(0, until(steady, fine, 0), "and all is as before");
    }
  }

  private static int until(Client client, Site.Device device, int wanted) throws Exception {
    int reason = client.publish(own(device, "x"), "1");
    for (int i = 0; i < 200 && reason != wanted; i++) {
      TimeUnit.MILLISECONDS.sleep(100);
      reason = client.publish(own(device, "x"), "1");
    }
    return reason;
  }
}
