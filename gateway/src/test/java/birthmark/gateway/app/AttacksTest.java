package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.coap.Exchange;
import birthmark.client.coap.GatewayLink;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Fault;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.Algorithm;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attackers at the front door, each a process of its own that has what an attacker has. */
@Tag("real")
class AttacksTest {
  private static final Path SCRIPT =
      SharedData.root().resolve("gateway/src/test/resources/attacks/attack.py");
  private static final int NOT_PERMITTED = 77;
  private static final String ELSEWHERE = "127.0.0.9";

  @RegisterExtension private static final Door DOOR = new Door();

  @TempDir private static Path folder;

  /** What the attacker came to, who was given {@code datagrams}. */
  private static String attacked(List<byte[]> datagrams, String... words) throws Exception {
    List<String> command = new ArrayList<>(List.of("python3", SCRIPT.toString()));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (OutputStream in = process.getOutputStream()) {
      for (byte[] each : datagrams) {
        in.write((HexFormat.of().formatHex(each) + "\n").getBytes(StandardCharsets.US_ASCII));
      }
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    if (status == NOT_PERMITTED && !"true".equals(System.getenv("CI"))) {
      Assumptions.abort("this user may not make datagrams of others");
    }
    Assertions.assertEquals(0, status, said);
    return said.strip();
  }

  private static String port(InetSocketAddress address) {
    return String.valueOf(address.getPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "old", "nameless"})
  void nobodyComesInInPlainByAnOldTlsOrWithoutACertificate(String way) throws Exception {
    String port = String.valueOf(DOOR.gate().gateway().port());
    assertEquals("refused", attacked(List.of(), way, port));
  }

  private static GatewayLink link(Site.Device device, InetSocketAddress at) throws Exception {
    return MovesTest.link(device, DOOR.gate().gateway(), at);
  }

  @Test
  void whatIsSentAgainUnderAnothersAddressMovesAndEndsNoSession() throws Exception {
    Site.Device owner = DOOR.site().admitted("owner", Algorithm.ED25519);
    InetSocketAddress gateway = DOOR.gate().gateway().coap().orElseThrow();
    try (Relay relay = new Relay(gateway);
        GatewayLink link = link(owner, relay.address())) {
      assertTrue(link.next().isEmpty());
      List<byte[]> before = relay.sent();
      List<byte[]> again = new ArrayList<>(before);
      byte[] changed = before.getLast().clone();
      changed[changed.length - 1] ^= 1;
      again.add(changed);
      assertEquals("sent", attacked(again, "spoof", port(gateway), ELSEWHERE, "40404"));
      assertTrue(link.next().isEmpty());
      List<byte[]> all = relay.sent();
      assertEquals(0, Relay.handshakes(all.subList(before.size(), all.size())), "it goes on");
    }
  }

  @Test
  void whoeverIsNamedAsTheSenderOfManyFirstMessagesGetsNoMoreThanWasSent() throws Exception {
    Site.Device owner = DOOR.site().admitted("reflected", Algorithm.ED25519);
    InetSocketAddress gateway = DOOR.gate().gateway().coap().orElseThrow();
    byte[] hello;
    try (Relay relay = new Relay(gateway);
        GatewayLink link = link(owner, relay.address())) {
      assertTrue(link.next().isEmpty());
      hello = relay.sent().getFirst();
    }
    int count = 20;
    try (DatagramSocket victim =
        new DatagramSocket(new InetSocketAddress(InetAddress.ofLiteral(ELSEWHERE), 0))) {
      String port = String.valueOf(victim.getLocalPort());
      List<byte[]> hellos = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        hellos.add(hello);
      }
      assertEquals("sent", attacked(hellos, "spoof", port(gateway), ELSEWHERE, port));
      long octets = octets(victim);
      assertTrue(octets <= (long) count * hello.length, octets + " octets");
    }
  }

  private static long octets(DatagramSocket socket) throws IOException {
    socket.setSoTimeout(1_000);
    long octets = 0;
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(new byte[2_048], 2_048);
        socket.receive(packet);
        octets += packet.getLength();
      }
    } catch (SocketTimeoutException e) {
      return octets;
    }
  }

  @Test
  void whatWasRecordedBeforeARestartDoesNothingWhenItIsSentAgain() throws Exception {
    Site.Device ann = DOOR.site().admitted("recorded", Algorithm.ED25519);
    Site.Device ben = DOOR.site().admitted("addressee", Algorithm.ES256);
    AgreementId agreement = DOOR.site().agreement(600, 10, ann, ben);
    List<byte[]> recorded;
    InetSocketAddress gateway = DOOR.gate().gateway().coap().orElseThrow();
    try (Relay relay = new Relay(gateway);
        GatewayLink from = link(ann, relay.address());
        GatewayLink to = link(ben, gateway);
        Correspondent sender = side(from, ann, agreement);
        Correspondent recipient = side(to, ben, agreement)) {
      from.post(sender.send(ben.thing(), Bytes.fromHex("01")).envelope());
      to.received(recipient.receive(to.next().orElseThrow()).receipt());
      recorded = relay.sent();
    }
    DOOR.gate().restart();
    InetSocketAddress restarted = DOOR.gate().gateway().coap().orElseThrow();
    assertEquals("sent", attacked(recorded, "again", port(restarted)));
    try (GatewayLink to = link(ben, restarted)) {
      assertTrue(to.next().isEmpty(), "nothing came to the recipient");
    }
  }

  private static Correspondent side(GatewayLink link, Site.Device device, AgreementId agreement)
      throws Exception {
    return new Correspondent(
        folder.resolve(device.thing().toString()),
        Site.identity(device),
        ProvenAgreement.of(link.proof(agreement).orElseThrow(), DOOR.site().genesis()),
        Duration.ofHours(1),
        InstantSource.system());
  }

  @Test
  void whoeverSaysThatItIsAnotherThingIsRefusedByThatThingsName() throws Exception {
    Site.Device thief = DOOR.site().admitted("thief", Algorithm.ED25519);
    Site.Device victim = DOOR.site().admitted("victim", Algorithm.ED25519);
    String said =
        commanded(1, thief.file().path(), "receive", "--thing", victim.thing().toString());
    assertTrue(said.contains("this key is not the thing's key"), said);
  }

  /** What a thief's own process said that has the key file {@code key}, and ended by status. */
  private static String commanded(int status, Path key, String... words) throws Exception {
    Gateway gateway = DOOR.gate().gateway();
    Path home = folder.resolve("thief");
    if (!Files.exists(home)) {
      DOOR.site().gatewayHome(home, List.of(DOOR.site().url()));
    }
    List<String> command =
        new ArrayList<>(
            List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                "birthmark.client.cli.Main",
                "message"));
    command.addAll(List.of(words));
    command.addAll(
        List.of(
            "--as",
            key.toString(),
            "--gateway",
            "127.0.0.1:" + port(gateway.coap().orElseThrow()),
            "--trust",
            gateway.certificateFile().toString()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder
        .environment()
        .putAll(
            Map.of("BIRTHMARK_CLIENT_HOME", home.toString(), "BIRTHMARK_PASSWORD", "of a test"));
    Process process = builder.redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(status, process.waitFor(), said);
    return said;
  }

  @Test
  void whatAStolenKeySaysBesideItsOwnerUnderAUsedNumberIsNotTaken() throws Exception {
    Site.Device ann = DOOR.site().admitted("robbed", Algorithm.ED25519);
    Site.Device ben = DOOR.site().admitted("told twice", Algorithm.ES256);
    AgreementId agreement = DOOR.site().agreement(600, 10, ann, ben);
    InetSocketAddress gateway = DOOR.gate().gateway().coap().orElseThrow();
    try (GatewayLink from = link(ann, gateway);
        GatewayLink to = link(ben, gateway);
        Correspondent sender = side(from, ann, agreement);
        Correspondent recipient = side(to, ben, agreement)) {
      from.post(sender.send(ben.thing(), Bytes.fromHex("01")).envelope());
      to.received(recipient.receive(to.next().orElseThrow()).receipt());
      sender.receipted(from.next().orElseThrow());
      Path stolen = folder.resolve("stolen.p12");
      Files.copy(ann.file().path(), stolen);
      commanded(
          0,
          stolen,
          "send",
          "--agreement",
          agreement.toString(),
          "--to",
          ben.thing().toString(),
          "--text",
          "open the door",
          "--wait",
          "0");
      Bytes forged = to.next().orElseThrow();
      MessageException refused =
          assertThrows(MessageException.class, () -> recipient.receive(forged));
      assertEquals(Fault.NUMBER_USED, refused.fault());
    }
  }

  @Test
  void aGatewayThatLiesAboutTheLedgerIsNotBelieved() throws Exception {
    Site.Device ann = DOOR.site().admitted("lied to", Algorithm.ED25519);
    Site.Device ben = DOOR.site().admitted("lied about", Algorithm.ES256);
    AgreementId agreement = DOOR.site().agreement(600, 10, ann, ben);
    AgreementId other = DOOR.site().agreement(600, 10, ann, ben);
    try (GatewayLink link = link(ann, DOOR.gate().gateway().coap().orElseThrow())) {
      byte[] proof = link.proof(agreement).orElseThrow().toByteArray();
      for (int at = 0; at < proof.length; at += 97) {
        byte[] lie = proof.clone();
        lie[at] ^= 1;
        assertThrows(
            ClientException.class,
            () -> ProvenAgreement.of(Bytes.copyOf(lie), DOOR.site().genesis()),
            "octet " + at);
      }
      try (Exchange exchange =
          new Exchange(
              folder.resolve("lied"),
              Site.identity(ann),
              DOOR.site().genesis(),
              _ -> link.proof(other),
              Duration.ofHours(1))) {
        assertThrows(ClientException.class, () -> exchange.side(agreement));
      }
    }
  }
}
