package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.MessageProof;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.messages.MessageTransaction;
import birthmark.cose.Algorithm;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Things that exchange messages through a gateway, by MQTT and by CoAP. */
@Tag("real")
class MessagesTest {
  @RegisterExtension private static final Door DOOR = new Door();

  private static Path folder;
  private static Site site;
  private static Gate gate;

  @BeforeAll
  static void start() {
    folder = DOOR.folder();
    site = DOOR.site();
    gate = DOOR.gate();
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  /** A thing's connection, and its side of an agreement once it has a proof of that. */
  private static final class Talker implements AutoCloseable {
    final Site.Device device;
    final Client client;
    private final String own;

    Talker(Site.Device device) throws Exception {
      this.device = device;
      this.client =
          new Client(
              gate.gateway().port(),
              device.thing().toString(),
              Client.tls(device, gate.gateway().certificate()));
      this.own = "things/" + device.thing() + "/messages/";
      assertEquals(1, client.subscribe(own + "#"));
    }

    Correspondent side(AgreementId agreement) throws Exception {
      client.publish(own + "agreement", agreement.value().toByteArray());
      return new Correspondent(
          folder.resolve(device.thing() + "-" + agreement),
          Site.identity(device),
          ProvenAgreement.of(client.octets(own + "proof"), site.genesis()),
          Duration.ofHours(1),
          InstantSource.system());
    }

    Json.Obj post(Bytes envelope) throws Exception {
      assertEquals(0, client.publish(own + "post", envelope.toByteArray()));
      return (Json.Obj) JsonReader.read(client.octets(own + "posted"));
    }

    String posted(Bytes envelope) throws Exception {
      Json.Obj answer = post(envelope);
      return answer.member("fault").orElse(new Json.Text("accepted")) instanceof Json.Text text
          ? text.value()
          : "";
    }

    void fetch() throws Exception {
      client.publish(own + "fetch", new byte[0]);
    }

    Bytes message() throws Exception {
      return client.octets(own + "message");
    }

    Bytes receipt() throws Exception {
      return client.octets(own + "receipt");
    }

    void received(Bytes receipt) throws Exception {
      client.publish(own + "received", receipt.toByteArray());
    }

    @Override
    public void close() throws MqttException {
      client.close();
    }
  }

  @Test
  void aSleeperGetsThemInOrderOnWakingAcrossRestartsOfAllAndEachOnce() throws Exception {
    Site.Device ann = site.admitted("ann", Algorithm.ED25519);
    Site.Device ben = site.admitted("ben", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 3, ann, ben);
    List<Bytes> sent = new ArrayList<>();
    try (Talker from = new Talker(ann);
        Correspondent side = from.side(agreement)) {
      for (String text : List.of("one", "two", "three")) {
        sent.add(side.send(ben.thing(), text(text)).envelope());
        assertEquals("accepted", from.posted(sent.getLast()));
      }
      assertEquals("accepted", from.posted(sent.getFirst()), "the same once more waits once");
    }
    gate.restart();
    try (Talker to = new Talker(ben);
        Correspondent side = to.side(agreement)) {
      to.fetch();
      for (String text : List.of("one", "two", "three")) {
        Correspondent.Arrival arrival = side.receive(to.message());
        assertEquals(text(text), arrival.message().content());
        assertTrue(arrival.first());
        to.received(arrival.receipt());
      }
    }
    try (Talker from = new Talker(ann);
        Correspondent side = from.side(agreement)) {
      assertEquals(3, side.unanswered().size());
      from.fetch();
      for (int i = 0; i < 3; i++) {
        side.receipted(from.receipt());
      }
      assertEquals(List.of(), side.unanswered());
      assertEquals("accepted", from.posted(sent.get(1)), "whoever replays it is not refused");
    }
    try (Talker to = new Talker(ben);
        Correspondent side = to.side(agreement)) {
      to.fetch();
      assertFalse(side.receive(to.message()).first(), "but it counted, for ever");
    }
  }

  @Test
  void whatIsNotTakenIsToldToItsSender() throws Exception {
    Site.Device cat = site.admitted("cat", Algorithm.ED25519);
    Site.Device dan = site.admitted("dan", Algorithm.ED25519);
    Site.Device eve = site.admitted("eve", Algorithm.ED25519);
    AgreementId agreement = site.agreement(5, 2, cat, dan, eve);
    try (Talker from = new Talker(cat);
        Talker thief = new Talker(eve);
        Correspondent side = from.side(agreement)) {
      List<Bytes> all = new ArrayList<>();
      for (int i = 0; i < 2; i++) {
        all.add(side.send(dan.thing(), text("message " + i)).envelope());
      }
      assertEquals("not-the-sender", thief.posted(all.getFirst()));
      assertEquals("malformed", from.posted(text("nonsense")));
      byte[] changed = all.getFirst().toByteArray();
      changed[changed.length - 1] ^= 1;
      assertEquals("signature-invalid", from.posted(Bytes.copyOf(changed)));
      for (Bytes envelope : all) {
        assertEquals("accepted", from.posted(envelope));
      }
      // A sender that does not keep to the agreement itself, as its kit does.
      Bytes third;
      try (Correspondent other =
          new Correspondent(
              folder.resolve("forgetful"),
              Site.identity(cat),
              side.agreement(),
              Duration.ofHours(1),
              InstantSource.system())) {
        Bytes again = other.send(dan.thing(), text("another")).envelope();
        assertEquals("number-used", from.posted(again));
        other.send(eve.thing(), text("another"));
        third = other.send(dan.thing(), text("third")).envelope();
      }
      assertEquals("too-many-waiting", from.posted(third));
      for (int i = 0; i < 2; i++) {
        assertEquals("accepted", from.posted(side.send(eve.thing(), text("e" + i)).envelope()));
      }
      site.end(agreement);
      String last = "accepted";
      for (int i = 0; i < 100 && !last.equals("not-in-force"); i++) {
        last = from.posted(third);
        assertFalse(last.equals("accepted"));
        Thread.sleep(100);
      }
      assertEquals("not-in-force", last);
    }
  }

  @Test
  void aThirdPartyVerifiesOneMessageOfAConversationThatWasCommittedTo() throws Exception {
    Site.Device fay = site.admitted("fay", Algorithm.ED25519);
    Site.Device gus = site.admitted("gus", Algorithm.ED25519);
    AgreementId agreement = site.agreement(60, 5, fay, gus);
    try (Talker from = new Talker(fay);
        Talker to = new Talker(gus);
        Correspondent sender = from.side(agreement);
        Correspondent recipient = to.side(agreement)) {
      to.fetch();
      from.fetch();
      for (String text : List.of("set 19", "set 20", "set 21")) {
        assertEquals("accepted", from.posted(sender.send(gus.thing(), text(text)).envelope()));
        Correspondent.Arrival arrival = recipient.receive(to.message());
        to.received(arrival.receipt());
        sender.receipted(from.receipt());
      }
      MessageTransaction.CommitConversation commitment = recipient.commitment();
      Bytes statement = site.accept(gus.key(), commitment);
      MessageProof proof =
          recipient.disclose(fay.thing(), 2, 3, statement, site.receipt(statement));
      MessageProof.Shown shown = MessageProof.decode(proof.encode()).verify(site.genesis());
      assertEquals(text("set 20"), shown.message().content());
      assertEquals(gus.thing(), shown.by());
      MessageProof other =
          new MessageProof(
              recipient.disclose(fay.thing(), 3, 3, statement, proof.receipt()).message(),
              proof.index(),
              proof.path(),
              proof.statement(),
              proof.receipt(),
              proof.agreement());
      assertThrows(ClientException.class, () -> other.verify(site.genesis()));
    }
  }

  @Test
  void aThingAttestsByCoapAndExchangesMessagesWithOneBehindTheOtherDoorUntilItIsPutOut()
      throws Exception {
    Site.Device hal = site.born("hal", Algorithm.ED25519);
    Site.Device ian = site.admitted("ian", Algorithm.ES256);
    AgreementId agreement = site.agreement(60, 5, hal, ian);
    try (CoapThing from = new CoapThing(hal, gate.gateway());
        Talker to = new Talker(ian)) {
      assertEquals(ResponseCode.FORBIDDEN, from.code("messages/next", Bytes.EMPTY));
      Bytes challenge = from.octets("attest/request", Bytes.EMPTY);
      Json.Obj result = from.told("attest/evidence", site.evidence(hal, "1.0.0", challenge));
      assertEquals(new Json.Bool(true), result.member("admitted").orElseThrow());
      try (Correspondent sender = from.side(agreement, site, folder);
          Correspondent recipient = to.side(agreement)) {
        to.fetch();
        Correspondent.Outgoing sent = sender.send(ian.thing(), text("over both doors"));
        assertEquals(
            new Json.Bool(true),
            from.told("messages/post", sent.envelope()).member("accepted").orElseThrow());
        Correspondent.Arrival arrival = recipient.receive(to.message());
        to.received(arrival.receipt());
        Bytes receipt = Bytes.EMPTY;
        for (int i = 0; i < 100 && receipt.length() == 0; i++) {
          receipt = from.octets("messages/next", Bytes.EMPTY);
          Thread.sleep(100);
        }
        sender.receipted(receipt);
        assertEquals(List.of(), sender.unanswered());
      }
      site.quarantine(hal);
      String told = hal.thing() + " (CoAP)";
      for (int i = 0; i < 300 && gate.said.stream().noneMatch(each -> each.contains(told)); i++) {
        Thread.sleep(100);
      }
      assertTrue(gate.said.stream().anyMatch(each -> each.contains(told)), "its session ended");
      try (CoapThing again = new CoapThing(hal, gate.gateway())) {
        assertEquals(ResponseCode.FORBIDDEN, again.code("attest/request", Bytes.EMPTY));
      }
    }
  }

  @Test
  void byCoapNobodyIsAnotherThingAndNoOtherKeyIsTheGateway() throws Exception {
    Site.Device jan = site.admitted("jan", Algorithm.ED25519);
    Site.Device kim = site.admitted("kim", Algorithm.ED25519);
    try (CoapThing thief = new CoapThing(jan, gate.gateway());
        CoapThing deceived = new CoapThing(kim, gate.gateway(), jan.key().publicKey())) {
      assertEquals(ResponseCode.FORBIDDEN, thief.post(kim, "messages/next", Bytes.EMPTY).getCode());
      assertEquals(ResponseCode.CONTENT, thief.code("messages/next", Bytes.EMPTY));
      assertEquals(
          ResponseCode.FORBIDDEN, thief.post(kim, "attest/request", Bytes.EMPTY).getCode());
      assertThrows(ClientException.class, () -> deceived.code("messages/next", Bytes.EMPTY));
    }
  }
}
