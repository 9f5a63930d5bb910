package birthmark.client.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contracts.messages.AgreementStanding;
import birthmark.contracts.things.ThingId;
import birthmark.cose.SigningKey;
import birthmark.merkle.LogProof;
import birthmark.merkle.LogTree;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

class CorrespondentTest {
  @TempDir private Path folder;
  private Trio trio = new Trio(Path.of(""));

  @BeforeEach
  void begin() {
    trio = new Trio(folder);
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void refused(Fault fault, Executable what) {
    assertEquals(fault, assertThrows(MessageException.class, what).fault());
  }

  private Bytes said(String text) throws Exception {
    try (Correspondent ann = trio.open(trio.ann)) {
      return ann.send(trio.ben.thing(), text(text)).envelope();
    }
  }

  @Test
  void aMessageArrivesOnceAndItsSenderHasTheRecipientsWord() throws Exception {
    try (Correspondent ann = trio.open(trio.ann);
        Correspondent ben = trio.open(trio.ben)) {
      Correspondent.Outgoing sent = ann.send(trio.ben.thing(), text("21 degrees"));
      Correspondent.Arrival arrival = ben.receive(sent.envelope());
      assertEquals(text("21 degrees"), arrival.message().content());
      assertTrue(arrival.first());
      assertEquals(1, ann.unanswered().size());
      ann.receipted(arrival.receipt());
      assertEquals(List.of(), ann.unanswered());
      Correspondent.Arrival again = ben.receive(sent.envelope());
      assertFalse(again.first());
      assertEquals(arrival.receipt(), again.receipt());
      assertEquals(1, ben.messages());
      assertEquals(ann.commitment().root(), ben.commitment().root());
    }
  }

  @Test
  void eachCountsOnceInAnyOrderAcrossRestartsOfBothEnds() throws Exception {
    List<Bytes> envelopes = new ArrayList<>();
    for (String text : List.of("one", "two", "three")) {
      envelopes.add(said(text));
    }
    for (int round = 0; round < 2; round++) {
      for (int i : new int[] {2, 0, 1, 2}) {
        try (Correspondent ben = trio.open(trio.ben)) {
          boolean first = round == 0 && ben.messages() < 3;
          assertEquals(first, ben.receive(envelopes.get(i)).first());
        }
      }
    }
    try (Correspondent ann = trio.open(trio.ann)) {
      assertEquals(
          envelopes, ann.unanswered().stream().map(Correspondent.Outgoing::envelope).toList());
      refused(Fault.TOO_MANY_WAITING, () -> ann.send(trio.ben.thing(), text("four")));
      assertEquals(1, ann.send(trio.eve.thing(), text("you")).address().number() - 3);
    }
  }

  @Test
  void aChangedOctetMakesItCountForNothing() throws Exception {
    byte[] octets = said("set 19 degrees").toByteArray();
    try (Correspondent ben = trio.open(trio.ben)) {
      for (int i = 0; i < octets.length; i += 13) {
        byte[] changed = octets.clone();
        changed[i] ^= 1;
        assertThrows(MessageException.class, () -> ben.receive(Bytes.copyOf(changed)));
      }
      assertEquals(0, ben.messages());
    }
  }

  @Test
  void nobodySealsItAgainForAnother() throws Exception {
    Bytes octets = said("open the door");
    Envelope envelope = Envelope.decode(octets).said();
    Address address = envelope.address();
    try (Correspondent ben = trio.open(trio.ben);
        Correspondent eve = trio.open(trio.eve)) {
      refused(Fault.NOT_THE_RECIPIENT, () -> eve.receive(octets));
      Bytes inside = Sealing.open(trio.ben.secret(), trio.ben.agreement(), envelope);
      // The recipient itself, and a thief of the sender's key for the outside, pass it on.
      Address toEve =
          new Address(
              address.network(), address.agreement(), trio.ann.thing(), trio.eve.thing(), 1);
      refused(
          Fault.SIGNATURE_INVALID, () -> eve.receive(sealed(toEve, inside, trio.ben.signing())));
      refused(Fault.SEALED_AGAIN, () -> eve.receive(sealed(toEve, inside, trio.ann.signing())));
      Address fromBen =
          new Address(
              address.network(), address.agreement(), trio.ben.thing(), trio.eve.thing(), 1);
      refused(Fault.SEALED_AGAIN, () -> eve.receive(sealed(fromBen, inside, trio.ben.signing())));
      assertEquals(0, eve.messages());
      assertTrue(ben.receive(octets).first());
    }
  }

  private Bytes sealed(Address address, Bytes inside, SigningKey outside) throws Exception {
    Sealing.Sealed sealed = Sealing.seal(trio.eve.agreement(), address, inside);
    return new Envelope(
            address, trio.eve.agreement().thumbprint(), sealed.encapsulated(), sealed.sealed())
        .sign(outside);
  }

  @Test
  void anotherMessageWithANumberThatCountedIsRefused() throws Exception {
    Bytes first = said("one");
    Files.delete(folder.resolve(trio.ann.thing() + ".messages"));
    Bytes other = said("other");
    try (Correspondent ben = trio.open(trio.ben)) {
      assertTrue(ben.receive(first).first());
      refused(Fault.NUMBER_USED, () -> ben.receive(other));
    }
  }

  /** Has the file of {@code who} be what {@code before} was, as a backup has it. */
  private void putBack(Identity who, Path before) throws Exception {
    for (String suffix : List.of("", ".anchor", ".place")) {
      Path file = folder.resolve(who.thing() + ".messages" + suffix);
      Files.delete(file);
      Files.copy(before.resolve("copy" + suffix), file, StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private Path backedUp(Identity who) throws Exception {
    Path backup = Files.createDirectories(folder.resolve("backup of " + who.thing()));
    for (String suffix : List.of("", ".anchor", ".place")) {
      Files.copy(
          folder.resolve(who.thing() + ".messages" + suffix),
          backup.resolve("copy" + suffix),
          StandardCopyOption.COPY_ATTRIBUTES);
    }
    return backup;
  }

  @Test
  void aSenderThatIsRestoredFromABackupUsesNoNumberTwice() throws Exception {
    Bytes first = said("one");
    Path backup = backedUp(trio.ann);
    Bytes second = said("two");
    putBack(trio.ann, backup);
    Bytes third = said("three");
    putBack(trio.ann, backup);
    trio.now = trio.now.plusSeconds(1);
    Bytes fourth = said("four");
    try (Correspondent ben = trio.open(trio.ben)) {
      for (Bytes envelope : List.of(fourth, third, second, first)) {
        assertTrue(ben.receive(envelope).first());
      }
    }
  }

  @Test
  void aRecipientThatIsRestoredFromABackupActsOnNothingASecondTime() throws Exception {
    Bytes first = said("one");
    try (Correspondent ben = trio.open(trio.ben)) {
      assertTrue(ben.receive(first).first());
    }
    Path backup = backedUp(trio.ben);
    Bytes second = said("two");
    try (Correspondent ben = trio.open(trio.ben)) {
      assertTrue(ben.receive(second).first());
    }
    putBack(trio.ben, backup);
    trio.now = trio.now.plusSeconds(1);
    try (Correspondent ben = trio.open(trio.ben)) {
      assertFalse(ben.receive(first).first(), "it knows of this one");
      refused(Fault.PERHAPS_HAD, () -> ben.receive(second));
    }
    Bytes third = said("three");
    try (Correspondent ben = trio.open(trio.ben)) {
      refused(Fault.PERHAPS_HAD, () -> ben.receive(second));
      assertTrue(ben.receive(third).first(), "what is sent since is taken");
    }
  }

  @Test
  void nothingPassesWhereTheAgreementOrWhatIsKnownOfItDoesNotCount() throws Exception {
    Bytes octets = said("one");
    try (Correspondent ben =
        trio.open(trio.ben, trio.agreement(AgreementStanding.Kind.ENDED, true, 7))) {
      refused(Fault.NOT_IN_FORCE, () -> ben.receive(octets));
      refused(Fault.NOT_IN_FORCE, () -> ben.send(trio.ann.thing(), text("two")));
      ben.update(trio.agreement(AgreementStanding.Kind.IN_FORCE, false, 8));
      refused(Fault.NOT_ADMITTED, () -> ben.receive(octets));
      ben.update(trio.agreement());
      refused(Fault.NOT_ADMITTED, () -> ben.receive(octets));
      ben.update(trio.agreement(AgreementStanding.Kind.IN_FORCE, true, 9));
      refused(
          Fault.NOT_A_MEMBER,
          () -> ben.send(new ThingId(Bytes.fromHex("33".repeat(32))), text("two")));
      trio.now = Trio.NOW.plus(Trio.PROOF_MAX).plusSeconds(1);
      refused(Fault.PROOF_TOO_OLD, () -> ben.receive(octets));
      trio.now = Trio.NOW;
      assertTrue(ben.receive(octets).first());
    }
  }

  @Test
  void anAgreementThatExpiredTakesNothingMore() throws Exception {
    Bytes octets = said("one");
    try (Correspondent ben =
        new Correspondent(
            folder.resolve("ben"), trio.ben, trio.agreement(), Duration.ofDays(9), trio)) {
      trio.now = Trio.UNTIL;
      refused(Fault.NOT_IN_FORCE, () -> ben.receive(octets));
    }
  }

  @Test
  void aThingWithNewKeysGetsWhatWaitsSealedToThem() throws Exception {
    said("one");
    Identity fresh = Trio.identity("X25519");
    Identity renewed =
        new Identity(trio.ben.thing(), fresh.signing(), fresh.agreement(), fresh.secret());
    ProvenAgreement later = trio.with(fresh, 8);
    try (Correspondent ann = trio.open(trio.ann);
        Correspondent ben = trio.open(renewed, later)) {
      refused(Fault.NOT_SEALED_TO_US, () -> ben.receive(ann.unanswered().getFirst().envelope()));
      ann.update(later);
      Correspondent.Arrival arrival = ben.receive(ann.unanswered().getFirst().envelope());
      assertEquals(text("one"), arrival.message().content());
      ann.receipted(arrival.receipt());
    }
  }

  @Test
  void onlyTheRecipientsWordForThisMessageIsAReceipt() throws Exception {
    try (Correspondent ann = trio.open(trio.ann);
        Correspondent ben = trio.open(trio.ben)) {
      Correspondent.Arrival arrival =
          ben.receive(ann.send(trio.ben.thing(), text("one")).envelope());
      MessageReceipt given = MessageReceipt.decode(arrival.receipt()).said();
      refused(Fault.SIGNATURE_INVALID, () -> ann.receipted(given.sign(trio.eve.signing())));
      MessageReceipt other =
          new MessageReceipt(given.address(), LogTree.EMPTY_ROOT, new Timestamp(0));
      refused(Fault.OTHER_AGREEMENT, () -> ann.receipted(other.sign(trio.ben.signing())));
      refused(Fault.MALFORMED, () -> ann.receipted(Bytes.fromHex("01")));
      assertEquals(1, ann.unanswered().size());
    }
  }

  @Test
  void whatALossOfPowerLeftHalfWrittenNeverCountedAndOtherDamageIsTold() throws Exception {
    Bytes octets = said("one");
    Path file = folder.resolve(trio.ben.thing() + ".messages");
    try (Correspondent ben = trio.open(trio.ben)) {
      ben.receive(octets);
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, new byte[] {0, 0, 1, 0, 5, 5}, StandardOpenOption.APPEND);
    try (Correspondent ben = trio.open(trio.ben)) {
      assertFalse(ben.receive(octets).first());
    }
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    try (Correspondent ben = trio.open(trio.ben)) {
      assertTrue(ben.receive(octets).first());
    }
    byte[] damaged = Files.readAllBytes(file);
    damaged[20] ^= 1;
    Files.write(file, damaged);
    Files.write(file, new byte[40], StandardOpenOption.APPEND);
    assertThrows(ClientException.class, () -> trio.open(trio.ben));
  }

  @Test
  void eachMessageIsShownToBeAmongThoseThatWereCommittedTo() throws Exception {
    try (Correspondent ann = trio.open(trio.ann);
        Correspondent ben = trio.open(trio.ben)) {
      for (String text : List.of("one", "two", "three")) {
        ann.receipted(ben.receive(ann.send(trio.ben.thing(), text(text)).envelope()).receipt());
        ben.send(trio.ann.thing(), text("yes"));
      }
      MessageProof proof =
          MessageProof.decode(
              ben.disclose(trio.ann.thing(), 2, 5, Bytes.fromHex("01"), Bytes.fromHex("02"))
                  .encode());
      assertEquals(text("two"), Message.decode(proof.message()).said().content());
      Bytes root = Bytes.copyOf(ben.commitment().root().toByteArray());
      assertFalse(
          LogProof.verifyInclusion(LogTree.leafHash(proof.message()), 2, 5, proof.path(), root)
              .holds(),
          "the tree of five is another than that of six");
      assertEquals(6, ben.commitment().messages());
      refused(
          Fault.OTHER_AGREEMENT,
          () -> ben.disclose(trio.ann.thing(), 3, 4, Bytes.EMPTY, Bytes.EMPTY));
    }
  }
}
