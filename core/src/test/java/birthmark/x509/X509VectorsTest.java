package birthmark.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.Timestamp;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.testing.Golden;
import birthmark.testing.Mutation;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import birthmark.x509.CertificateDraft.Extension;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SequencedMap;
import org.junit.jupiter.api.Test;

/** Golden certificates, good and bad, for any language: {@code spec/vectors/x509.json}. */
class X509VectorsTest {
  private static final Timestamp FROM = Timestamp.parse("2026-01-01T00:00:00Z");
  private static final Timestamp UNTIL = Timestamp.parse("2056-02-29T23:59:59Z");
  private static final String CRITICAL = "0101ff";

  private static final CoseKey KEY = CoseKey.ed25519(Bytes.fromHex("5a".repeat(32)));

  private static Bytes device(Optional<String> vendor, Extension... extensions) {
    CertificateDraft draft =
        new CertificateDraft(
            CertificateDraft.name("Device", vendor),
            KEY,
            CertificateDraft.name("Line", Optional.empty()),
            1,
            FROM,
            UNTIL,
            List.of(extensions));
    return draft.signed(Algorithm.ED25519, Bytes.fromHex("77".repeat(64)));
  }

  private static Bytes usual() {
    return device(
        Optional.of("FFF1"),
        Extension.device(),
        Extension.usage(CertificateDraft.DIGITAL_SIGNATURE),
        Extension.subjectKey(KEY),
        Extension.issuerKey(KEY));
  }

  private static SequencedMap<String, Bytes> good() {
    SequencedMap<String, Bytes> good = new LinkedHashMap<>();
    good.put("a device's", usual());
    good.put("without extensions", device(Optional.empty()));
    good.put(
        "an authority's, limited",
        device(
            Optional.empty(),
            Extension.authority(Optional.of(1)),
            Extension.usage(CertificateDraft.CERTIFICATES | CertificateDraft.REVOCATION_LISTS)));
    good.put(
        "one that may be passed over, and one that is critical and harmless",
        device(
            Optional.empty(),
            new Extension("2a03", false, Bytes.fromHex("0500")),
            new Extension("551d11", true, Bytes.fromHex("3000"))));
    good.put("for clients", device(Optional.empty(), Extension.purpose("2b06010505070302")));
    return good;
  }

  /**
   * The usual one with one part replaced by another of the same length, the first time it occurs.
   */
  private static Bytes changed(String part, String other) {
    String hex = usual().hex();
    int at = hex.indexOf(part);
    if (at < 0) {
      throw new AssertionError(part + " is not in it");
    }
    return Bytes.fromHex(hex.substring(0, at) + other + hex.substring(at + part.length()));
  }

  private static SequencedMap<String, Bytes> bad() {
    SequencedMap<String, Bytes> bad = new LinkedHashMap<>();
    bad.put("an octet behind it", usual().concat(Bytes.fromHex("00")));
    bad.put("an octet missing", usual().slice(0, usual().length() - 1));
    bad.put("a length of three octets", changed("3082", "308300"));
    bad.put("an indefinite length", changed("3082", "3080"));
    bad.put("version 2", changed("a003020102", "a003020101"));
    bad.put("a negative serial number", changed("a003020102020101", "a0030201020201ff"));
    bad.put("two algorithms", changed("300506032b6570", "300506032b6571"));
    bad.put(
        "an unknown algorithm",
        Bytes.fromHex(usual().hex().replace("300506032b6570", "300506032b6571")));
    bad.put("a key that agrees", changed("06032b6570032100", "06032b656e032100"));
    bad.put("a moment without Z", changed("3030303030305a", "3030303030305b"));
    bad.put("the 30th of February", changed("323630313031", "323630323330"));
    bad.put("an hour too many", changed("3236303130313030", "3236303130313234"));
    bad.put("FALSE written out", changed(CRITICAL, "010100"));
    bad.put("TRUE as 01", changed(CRITICAL, "010101"));
    bad.put("stray bits of key usage", changed("03020780", "03020781"));
    bad.put("a key identifier of no octets", device(Optional.empty(), keyId("0400")));
    bad.put("an octet behind a value", device(Optional.empty(), keyId("04010100")));
    bad.put(
        "an extension twice",
        device(Optional.empty(), Extension.subjectKey(KEY), Extension.subjectKey(KEY)));
    bad.put(
        "an unknown critical extension",
        device(Optional.empty(), new Extension("2a03", true, Bytes.fromHex("0500"))));
    bad.put(
        "a limit of one that is no authority",
        device(Optional.empty(), new Extension("551d13", true, Bytes.fromHex("3003020100"))));
    bad.put("no purpose", device(Optional.empty(), new Extension("551d25", false, empty())));
    bad.put("a vendor in lower case", device(Optional.of("fff1")));
    bad.put("a vendor of five digits", device(Optional.of("0FFF1")));
    return bad;
  }

  private static Bytes empty() {
    return Bytes.fromHex("3000");
  }

  private static Extension keyId(String value) {
    return new Extension("551d0e", false, Bytes.fromHex(value));
  }

  private static Json described(String name, Bytes der) {
    X509Certificate read = X509Certificate.parse(der);
    Json.ObjectBuilder json =
        Json.object()
            .put("name", name)
            .put("der", der.hex())
            .put("digest", read.digest().hex())
            .put("key", read.key().encode().hex())
            .put("notBefore", read.notBefore().millis())
            .put("notAfter", read.notAfter().millis())
            .put("authority", read.isAuthority())
            .put("signed", read.signed().hex());
    read.subject().vendor().ifPresent(vendor -> json.put("vendor", vendor));
    read.extensions().pathLength().ifPresent(most -> json.put("pathLength", most));
    return json.build();
  }

  @Test
  void certificatesAreReadAsTheGoldenFileSays() throws IOException {
    List<Json> good = new ArrayList<>();
    good().forEach((name, der) -> good.add(described(name, der)));
    List<Json> bad = new ArrayList<>();
    for (Map.Entry<String, Bytes> each : bad().entrySet()) {
      assertThrows(
          X509Exception.class, () -> X509Certificate.parse(each.getValue()), each.getKey());
      bad.add(Json.object().put("name", each.getKey()).put("der", each.getValue().hex()).build());
    }
    Golden.check(
        SharedData.root().resolve("spec/vectors/x509.json"),
        Json.object().put("good", new Json.Arr(good)).put("bad", new Json.Arr(bad)).build());
  }

  @Test
  void damagedOctetsAreRefusedInASentence() {
    Random random = new Random(1);
    for (int i = 0; i < 5_000; i++) {
      Bytes damaged = Mutation.of(usual(), random);
      try {
        assertEquals(damaged, X509Certificate.parse(damaged).der());
      } catch (X509Exception e) {
        assertTrue(String.valueOf(e.getMessage()).startsWith("the certificate "), e.toString());
      }
    }
  }

  @Test
  void whatIsSignedVerifiesByEachAlgorithmAndNothingElseDoes() {
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      SigningKey issuer = JdkSigningKey.of(JdkSigningKey.generate(algorithm, new SeededRandom(3)));
      CertificateDraft draft =
          CertificateDraft.root(
              CertificateDraft.name("Root", Optional.empty()),
              issuer.publicKey(),
              FROM,
              UNTIL,
              Optional.empty());
      X509Certificate root = X509Certificate.parse(draft.sign(issuer));
      assertEquals(true, root.isIssuedBy(new JdkSignatures(), root), algorithm.name());
      assertEquals(Optional.empty(), Issuer.faultOfRoot(root));
      assertEquals(false, root.isSigned(new JdkSignatures(), KEY), algorithm.name());
    }
  }
}
