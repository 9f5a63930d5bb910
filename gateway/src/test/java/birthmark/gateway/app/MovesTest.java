package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.coap.Exchange;
import birthmark.client.coap.GatewayLink;
import birthmark.client.coap.Neighbour;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.MessageProof;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** Things that move: to another gateway, to another address, out of reach of both and back. */
@Tag("real")
class MovesTest {
  @RegisterExtension private static final Door DOOR = new Door();

  @TempDir private static Path folder;
  private static Site site;

  @BeforeAll
  static void start() {
    site = DOOR.site();
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  /** The way of {@code device} to the gateway, which it finds at {@code at}. */
  static GatewayLink link(Site.Device device, Gateway gateway, InetSocketAddress at)
      throws ClientException {
    return new GatewayLink(
        at,
        JdkSignatures.coseKey(gateway.certificate().getPublicKey()),
        device.file().signingPair(Site.PASSWORDS),
        device.thing());
  }

  /** A thing with what it keeps, at one gateway and then at another. */
  private static final class Mover implements AutoCloseable {
    private final Site.Device device;
    private final Exchange exchange;
    private GatewayLink link;
    final List<String> counted = new ArrayList<>();

    Mover(Site.Device device, Gateway gateway) throws ClientException {
      this.device = device;
      this.link = link(device, gateway, gateway.coap().orElseThrow());
      this.exchange =
          new Exchange(
              folder.resolve(device.thing().toString()),
              Site.identity(device),
              site.genesis(),
              agreement -> link.proof(agreement),
              Duration.ofHours(1));
    }

    void move(Gateway gateway) throws ClientException {
      link.close();
      link = link(device, gateway, gateway.coap().orElseThrow());
    }

    Correspondent side(AgreementId agreement) throws ClientException {
      return exchange.side(agreement);
    }

    void takeAll() throws ClientException {
      exchange.takeAll(
          link,
          taken -> {
            if (taken instanceof Exchange.Taken.Arrived arrived && arrived.first()) {
              counted.add(
                  new String(arrived.message().content().toByteArray(), StandardCharsets.UTF_8));
            }
          });
    }

    @Override
    public void close() throws ClientException {
      link.close();
      exchange.close();
    }
  }

  @Test
  void whoMovesToAnotherGatewayLosesNothingAndCountsNothingTwice() throws Exception {
    Site.Device ann = site.admitted("ann on the move", Algorithm.ED25519);
    Site.Device ben = site.admitted("ben on the move", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, ann, ben);
    Gateway near = DOOR.gate().gateway();
    Path elsewhere = Files.createDirectories(folder.resolve("elsewhere"));
    // It signs nothing: its key is that of the other gateway.
    try (Gate there = new Gate(site, elsewhere, site.url(), "--watch", "0");
        Mover from = new Mover(ann, near);
        Mover to = new Mover(ben, near)) {
      for (String each : List.of("one", "two", "three")) {
        from.link.post(from.side(agreement).send(ben.thing(), text(each)).envelope());
      }
      Bytes first = to.link.next().orElseThrow();
      Correspondent.Arrival arrival = to.side(agreement).receive(first);
      to.counted.add("one");
      to.link.received(arrival.receipt());
      from.move(there.gateway());
      to.move(there.gateway());
      from.link.post(from.side(agreement).send(ben.thing(), text("four")).envelope());
      from.exchange.sendAgain(from.link, from.side(agreement));
      to.takeAll();
      from.takeAll();
      assertEquals(List.of(), from.side(agreement).unanswered(), "each has its receipt");
      to.move(near);
      to.takeAll();
      from.move(near);
      from.takeAll();
      assertEquals(List.of("four", "one", "three", "two"), to.counted.stream().sorted().toList());
    }
  }

  @Test
  void aSessionGoesOnFromAnotherAddressWithoutAHandshake() throws Exception {
    Site.Device cat = site.admitted("cat behind a router", Algorithm.ED25519);
    Gateway gateway = DOOR.gate().gateway();
    try (Relay relay = new Relay(gateway.coap().orElseThrow());
        GatewayLink link = link(cat, gateway, relay.address())) {
      assertTrue(link.next().isEmpty());
      List<byte[]> before = relay.sent();
      relay.move();
      assertTrue(link.next().isEmpty());
      List<byte[]> all = relay.sent();
      assertTrue(Relay.handshakes(before) > 0 && all.size() > before.size());
      assertEquals(0, Relay.handshakes(all.subList(before.size(), all.size())));
    }
  }

  @Test
  void whatWasSaidWithNobodyElseInReachIsSettledWithTheLedgerLater() throws Exception {
    Site.Device dan = site.admitted("dan in the field", Algorithm.ED25519);
    Site.Device eve = site.admitted("eve in the field", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, dan, eve);
    InetSocketAddress any = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    List<String> heard = new ArrayList<>();
    try (Mover first = new Mover(dan, DOOR.gate().gateway());
        Mover second = new Mover(eve, DOOR.gate().gateway())) {
      Correspondent speaks = first.side(agreement);
      Correspondent hears = second.side(agreement);
      first.link.close();
      second.link.close();
      try (Neighbour here =
              new Neighbour(any, dan.file().signingPair(Site.PASSWORDS), speaks, _ -> {});
          Neighbour there =
              new Neighbour(
                  any,
                  eve.file().signingPair(Site.PASSWORDS),
                  hears,
                  message ->
                      heard.add(
                          new String(message.content().toByteArray(), StandardCharsets.UTF_8)))) {
        here.deliver(there.address(), speaks.send(eve.thing(), text("open")));
        here.deliver(there.address(), speaks.send(eve.thing(), text("shut")));
      }
      assertEquals(List.of("open", "shut"), heard);
      Bytes statement = site.accept(eve.key(), hears.commitment());
      MessageProof shown = hears.disclose(dan.thing(), 2, 2, statement, site.receipt(statement));
      assertEquals(
          text("shut"),
          MessageProof.decode(shown.encode()).verify(site.genesis()).message().content());
    }
  }
}
