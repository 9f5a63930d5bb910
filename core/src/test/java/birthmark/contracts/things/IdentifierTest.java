package birthmark.contracts.things;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import birthmark.codec.Timestamp;
import birthmark.cose.CoseKey;
import birthmark.testing.Samples;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdentifierTest {
  @ParameterizedTest
  @CsvSource({
    "SERIAL, SN 1, SN 1",
    "SGTIN, (01)9506000134352(21)A1, (01)09506000134352(21)A1",
    "DIGITAL_LINK, https://a.example/x/01/9506000134352/21/A%31?q=1, (01)09506000134352(21)A1",
    "DIGITAL_LINK, https://a.example/01/9506000134352/10/LOT/21/A1, (01)09506000134352(21)A1",
    "MAC, 00:1B:44:11:3a:b7, 001b44113ab7",
    "MAC, 00-1b-44-11-3a-b7, 001b44113ab7",
    "MAC, 001B44113AB7, 001b44113ab7",
    "IMEI, 490154203237518, 490154203237518",
    "OTHER, anything, anything",
  })
  void everyWayToWriteAnIdentifierHasOneForm(Identifier.Kind kind, String text, String canonical) {
    assertEquals(canonical, Identifier.canonical(kind, text));
  }

  @ParameterizedTest
  @CsvSource({
    "SGTIN, 9506000134352",
    "SGTIN, (01)9506000134351(21)A1",
    "DIGITAL_LINK, https://a.example/01/9506000134352",
    "DIGITAL_LINK, https://a.example/01/9506000134352/10/LOT",
    "DIGITAL_LINK, https://a.example/01/9506000134353/21/A1",
    "MAC, 001b44113ab",
    "MAC, 001b44113abg",
    "MAC, 00:1b-44:11:3a:b7",
    "MAC, 00:1b:44:11:3a:b77",
    "MAC, 0:01b:44:11:3a:b7",
    "MAC, 001b.4411.3ab7x",
    "IMEI, 490154203237517",
    "IMEI, 49015420323751",
    "IMEI, 4901542032375180",
    "IMEI, 49015420323751A",
  })
  void whatIsNoneOfItsKindIsRefused(Identifier.Kind kind, String text) {
    assertThrows(IllegalArgumentException.class, () -> new Identifier.Public(kind, text));
  }

  @Test
  void everyWrongCheckDigitOfAnImeiIsRefused() {
    for (char last = '0'; last <= '9'; last++) {
      String imei = "49015420323751" + last;
      if (last != '8') {
        assertThrows(
            IllegalArgumentException.class,
            () -> new Identifier.Public(Identifier.Kind.IMEI, imei),
            imei);
      }
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "acme",
        "acme:",
        ":cam",
        "Acme:cam",
        "acme:Cam",
        "acme:cam 1",
        "acme:cam:1",
        "-acme:cam",
        "a:cam",
        "acme:abcdefghijklmnopqrstuvwxyz0123456",
        "abcdefghijklmnopqrstuvwxy:cam",
      })
  void whatIsNoModelIdIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> new ModelId(text));
  }

  @Test
  void aModelIdNamesItsMaker() {
    assertEquals("acme-1", new ModelId("acme-1:cam.v2-x").maker().value());
  }

  @Test
  void aCertificateRefusesKeysOfTheWrongPurposeAndWhatIsNamedTwice() {
    Random random = new Random(1);
    CoseKey signing = CoseKey.ed25519(Samples.random(random, 32));
    CoseKey agreement = CoseKey.x25519(Samples.random(random, 32));
    ThingId part = new ThingId(Samples.random(random, 32));
    Identifier link =
        new Identifier.Public(
            Identifier.Kind.DIGITAL_LINK, "https://a.example/01/9506000134352/21/A1");
    Identifier same = new Identifier.Public(Identifier.Kind.SGTIN, "(01)09506000134352(21)A1");
    certificate(signing, agreement, List.of(link), List.of(part));
    refused(agreement, agreement, List.of(), List.of());
    refused(signing, signing, List.of(), List.of());
    refused(signing, agreement, List.of(link, same), List.of());
    refused(signing, agreement, List.of(), List.of(part, part));
  }

  private static void refused(
      CoseKey signing, CoseKey agreement, List<Identifier> identifiers, List<ThingId> parts) {
    assertThrows(
        IllegalArgumentException.class, () -> certificate(signing, agreement, identifiers, parts));
  }

  private static void certificate(
      CoseKey signing, CoseKey agreement, List<Identifier> identifiers, List<ThingId> parts) {
    Certificate certificate =
        new Certificate(
            signing,
            agreement,
            new ModelId("acme:cam"),
            "B1",
            "FRPAR",
            new Timestamp(1),
            Assurance.SELF_REPORTED,
            identifiers,
            parts);
    assertNotEquals(certificate.signing(), certificate.agreement());
  }
}
