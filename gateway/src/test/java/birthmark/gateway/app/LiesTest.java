package birthmark.gateway.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.coap.Exchange;
import birthmark.client.coap.GatewayLink;
import birthmark.client.messages.Correspondent;
import birthmark.client.messages.Fault;
import birthmark.client.messages.Identity;
import birthmark.client.messages.MessageException;
import birthmark.client.messages.ProvenAgreement;
import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.messages.AgreementId;
import birthmark.cose.Algorithm;
import birthmark.json.Json;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/**
 * Things at a gateway that lies about the ledger, in a process of its own with the true one's key.
 */
@Tag("real")
class LiesTest {
  private static final Duration AN_HOUR = Duration.ofHours(1);
  private static final Duration A_DAY = Duration.ofDays(1);

  @RegisterExtension private static final Door DOOR = new Door();

  @TempDir private static Path folder;
  private static Site site;
  private static LyingGateway liar;

  @BeforeAll
  static void start() throws Exception {
    site = DOOR.site();
    liar = new LyingGateway(DOOR.gate().gateway(), folder);
  }

  @AfterAll
  static void stop() throws Exception {
    liar.close();
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static GatewayLink link(Site.Device device) throws ClientException {
    return MovesTest.link(device, DOOR.gate().gateway(), liar.address());
  }

  /** What {@code device} keeps of its conversations, with what the liar shows. */
  private static Exchange exchange(Site.Device device, GatewayLink link) throws ClientException {
    return exchange(device, link::proof, site.genesis(), InstantSource.system());
  }

  private static Exchange exchange(
      Site.Device device, Exchange.Proofs proofs, Genesis trusted, InstantSource clock)
      throws ClientException {
    Path own = folder.resolve(device.thing().toString());
    return new Exchange(own, Site.identity(device), trusted, proofs, AN_HOUR, clock);
  }

  private static MessageException refused(List<Exchange.Taken> taken) {
    return assertInstanceOf(Exchange.Taken.Refused.class, taken.removeFirst()).why();
  }

  @Test
  void aProofThatIsTrueNoMoreUndoesNothingThatWasProvenSince() throws Exception {
    Site.Device ann = site.admitted("told what was", Algorithm.ED25519);
    Site.Device ben = site.admitted("told of", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, ann, ben);
    Bytes before = site.proof(agreement);
    site.end(agreement);
    try (GatewayLink link = link(ann)) {
      liar.shows(site.proof(agreement));
      try (Exchange exchange = exchange(ann, link)) {
        assertClosed(exchange.side(agreement), ben);
      }
      liar.shows(before);
      try (Exchange restarted = exchange(ann, link)) {
        assertClosed(restarted.side(agreement), ben);
      }
    }
  }

  private static void assertClosed(Correspondent side, Site.Device to) {
    assertFault(Fault.NOT_IN_FORCE, () -> side.send(to.thing(), text("open")));
  }

  private interface Trying {
    void run() throws MessageException, ClientException;
  }

  private static void assertFault(Fault fault, Trying trying) {
    assertEquals(fault, assertThrows(MessageException.class, trying::run).fault());
  }

  @Test
  void aDayLaterNeitherYesterdaysProofNorYesterdaysMessageCounts() throws Exception {
    Site.Device ann = site.admitted("said it yesterday", Algorithm.ED25519);
    Site.Device ben = site.admitted("hears it today", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, ann, ben);
    liar.shows(site.proof(agreement));
    InstantSource tomorrow = InstantSource.offset(InstantSource.system(), A_DAY);
    try (GatewayLink from = link(ann);
        GatewayLink to = link(ben);
        Exchange sender = exchange(ann, from);
        Exchange recipient = exchange(ben, to::proof, site.genesis(), tomorrow)) {
      Bytes envelope = sender.side(agreement).send(ben.thing(), text("open")).envelope();
      liar.passesOn(envelope);
      List<Exchange.Taken> taken = new ArrayList<>();
      recipient.takeAll(to, taken::add);
      assertEquals(Fault.PROOF_TOO_OLD, refused(taken).fault());
      assertFault(
          Fault.PROOF_TOO_OLD, () -> recipient.side(agreement).send(ann.thing(), text("no")));
    }
  }

  @Test
  void whatIsChangedOrOfAnotherAgreementOrLedgerProvesNothingAndReplacesNothing() throws Exception {
    Site.Device ann = site.admitted("lied to", Algorithm.ED25519);
    Site.Device ben = site.admitted("lied about", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, ann, ben);
    Bytes proof = site.proof(agreement);
    Bytes foreign = site.proof(site.agreement(600, 10, ann, ben));
    try (GatewayLink link = link(ann)) {
      liar.shows(proof);
      try (Exchange exchange = exchange(ann, link)) {
        assertEquals(agreement, exchange.side(agreement).agreement().id());
      }
      List<Bytes> lies = new ArrayList<>(List.of(Bytes.EMPTY, text("trust me"), foreign));
      for (int at = 0; at < proof.length(); at += proof.length() / 7) {
        byte[] changed = proof.toByteArray();
        changed[at] ^= 1;
        lies.add(Bytes.copyOf(changed));
      }
      for (Bytes lie : lies) {
        liar.shows(lie);
        try (Exchange exchange = exchange(ann, link)) {
          assertThrows(ClientException.class, () -> exchange.side(agreement));
        }
      }
      liar.shows(proof);
      try (Exchange astray =
          exchange(ben, link::proof, another(site.genesis()), InstantSource.system())) {
        assertThrows(ClientException.class, () -> astray.side(agreement), "of another ledger");
      }
    }
    try (Exchange kept = exchange(ann, Exchange.KEPT, site.genesis(), InstantSource.system())) {
      assertEquals(agreement, kept.side(agreement).agreement().id(), "none of it was kept");
    }
  }

  /** The genesis of a ledger of the same replicas, founded anew. */
  private static Genesis another(Genesis genesis) {
    return new Genesis(
        genesis.format(),
        "another.example",
        genesis.time(),
        genesis.founders(),
        genesis.replicas(),
        genesis.rules(),
        genesis.quota());
  }

  /** Every octet of a proof counts; by the thing's own check, with no gateway between. */
  @Test
  void noOctetOfAProofCanBeChanged() throws Exception {
    Site.Device ann = site.admitted("sees each octet", Algorithm.ED25519);
    Site.Device ben = site.admitted("seen", Algorithm.ES256);
    byte[] proof = site.proof(site.agreement(600, 10, ann, ben)).toByteArray();
    for (int at = 0; at < proof.length; at += 97) {
      byte[] lie = proof.clone();
      lie[at] ^= 1;
      assertThrows(
          ClientException.class,
          () -> ProvenAgreement.of(Bytes.copyOf(lie), site.genesis()),
          "octet " + at);
    }
  }

  @Test
  void aMessageOfAThingThatIsCutOffCountsForNothingThoughTheGatewayPassesItOn() throws Exception {
    Site.Device ann = site.admitted("cut off", Algorithm.ED25519);
    Site.Device ben = site.admitted("heedful", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, ann, ben);
    liar.shows(site.proof(agreement));
    try (GatewayLink from = link(ann);
        GatewayLink to = link(ben);
        Exchange sender = exchange(ann, from);
        Exchange recipient = exchange(ben, to)) {
      Bytes envelope = sender.side(agreement).send(ben.thing(), text("open")).envelope();
      site.quarantine(ann);
      liar.shows(site.proof(agreement));
      liar.passesOn(envelope);
      List<Exchange.Taken> taken = new ArrayList<>();
      recipient.takeAll(to, taken::add);
      assertEquals(Fault.NOT_ADMITTED, refused(taken).fault());
      assertEquals(0, recipient.side(agreement).messages());
    }
  }

  @Test
  void aGatewayThatForgetsAMessageAndForgesItsReceiptIsToldByWhoSigned() throws Exception {
    Site.Device ann = site.admitted("waits for a receipt", Algorithm.ED25519);
    Site.Device ben = site.admitted("never got it", Algorithm.ES256);
    Site.Device eve = site.admitted("lends its key", Algorithm.ES256);
    AgreementId agreement = site.agreement(600, 10, ann, ben, eve);
    Bytes proof = site.proof(agreement);
    liar.shows(proof);
    try (GatewayLink from = link(ann);
        Exchange sender = exchange(ann, from)) {
      Correspondent side = sender.side(agreement);
      Bytes envelope = side.send(ben.thing(), text("open")).envelope();
      assertEquals(
          new Json.Bool(true), from.post(envelope).member("accepted").orElseThrow(), "it says");
      liar.passesOn(forged(ben, eve, proof, envelope));
      List<Exchange.Taken> taken = new ArrayList<>();
      sender.takeAll(from, taken::add);
      assertEquals(Fault.SIGNATURE_INVALID, refused(taken).fault());
      assertEquals(List.of(envelope), unanswered(side), "it goes on sending it");
    }
  }

  private static List<Bytes> unanswered(Correspondent side) throws Exception {
    return side.unanswered().stream().map(Correspondent.Outgoing::envelope).toList();
  }

  /** The receipt of {@code recipient} for an envelope, signed by {@code forger}, who read it. */
  private static Bytes forged(
      Site.Device recipient, Site.Device forger, Bytes proof, Bytes envelope) throws Exception {
    Identity own = Site.identity(recipient);
    Identity mixed = new Identity(own.thing(), forger.key(), own.agreement(), own.secret());
    Path file = Files.createDirectories(folder.resolve("forger")).resolve("conversation");
    try (Correspondent side =
        new Correspondent(
            file,
            mixed,
            ProvenAgreement.of(proof, site.genesis()),
            AN_HOUR,
            InstantSource.system())) {
      return side.receive(envelope).receipt();
    }
  }

  @Test
  void whatIsPassedToAnotherThanItsRecipientIsNotTaken() throws Exception {
    Site.Device ann = site.admitted("writes", Algorithm.ED25519);
    Site.Device ben = site.admitted("is written to", Algorithm.ES256);
    Site.Device eve = site.admitted("gets it instead", Algorithm.ED25519);
    AgreementId agreement = site.agreement(600, 10, ann, ben, eve);
    liar.shows(site.proof(agreement));
    try (GatewayLink from = link(ann);
        GatewayLink astray = link(eve);
        Exchange sender = exchange(ann, from);
        Exchange other = exchange(eve, astray)) {
      liar.passesOn(sender.side(agreement).send(ben.thing(), text("open")).envelope());
      List<Exchange.Taken> taken = new ArrayList<>();
      other.takeAll(astray, taken::add);
      assertEquals(Fault.NOT_THE_RECIPIENT, refused(taken).fault());
      assertTrue(taken.isEmpty());
    }
  }
}
