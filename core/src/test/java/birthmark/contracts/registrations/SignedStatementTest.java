package birthmark.contracts.registrations;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.contracts.registrations.RegistrationTransaction.RegisterInFull;
import birthmark.cose.CoseKey;
import birthmark.did.DidKey;
import birthmark.testing.SignedStatements;
import org.junit.jupiter.api.Test;

class SignedStatementTest {
  private static final CoseKey KEY = CoseKey.ed25519(Bytes.fromHex("ab".repeat(32)));
  private static final Bytes PAYLOAD = SignedStatements.text("{}");
  private static final Bytes SIGNATURE = Bytes.ofOwned(new byte[64]);
  private static final Bytes GOOD =
      SignedStatements.unsigned(KEY, SignedStatements.EDDSA, "did:x:1", true, "{}");

  private static final String ALG = "0127";
  private static final String KID = "045820" + KEY.thumbprint();
  private static final String CLAIMS = "0fa20167" + "6469643a783a31" + "02626974";

  /** A message whose protected header has these members, in hexadecimal, after the map's head. */
  private static Bytes with(String head, String... members) {
    return SignedStatements.message(
        Bytes.fromHex(head + String.join("", members)), PAYLOAD, SIGNATURE);
  }

  private static Unfit refused(Bytes message) {
    return assertThrows(UnfitException.class, () -> SignedStatement.parse(message)).unfit();
  }

  @Test
  void whatIsThereIsRead() {
    SignedStatement parsed = SignedStatement.parse(GOOD);
    assertEquals("did:x:1", parsed.issuer());
    assertEquals(SignedStatements.SUBJECT, parsed.subject());
    assertEquals(KEY.thumbprint(), parsed.key());
    assertEquals(GOOD, parsed.octets());
    assertTrue(parsed.declaredPublic());
    assertTrue(parsed.isBy(KEY));
  }

  @Test
  void anotherUnprotectedHeaderOrSignatureMakesNoOtherStatement() {
    Bytes header = SignedStatements.header(KEY, SignedStatements.EDDSA, "did:x:1", true);
    Bytes other =
        new CborWriter()
            .tag(18)
            .array(4)
            .bytes(header)
            .map(1)
            .unsigned(394)
            .array(1)
            .bytes(PAYLOAD)
            .bytes(PAYLOAD)
            .bytes(SIGNATURE)
            .toBytes();
    assertEquals(SignedStatement.parse(GOOD), SignedStatement.parse(other));
    Bytes resigned =
        SignedStatements.message(header, PAYLOAD, Bytes.ofOwned(new byte[64]).concat(PAYLOAD));
    assertEquals(SignedStatement.parse(GOOD).id(), SignedStatement.parse(resigned).id());
    assertThrows(IllegalArgumentException.class, () -> new RegisterInFull(other));
  }

  @Test
  void eachThingThatIsWrongHasItsOwnReason() {
    assertEquals(Unfit.MALFORMED, refused(Bytes.fromHex("d28443a10126")));
    assertEquals(Unfit.MALFORMED, refused(GOOD.concat(Bytes.fromHex("00"))));
    assertEquals(Unfit.MALFORMED, refused(with("a4", ALG, KID, CLAIMS, CLAIMS)));
    assertEquals(Unfit.TOO_LARGE, refused(Bytes.ofOwned(new byte[60_001])));
    Bytes header = SignedStatements.header(KEY, SignedStatements.EDDSA, "did:x:1", true);
    assertEquals(
        Unfit.TOO_LARGE,
        refused(SignedStatements.message(header, Bytes.ofOwned(new byte[56_000]), SIGNATURE)));
    assertEquals(Unfit.CRITICAL, refused(with("a5", ALG, "02816178", KID, CLAIMS, "6178f6")));
    Bytes detached =
        new CborWriter().tag(18).array(4).bytes(header).map(0).nil().bytes(SIGNATURE).toBytes();
    assertEquals(Unfit.PAYLOAD_MISSING, refused(detached));
    assertEquals(
        Unfit.ALGORITHM, refused(SignedStatements.unsigned(KEY, -35, "did:x:1", true, "{}")));
    Bytes noKey = new CborWriter().map(1).unsigned(1).integer(-8).toBytes();
    assertEquals(Unfit.KEY_ID, refused(SignedStatements.message(noKey, PAYLOAD, SIGNATURE)));
    assertEquals(Unfit.CLAIMS, refused(SignedStatements.unsigned(KEY, -8, "", true, "{}")));
    assertEquals(
        Unfit.CLAIMS, refused(SignedStatements.unsigned(KEY, -8, "x".repeat(8_193), true, "{}")));
    CoseKey other = CoseKey.ed25519(Bytes.fromHex("cd".repeat(32)));
    assertEquals(
        Unfit.ISSUER,
        refused(SignedStatements.unsigned(KEY, -8, DidKey.encode(other), true, "{}")));
    assertEquals(
        Unfit.ISSUER, refused(SignedStatements.unsigned(KEY, -8, "did:key:zx", true, "{}")));
    assertEquals(Unfit.PUBLIC, refused(with("a4", ALG, KID, CLAIMS, "3a00011170f4")));
  }

  @Test
  void aHeaderInAnotherOrderIsRegisteredAndOneInAnotherEncodingOnlyByItsDigest() {
    Bytes anyOrder = with("a3", CLAIMS, KID, ALG);
    assertEquals(anyOrder, new RegisterInFull(anyOrder).entry());
    Bytes notMinimal = with("b803", ALG, KID, CLAIMS);
    assertFalse(SignedStatement.parse(notMinimal).plain());
    assertThrows(IllegalArgumentException.class, () -> new RegisterInFull(notMinimal));
    // 24 members need a head of two octets, as many as the two ends of an indefinite map.
    StringBuilder many = new StringBuilder();
    for (int i = 32; i < 53; i++) {
      many.append("18%02xf6".formatted(i));
    }
    new RegisterInFull(with("b818", ALG, KID, CLAIMS, many.toString()));
    Bytes indefinite = with("bf", ALG, KID, CLAIMS, many + "ff");
    assertThrows(IllegalArgumentException.class, () -> new RegisterInFull(indefinite));
    Bytes fraction = with("a4", ALG, KID, CLAIMS, "6166f93c00");
    assertFalse(SignedStatement.parse(fraction).plain());
    assertThrows(IllegalArgumentException.class, () -> new RegisterInFull(fraction));
  }
}
