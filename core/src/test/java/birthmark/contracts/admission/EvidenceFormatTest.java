package birthmark.contracts.admission;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.contracts.firmware.Version;
import birthmark.contracts.things.Assurance;
import birthmark.contracts.things.ThingId;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.statement.ContentTypes;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EvidenceFormatTest {
  private static final SigningKey KEY =
      JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, new SeededRandom(1)));
  private static final ThingId THING = ThingId.of(KEY.publicKey());
  private static final Bytes DIGEST = Sha256.of(Bytes.fromHex("aa"));

  private static Evidence evidence(DebugStatus debug, Assurance measured, boolean settings) {
    return new Evidence(
        new Nonce(258, Sha256.of(Bytes.fromHex("01"))),
        THING,
        debug,
        41,
        new Evidence.Image(DIGEST, new Version("1.4.2"), measured),
        settings ? Optional.of(Sha256.of(Bytes.fromHex("bb"))) : Optional.empty());
  }

  private static String refusal(Bytes claims) {
    MalformedException refused =
        assertThrows(MalformedException.class, () -> EvidenceFormat.claims(claims));
    return refused.sentence();
  }

  private static void assertRefused(String words, Bytes claims) {
    String sentence = refusal(claims);
    assertTrue(sentence.contains(words), sentence);
  }

  @Test
  void everyEvidenceHasOneEncodingAndIsReadBackFromIt() throws Exception {
    for (DebugStatus debug : DebugStatus.values()) {
      for (Assurance measured : Assurance.values()) {
        for (boolean settings : new boolean[] {false, true}) {
          Evidence evidence = evidence(debug, measured, settings);
          Bytes claims = EvidenceFormat.encode(evidence);
          if (debug == DebugStatus.DISABLED_PERMANENTLY) {
            assertRefused("oemid", claims);
          } else {
            assertEquals(evidence, EvidenceFormat.claims(claims));
          }
        }
      }
    }
  }

  @Test
  void theClaimsSetIsTheOneThatTheProtocolPageShows() {
    assertEquals(
        Bytes.fromHex(
            "a6"
                + "0a5828"
                + "0000000000000102"
                + "4bf5122f344554c53bde2ebb8cd2b7e3d1600ad631c385a5d7cce23c7785459a"
                + "190100582101"
                + THING
                + "19010702"
                + "190109782d"
                + "75726e3a757569643a34616139373536362d316363642d343137662d"
                + "613063392d303365663165386536636533"
                + "19010b1829"
                + "190111"
                + "82"
                + "82190127"
                + "5842"
                + "a3"
                + "0182686669726d776172658165312e342e32"
                + "02820158"
                + "20"
                + DIGEST
                + "04480000000000000001"
                + "82190127"
                + "5831"
                + "a2"
                + "01816873657474696e6773"
                + "02820158"
                + "20"
                + Sha256.of(Bytes.fromHex("bb"))),
        EvidenceFormat.encode(
            evidence(DebugStatus.DISABLED_SINCE_BOOT, Assurance.MEASURED_BOOT, true)));
  }

  @Test
  void signedEvidenceVerifiesUnderTheThingsKeyAndFitsWithEveryAlgorithm() throws Exception {
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      SigningKey key = JdkSigningKey.of(JdkSigningKey.generate(algorithm, new SeededRandom(2)));
      Bytes signed = evidence(DebugStatus.DISABLED, Assurance.MEASURED_BOOT, true).sign(key);
      assertTrue(signed.length() <= Evidence.LENGTH_MAX);
      EvidenceFormat.Signed read = EvidenceFormat.decode(signed);
      assertTrue(read.envelope().verifies(new JdkSignatures(), key.publicKey()));
      assertEquals(41, read.claims().bootCount());
    }
  }

  @Test
  void noOctetChangesWithoutEitherARefusalOrOtherEvidence() throws Exception {
    Evidence evidence = evidence(DebugStatus.DISABLED, Assurance.SELF_REPORTED, true);
    byte[] claims = EvidenceFormat.encode(evidence).toByteArray();
    int refused = 0;
    for (int i = 0; i < claims.length; i++) {
      for (int bit = 0; bit < 8; bit++) {
        byte[] changed = claims.clone();
        changed[i] ^= (byte) (1 << bit);
        Bytes octets = Bytes.copyOf(changed);
        try {
          Evidence other = EvidenceFormat.claims(octets);
          assertNotEquals(evidence, other);
          assertEquals(octets, EvidenceFormat.encode(other), "there is one encoding of each");
        } catch (MalformedException e) {
          refused++;
        }
      }
    }
    assertTrue(refused > claims.length, "most changes are refused: " + refused);
  }

  @Test
  void evidenceCutShortOrWithMoreBehindItIsRefused() {
    Bytes claims =
        EvidenceFormat.encode(evidence(DebugStatus.DISABLED, Assurance.SELF_REPORTED, true));
    for (int length = 0; length < claims.length(); length++) {
      refusal(claims.slice(0, length));
    }
    refusal(claims.concat(Bytes.fromHex("00")));
  }

  @Test
  void aStatementOrAnotherSignedMessageIsNoEvidence() {
    Bytes claims =
        EvidenceFormat.encode(evidence(DebugStatus.DISABLED, Assurance.SELF_REPORTED, false));
    for (var type : List.of(ContentTypes.STATEMENT, ContentTypes.POSSESSION)) {
      Bytes signed = Sign1.sign(KEY, type, claims).encode();
      MalformedException refused =
          assertThrows(MalformedException.class, () -> EvidenceFormat.decode(signed));
      assertTrue(refused.sentence().contains("application/eat+cwt"), refused.sentence());
    }
    assertThrows(MalformedException.class, () -> EvidenceFormat.decode(claims));
  }

  /** A claims set in which one claim is written otherwise, left out or added. */
  private static final class Draft {
    private final TreeMap<Long, Consumer<CborWriter>> claims = new TreeMap<>();

    Draft() {
      put(10, out -> out.bytes(new Nonce(1, DIGEST).encode()));
      put(256, out -> out.bytes(THING.ueid()));
      put(263, out -> out.unsigned(1));
      put(265, out -> out.text(EvidenceFormat.PROFILE));
      put(267, out -> out.unsigned(1));
      put(273, out -> out.array(1).raw(measurement(295, firmware(1, DIGEST, "00".repeat(8)))));
    }

    Draft put(long key, Consumer<CborWriter> value) {
      claims.put(key, value);
      return this;
    }

    Draft without(long key) {
      claims.remove(key);
      return this;
    }

    Bytes encode() {
      CborWriter out = new CborWriter();
      out.map(claims.size());
      for (Map.Entry<Long, Consumer<CborWriter>> claim : claims.tailMap(0L).entrySet()) {
        claim.getValue().accept(out.integer(claim.getKey()));
      }
      for (Map.Entry<Long, Consumer<CborWriter>> claim :
          claims.headMap(0L, false).descendingMap().entrySet()) {
        claim.getValue().accept(out.integer(claim.getKey()));
      }
      return out.toBytes();
    }

    static Bytes measurement(int format, Bytes component) {
      return new CborWriter().array(2).unsigned(format).bytes(component).toBytes();
    }

    static Bytes firmware(int algorithm, Bytes digest, String flags) {
      CborWriter out = new CborWriter();
      out.map(3).unsigned(1).array(2).text("firmware").array(1).text("1.0");
      out.unsigned(2).array(2).unsigned(algorithm).bytes(digest);
      out.unsigned(4).bytes(Bytes.fromHex(flags));
      return out.toBytes();
    }

    static Bytes named(String name) {
      CborWriter out = new CborWriter();
      out.map(2).unsigned(1).array(1).text(name);
      out.unsigned(2).array(2).unsigned(1).bytes(DIGEST);
      return out.toBytes();
    }
  }

  @Test
  void aDraftWithoutFaultIsEvidence() throws Exception {
    assertEquals(THING, EvidenceFormat.claims(new Draft().encode()).thing());
  }

  @Test
  void eachClaimIsNeededAndNamedWhereItIsMissing() {
    for (var claim :
        Map.of(
                10L, "eat_nonce (10)",
                256L, "ueid (256)",
                263L, "dbgstat (263)",
                265L, "eat_profile (265)",
                267L, "bootcount (267)",
                273L, "measurements (273)")
            .entrySet()) {
      assertRefused(
          "the claim " + claim.getValue() + " is missing",
          new Draft().without(claim.getKey()).encode());
    }
  }

  @Test
  void aClaimThatTheProfileDoesNotListIsRefusedSoThatNothingUnjudgedIsRecorded() {
    // iat, oemid, location, submods, intuse, a private claim.
    for (long key : new long[] {6, 258, 264, 266, 275, -70_000}) {
      assertRefused("no claim " + key, new Draft().put(key, out -> out.unsigned(1)).encode());
    }
    CborWriter named = new CborWriter();
    named.map(1).text("eat_nonce").unsigned(1);
    assertRefused("eat_nonce", named.toBytes());
  }

  @Test
  void eachClaimIsCheckedAndNamed() {
    assertRefused(
        "eat_nonce (10): the nonce has 40 octets, not 8",
        new Draft().put(10, out -> out.bytes(Bytes.fromHex("0102030405060708"))).encode());
    assertRefused("above 2^63", new Draft().put(10, out -> out.bytes(negativeHeight())).encode());
    assertRefused(
        "ueid (256): must be", new Draft().put(256, out -> out.bytes(THING.value())).encode());
    assertRefused(
        "ueid (256): must be",
        new Draft().put(256, out -> out.bytes(Bytes.fromHex("02").concat(THING.value()))).encode());
    assertRefused("dbgstat (263)", new Draft().put(263, out -> out.unsigned(5)).encode());
    assertRefused("oemid", new Draft().put(263, out -> out.unsigned(3)).encode());
    assertRefused(
        "eat_profile (265)",
        new Draft().put(265, out -> out.text("urn:ietf:rfc:rfc9711")).encode());
    assertRefused(
        "eat_profile (265)", new Draft().put(265, out -> out.bytes(Bytes.fromHex("2b"))).encode());
    assertRefused("bootcount (267)", new Draft().put(267, out -> out.integer(-1)).encode());
    assertRefused("measurements (273)", new Draft().put(273, out -> out.array(0)).encode());
  }

  private static Bytes negativeHeight() {
    return Bytes.fromHex("80").concat(new Nonce(1, DIGEST).encode().slice(1, Nonce.LENGTH));
  }

  private static void assertMeasurementRefused(String words, Bytes... measurements) {
    assertRefused(
        words,
        new Draft()
            .put(
                273,
                out -> {
                  out.array(measurements.length);
                  for (Bytes each : measurements) {
                    out.raw(each);
                  }
                })
            .encode());
  }

  @Test
  void measurementsAreTheFirmwareAndPerhapsTheSettingsAndNothingElse() {
    Bytes firmware = Draft.measurement(295, Draft.firmware(1, DIGEST, "00".repeat(8)));
    Bytes settings = Draft.measurement(295, Draft.named("settings"));
    assertMeasurementRefused("not 3", firmware, settings, settings);
    assertMeasurementRefused("content format 258", Draft.measurement(258, Draft.named("x")));
    assertMeasurementRefused("members", settings);
    assertMeasurementRefused("members", firmware, firmware);
    assertMeasurementRefused(
        "must be settings, not 'bootloader'",
        firmware,
        Draft.measurement(295, Draft.named("bootloader")));
    assertMeasurementRefused(
        "algorithm 7", Draft.measurement(295, Draft.firmware(7, DIGEST, "00".repeat(8))));
    assertMeasurementRefused(
        "32 are needed",
        Draft.measurement(295, Draft.firmware(1, DIGEST.slice(0, 31), "00".repeat(8))));
    assertMeasurementRefused(
        "flags", Draft.measurement(295, Draft.firmware(1, DIGEST, "0000000000000002")));
    assertMeasurementRefused(
        "flags", Draft.measurement(295, Draft.firmware(1, DIGEST, "0100000000000001")));
  }

  /** What becomes of each example of RFC 9711 in CBOR: none is of our profile, and each is told. */
  private static final Map<String, String> EXAMPLES =
      Map.of(
          "minimal.diag", "eat_nonce (10): the nonce has 40 octets, not 8",
          "simple.diag", "no claim 1,",
          "valid_hw_block.diag", "eat_nonce (10): the nonce has 40 octets, not 12",
          "valid_hw_block2.diag", "eat_nonce (10): the nonce has 40 octets, not 12",
          "valid_iot.diag", "eat_nonce (10): the nonce has 40 octets, not 8");

  @Test
  void theExamplesOfTheStandardAreRefusedByTheirFirstClaimThatIsNotOurs() throws Exception {
    Path folder = SharedData.file("04-firmware/eat/Example-Payloads");
    int seen = 0;
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".diag")).toList()) {
        String words = EXAMPLES.get(file.getFileName().toString());
        assertTrue(words != null, "an example that nobody looked at: " + file);
        assertRefused(words, Diagnostic.encode(Files.readString(file)));
        seen++;
      }
    }
    assertEquals(EXAMPLES.size(), seen);
  }

  @Test
  void theExampleTokenOfTheStandardIsRefusedForItsCwtTagAndForItsHeader() throws Exception {
    Path file = SharedData.file("04-firmware/eat/Example-Tokens/valid_cwt.diag");
    Bytes token = Diagnostic.encode(Files.readString(file));
    MalformedException tagged =
        assertThrows(MalformedException.class, () -> EvidenceFormat.decode(token));
    assertTrue(tagged.sentence().contains("61 where 18"), tagged.sentence());
    // Without the CWT tag (two octets) it is a COSE_Sign1, but names neither key nor content type.
    MalformedException bare =
        assertThrows(
            MalformedException.class, () -> EvidenceFormat.decode(token.slice(2, token.length())));
    assertTrue(bare.sentence().contains("header parameter"), bare.sentence());
  }
}
