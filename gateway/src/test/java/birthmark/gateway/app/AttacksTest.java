package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.coap.GatewayLink;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Fault;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.ProvenAgreement;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.Algorithm;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Attackers at the front door, each a process of its own that has what an attacker has. */
@Tag("real")
class AttacksTest {
  @RegisterExtension private static final Door DOOR = new Door();

  @TempDir private static Path folder;

  private static String port(InetSocketAddress address) {
    return String.valueOf(address.getPort());
  }

  @ParameterizedTest
  @ValueSource(strings = {"plain", "old", "nameless"})
  void nobodyComesInInPlainByAnOldTlsOrWithoutACertificate(String way) throws Exception {
    String port = String.valueOf(DOOR.gate().gateway().port());
    assertEquals("refused", Attacker.here().attacked(List.of(), way, port));
  }

  private static GatewayLink link(Site.Device device, InetSocketAddress at) throws Exception {
    return MovesTest.link(device, DOOR.gate().gateway(), at);
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
    assertEquals("sent", Attacker.here().attacked(recorded, "again", port(restarted)));
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
  void aCopyOfADiskIsToldByItsStartsOnceTheThingHasStartedAgain() throws Exception {
    Site.Device own = DOOR.site().born("copied", Algorithm.ED25519);
    InetSocketAddress gateway = DOOR.gate().gateway().coap().orElseThrow();
    Path disk = Files.createDirectories(folder.resolve("copy of a disk")).resolve("thing.p12");
    try (GatewayLink link = link(own, gateway)) {
      assertTrue(Twin.isAdmitted(own, link, 4));
      Files.copy(own.file().path(), disk);
      assertTrue(Twin.isAdmitted(own, link, 6));
    }
    String told = own.thing() + " counts fewer starts than it had";
    assertEquals("out", twin(disk, 5, gateway));
    assertTrue(DOOR.gate().said.stream().anyMatch(each -> each.contains(told)));
  }

  /** What became of a copy that attests as having started so often, a process of its own. */
  private static String twin(Path disk, long starts, InetSocketAddress gateway) throws Exception {
    String trust = DOOR.gate().gateway().certificateFile().toString();
    Process process =
        Program.java(
            folder,
            Twin.class.getName(),
            disk.toString(),
            String.valueOf(starts),
            trust,
            port(gateway));
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), () -> Program.errors(folder));
    // Its libraries may log before and after.
    return said.lines().filter(Twin.ANSWERS::contains).findFirst().orElse(said);
  }
}
