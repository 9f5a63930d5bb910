package birthmark.cose;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.cose.CoseException.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForeignSign1Test {
  private static final Signatures SIGNATURES = new JdkSignatures();
  private static final SeededKey KEY = SeededKey.named(Algorithm.ED25519, "somebody else");
  private static final Bytes PAYLOAD = Bytes.fromHex("0102");
  private static final Bytes AAD = Bytes.fromHex("aa");

  @Test
  void aDetachedPayloadIsVerifiedWhereItIsGiven() {
    Bytes header = Bytes.fromHex("a10132");
    Bytes signature = KEY.sign(SigStructure.signature1(header, AAD, PAYLOAD));
    Bytes encoded =
        new CborWriter().tag(18).array(4).bytes(header).map(0).nil().bytes(signature).toBytes();
    ForeignSign1 message = ForeignSign1.decode(encoded, List.of());
    assertTrue(message.payload().isEmpty());
    assertTrue(message.verifies(SIGNATURES, KEY.publicKey(), AAD, PAYLOAD));
    assertFalse(message.verifies(SIGNATURES, KEY.publicKey(), Bytes.EMPTY, PAYLOAD));
    assertFalse(message.verifies(SIGNATURES, KEY.publicKey(), AAD, AAD));
    CoseException missing =
        assertThrows(CoseException.class, () -> message.verifies(SIGNATURES, KEY.publicKey(), AAD));
    assertEquals(Reason.PAYLOAD_MISSING, missing.reason());
    assertEquals(encoded, message.encodeWithoutUnprotected());
  }

  @Test
  void whatIsNotProtectedCanBeTakenAwayWithoutBreakingTheSignature() {
    Bytes header = Bytes.fromHex("a10132");
    Bytes signature = KEY.sign(SigStructure.signature1(header, Bytes.EMPTY, PAYLOAD));
    CborWriter out = new CborWriter().tag(18).array(4).bytes(header);
    out.map(1).text("receipt").array(1).nil().bytes(PAYLOAD).bytes(signature);
    ForeignSign1 message = ForeignSign1.decode(out.toBytes(), List.of());
    ForeignSign1 bare = ForeignSign1.decode(message.encodeWithoutUnprotected(), List.of());
    assertTrue(bare.headers().unprotectedMap().entries().isEmpty());
    assertTrue(message.verifies(SIGNATURES, KEY.publicKey(), Bytes.EMPTY));
    assertTrue(bare.verifies(SIGNATURES, KEY.publicKey(), Bytes.EMPTY));
  }

  @ParameterizedTest
  @CsvSource({
    // A parameter twice in one header, or once in each (RFC 9052 §3).
    "d284 45a201320127 a0 40 40, BAD_CBOR",
    "d284 43a10132 a10127 40 40, HEADER_TWICE",
    "d284 43a10132 a1180132 40 40, HEADER_TWICE",
    // Critical parameters: unknown, absent, none, not a list, not protected.
    "d284 4aa30132028118631863f6 a0 40 40, UNKNOWN_CRITICAL",
    "d284 47a2013202811863 a0 40 40, HEADER_MISSING",
    "d284 45a201320280 a0 40 40, BAD_STRUCTURE",
    "d284 45a201320201 a0 40 40, BAD_STRUCTURE",
    "d284 43a10132 a1028101 40 40, BAD_STRUCTURE",
    // Headers and parts of other types.
    "d284 4132 a0 40 40, BAD_STRUCTURE",
    "d284 a0 a0 40 40, BAD_STRUCTURE",
    "d284 40 40 40 40, BAD_STRUCTURE",
    "d284 40 a0 6161 40, BAD_STRUCTURE",
    "d284 40 a0 40 f6, BAD_STRUCTURE",
    "d284 44a1410132 a0 40 40, BAD_STRUCTURE",
    "d284 40 a1f601 40 40, BAD_STRUCTURE",
    "d283 40 a0 40, BAD_STRUCTURE",
    "d862 84 40 a0 40 40, WRONG_TAG",
    "d284 43a10132 a0 40, BAD_CBOR",
    "d284 41ff a0 40 40, BAD_CBOR",
    "d284 40 a0 40 40 00, BAD_CBOR",
    "01, BAD_STRUCTURE"
  })
  void aMessageThatBreaksARuleIsRefused(String hex, Reason reason) {
    Bytes encoded = Bytes.fromHex(hex.replace(" ", ""));
    CoseException refused =
        assertThrows(CoseException.class, () -> ForeignSign1.decode(encoded, List.of()));
    assertEquals(reason, refused.reason(), refused::getMessage);
  }

  @Test
  void aCriticalParameterIsAcceptedByACallerThatUnderstandsIt() {
    Bytes encoded = Bytes.fromHex("d2844aa30132028118631863f6a04040");
    ForeignSign1 message = ForeignSign1.decode(encoded, List.of(CborItem.integer(99)));
    assertEquals(
        CborItem.Simple.NULL,
        message.headers().protectedMap().value(CborItem.integer(99)).orElseThrow());
  }

  @Test
  void encodingsThatAreNotDeterministicAreReadAndKeptAsTheyWereSigned() {
    Bytes header = Bytes.fromHex("bf013812ff");
    Bytes signature = KEY.sign(SigStructure.signature1(header, Bytes.EMPTY, PAYLOAD));
    Bytes encoded =
        Bytes.fromHex("d8129f")
            .concat(new CborWriter().bytes(header).toBytes())
            .concat(Bytes.fromHex("bfff5f42"))
            .concat(PAYLOAD)
            .concat(Bytes.fromHex("ff"))
            .concat(new CborWriter().bytes(signature).toBytes())
            .concat(Bytes.fromHex("ff"));
    ForeignSign1 message = ForeignSign1.decode(encoded, List.of());
    assertEquals(header, message.headers().encodedProtected());
    assertTrue(message.verifies(SIGNATURES, KEY.publicKey(), Bytes.EMPTY));
  }

  @Test
  void aMessageWithoutAKnownAlgorithmVerifiesUnderNoKey() {
    ForeignSign1 none = ForeignSign1.decode(Bytes.fromHex("d28440a04040"), List.of());
    assertFalse(none.verifies(SIGNATURES, KEY.publicKey(), Bytes.EMPTY));
    ForeignSign1 text = ForeignSign1.decode(Bytes.fromHex("d28444a1016141a04040"), List.of());
    assertFalse(text.verifies(SIGNATURES, KEY.publicKey(), Bytes.EMPTY));
  }

  @Test
  void moreThanSixtyThousandOctetsAreRefused() {
    Bytes large = Bytes.copyOf(new byte[Sign1.MAX_LENGTH]);
    Bytes encoded =
        new CborWriter()
            .array(4)
            .bytes(Bytes.EMPTY)
            .map(0)
            .bytes(large)
            .bytes(Bytes.EMPTY)
            .toBytes();
    CoseException refused =
        assertThrows(CoseException.class, () -> ForeignSign1.decode(encoded, List.of()));
    assertEquals(Reason.TOO_LARGE, refused.reason());
  }
}
