package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.coap.GatewayLink;
import birthmark.cose.Algorithm;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** A neighbour on the gateway's wire that sends in another's name, from a namespace of its own. */
@Tag("real")
class SpoofedAddressTest {
  private static final String PORT = "40404";

  @RegisterExtension private static final Door DOOR = new Door();

  @TempDir private static Path folder;
  private static TestNetwork network;
  private static Gate gate;

  @BeforeAll
  static void start() throws Exception {
    network = TestNetwork.open();
    Path own = Files.createDirectories(folder.resolve("there"));
    Site site = DOOR.site();
    String at = TestNetwork.HERE + ":0";
    gate = new Gate(site, own, site.url(), "--mqtt", "none", "--coap", at, "--watch", "0");
  }

  @AfterAll
  static void stop() throws Exception {
    if (gate != null) {
      gate.close();
    }
    if (network != null) {
      network.close();
    }
  }

  private static InetSocketAddress door() {
    return gate.gateway().coap().orElseThrow();
  }

  /** Sends {@code datagrams} as if the victim had; how many octets that one got. */
  private static long sentInItsName(List<byte[]> datagrams) throws Exception {
    Process victim = Attacker.in(network.victim()).started("hear", PORT);
    assertEquals("hearing", victim.inputReader().readLine());
    String port = String.valueOf(door().getPort());
    assertEquals(
        "sent",
        Attacker.in(network.attacker())
            .attacked(datagrams, "spoof", port, TestNetwork.VICTIM, PORT, TestNetwork.HERE));
    try (var out = victim.outputWriter()) {
      out.write("enough\n");
    }
    String heard = victim.inputReader().readLine();
    assertEquals(0, victim.waitFor());
    return Long.parseLong(heard);
  }

  private static long octets(List<byte[]> datagrams) {
    return datagrams.stream().mapToLong(each -> each.length).sum();
  }

  @Test
  void whatIsSentAgainInAnothersNameMovesAndEndsNoSession() throws Exception {
    Site.Device owner = DOOR.site().admitted("owner", Algorithm.ED25519);
    try (Relay relay = new Relay(door());
        GatewayLink link = MovesTest.link(owner, gate.gateway(), relay.address())) {
      assertTrue(link.next().isEmpty());
      List<byte[]> before = relay.sent();
      List<byte[]> again = new ArrayList<>(before);
      byte[] changed = before.getLast().clone();
      changed[changed.length - 1] ^= 1;
      again.add(changed);
      assertTrue(sentInItsName(again) <= octets(again));
      assertTrue(link.next().isEmpty());
      List<byte[]> all = relay.sent();
      assertEquals(0, Relay.handshakes(all.subList(before.size(), all.size())), "it goes on");
    }
  }

  @Test
  void whoeverIsNamedAsTheSenderOfManyFirstMessagesGetsNoMoreThanWasSent() throws Exception {
    Site.Device owner = DOOR.site().admitted("reflected", Algorithm.ED25519);
    byte[] hello;
    try (Relay relay = new Relay(door());
        GatewayLink link = MovesTest.link(owner, gate.gateway(), relay.address())) {
      assertTrue(link.next().isEmpty());
      hello = relay.sent().getFirst();
    }
    List<byte[]> hellos = Collections.nCopies(20, hello);
    long heard = sentInItsName(hellos);
    assertTrue(heard > 0 && heard <= octets(hellos), heard + " octets");
  }
}
