package birthmark.client.messages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.contracts.messages.AgreementId;
import birthmark.contracts.messages.AgreementStanding;
import birthmark.contracts.things.ThingId;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.Golden;
import birthmark.testing.SharedData;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Golden envelopes and receipts, for kits in any language. Sealing is by chance, so they are made
 * once and must be understood for ever.
 */
class MessageVectorsTest {
  private static final Path FILE =
      SharedData.root().resolve("spec/vectors/messages/envelopes.json");

  private static Json.Obj vectors = Json.object().build();

  @TempDir private Path folder;

  @BeforeAll
  static void read() throws Exception {
    Golden.keep(FILE, made());
    vectors = (Json.Obj) JsonReader.read(Files.readString(FILE));
  }

  /** A new file, in which one thing agrees by X25519 and the other by P-256. */
  private static Json made() throws Exception {
    Trio.Member ann = Trio.member("X25519", "Ed25519");
    Trio.Member ben = Trio.member("secp256r1", "secp256r1");
    List<Json> good = new ArrayList<>();
    good.add(good("to X25519, no content", ben, ann, 1, ""));
    good.add(good("to X25519", ben, ann, Long.MAX_VALUE, "set 20 °C"));
    good.add(good("to P-256", ann, ben, 7, "set 21 °C"));
    Address address = address(ben, ann, 9);
    Bytes signed = new Message(address, sent(), text("set 30")).sign(key(ben));
    byte[] changed = envelope(address, signed, ben, ann).toByteArray();
    Sealing.Sealed sealed = Sealing.seal(ann.identity().agreement(), address, signed);
    byte[] flipped = sealed.sealed().toByteArray();
    flipped[0] ^= 1;
    changed[changed.length - 1] ^= 1;
    Bytes other = new Message(address(ben, ann, 8), sent(), text("set 30")).sign(key(ben));
    Bytes forged = new Message(address, sent(), text("set 30")).sign(key(ann));
    List<Json> bad =
        List.of(
            bad("another signature", Fault.SIGNATURE_INVALID, ann, Bytes.copyOf(changed)),
            bad(
                "a changed ciphertext",
                Fault.NOT_SEALED_TO_US,
                ann,
                new Envelope(
                        address,
                        ann.identity().agreement().thumbprint(),
                        sealed.encapsulated(),
                        Bytes.copyOf(flipped))
                    .sign(key(ben))),
            bad(
                "sealed again under another number",
                Fault.SEALED_AGAIN,
                ann,
                envelope(address, other, ben, ann)),
            bad(
                "inside signed by the recipient itself",
                Fault.SIGNATURE_INVALID,
                ann,
                envelope(address, forged, ben, ann)),
            bad(
                "for the other thing",
                Fault.NOT_THE_RECIPIENT,
                ann,
                envelope(
                    address(ann, ben, 3),
                    new Message(address(ann, ben, 3), sent(), text("x")).sign(key(ann)),
                    ann,
                    ben)),
            bad("a statement's octets", Fault.MALFORMED, ann, signed));
    return Json.object()
        .put("network", network().hex())
        .put("agreement", agreement().toString())
        .put("until", Trio.UNTIL.toEpochMilli())
        .put("now", Trio.NOW.toEpochMilli())
        .put("things", new Json.Arr(List.of(thing(ann), thing(ben))))
        .put("good", new Json.Arr(good))
        .put("bad", new Json.Arr(bad))
        .build();
  }

  private static Bytes network() {
    return Bytes.fromHex("11".repeat(32));
  }

  private static AgreementId agreement() {
    return new AgreementId(Bytes.fromHex("22".repeat(32)));
  }

  private static Bytes text(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }

  private static Timestamp sent() {
    return new Timestamp(Trio.NOW.toEpochMilli() - 1_000);
  }

  private static SigningKey key(Trio.Member who) {
    return who.identity().signing();
  }

  private static Address address(Trio.Member from, Trio.Member to, long number) {
    return new Address(network(), agreement(), from.thing(), to.thing(), number);
  }

  private static Bytes envelope(Address address, Bytes message, Trio.Member from, Trio.Member to)
      throws MessageException {
    Sealing.Sealed sealed = Sealing.seal(to.identity().agreement(), address, message);
    return new Envelope(
            address, to.identity().agreement().thumbprint(), sealed.encapsulated(), sealed.sealed())
        .sign(key(from));
  }

  private static Json thing(Trio.Member member) {
    return Json.object()
        .put("thing", member.thing().toString())
        .put("signing", key(member).publicKey().encode().hex())
        .put("agreement", member.identity().agreement().encode().hex())
        .put("agreementPrivate", Bytes.copyOf(member.identity().secret().getEncoded()).hex())
        .build();
  }

  private static Json good(
      String name, Trio.Member from, Trio.Member to, long number, String content)
      throws MessageException {
    Address address = address(from, to, number);
    Bytes message = new Message(address, sent(), text(content)).sign(key(from));
    Bytes id = Message.decode(message).id();
    Timestamp received = new Timestamp(Trio.NOW.toEpochMilli());
    return Json.object()
        .put("name", name)
        .put("sender", from.thing().toString())
        .put("recipient", to.thing().toString())
        .put("number", number)
        .put("sent", sent().millis())
        .put("content", text(content).hex())
        .put("message", message.hex())
        .put("id", id.hex())
        .put("envelope", envelope(address, message, from, to).hex())
        .put("receipt", new MessageReceipt(address, id, received).sign(key(to)).hex())
        .build();
  }

  private static Json bad(String name, Fault fault, Trio.Member to, Bytes envelope) {
    return Json.object()
        .put("name", name)
        .put("recipient", to.thing().toString())
        .put("fault", fault.code())
        .put("envelope", envelope.hex())
        .build();
  }

  private static List<Json.Obj> list(String name) {
    return ((Json.Arr) vectors.member(name).orElseThrow())
        .elements().stream().map(Json.Obj.class::cast).toList();
  }

  private static String at(Json.Obj json, String name) {
    return ((Json.Text) json.member(name).orElseThrow()).value();
  }

  private static long number(Json.Obj json, String name) {
    return ((Json.Int) json.member(name).orElseThrow()).value();
  }

  private static Bytes octets(Json.Obj json, String name) {
    return Bytes.fromHex(at(json, name));
  }

  private static CoseKey key(Json.Obj thing, String name) {
    return CoseKey.decode(octets(thing, name));
  }

  private static PrivateKey secret(Json.Obj thing) throws GeneralSecurityException {
    return KeyFactory.getInstance(key(thing, "agreement") instanceof CoseKey.Okp ? "X25519" : "EC")
        .generatePrivate(new PKCS8EncodedKeySpec(octets(thing, "agreementPrivate").toByteArray()));
  }

  /** The side of the thing that a case is for; it signs with a key of no matter. */
  private Correspondent side(Json.Obj envelope) throws Exception {
    String recipient = at(envelope, "recipient");
    List<AgreementStanding.Member> members = new ArrayList<>();
    Optional<Identity> self = Optional.empty();
    for (Json.Obj thing : list("things")) {
      ThingId id = new ThingId(octets(thing, "thing"));
      members.add(
          new AgreementStanding.Member(
              id, key(thing, "signing"), key(thing, "agreement"), true, Optional.empty()));
      if (at(thing, "thing").equals(recipient)) {
        self =
            Optional.of(
                new Identity(
                    id, Trio.identity("X25519").signing(), key(thing, "agreement"), secret(thing)));
      }
    }
    Instant now = Instant.ofEpochMilli(number(vectors, "now"));
    ProvenAgreement proven =
        new ProvenAgreement(
            octets(vectors, "network"),
            new AgreementStanding(
                new AgreementId(octets(vectors, "agreement")),
                AgreementStanding.Kind.IN_FORCE,
                "vectors",
                new Timestamp(number(vectors, "until")),
                60,
                10,
                members,
                List.of()),
            7,
            now,
            Bytes.EMPTY);
    return new Correspondent(
        folder.resolve(recipient),
        self.orElseThrow(),
        proven,
        Duration.ofHours(1),
        InstantSource.fixed(now));
  }

  @Test
  void eachEnvelopeOpensToItsMessageAndItsReceiptIsByTheRecipient() throws Exception {
    for (Json.Obj each : list("good")) {
      try (Correspondent side = side(each)) {
        Correspondent.Arrival arrival = side.receive(octets(each, "envelope"));
        assertTrue(arrival.first(), at(each, "name"));
        assertEquals(octets(each, "content"), arrival.message().content());
        assertEquals(number(each, "number"), arrival.message().address().number());
        assertEquals(octets(each, "id"), Message.decode(octets(each, "message")).id());
        SignedForm<MessageReceipt> receipt = MessageReceipt.decode(octets(each, "receipt"));
        assertEquals(octets(each, "id"), receipt.said().message());
        for (Json.Obj thing : list("things")) {
          if (at(thing, "thing").equals(at(each, "recipient"))) {
            receipt.requireBy(key(thing, "signing"));
          }
        }
      }
    }
  }

  @Test
  void whatCountsForNothingIsToldByItsName() throws Exception {
    for (Json.Obj each : list("bad")) {
      try (Correspondent side = side(each)) {
        MessageException refused =
            assertThrows(
                MessageException.class,
                () -> side.receive(octets(each, "envelope")),
                each::toString);
        assertEquals(at(each, "fault"), refused.fault().code(), at(each, "name"));
      }
    }
  }
}
