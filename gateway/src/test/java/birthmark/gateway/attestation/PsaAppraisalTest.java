package birthmark.gateway.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborEncoder;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.cose.JdkSignatures;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.ECParameterSpec;
import java.security.spec.ECPrivateKeySpec;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scenarios of Veraison, an attestation verifier of others, with its results. */
class PsaAppraisalTest {
  private static final String NONCE =
      "414a7c174141b3d0e9a1d28af31520f0d42299feac4007ded89d68ae6cd92f19";
  private static final String OTHER_NONCE =
      "75e69d6de79f75e69d6de79f75e69d6de79f75e69d6de79f75e69d6de79f75e6";
  private static final Map<String, Long> LABELS =
      Map.of(
          "eat-profile", 265L,
          "psa-client-id", 2_394L,
          "psa-security-lifecycle", 2_395L,
          "psa-implementation-id", 2_396L,
          "psa-boot-seed", 2_397L,
          "psa-software-components", 2_399L,
          "psa-nonce", 10L,
          "psa-instance-id", 256L,
          "psa-verification-service-indicator", 2_400L);
  private static final Map<String, Long> COMPONENT =
      Map.of("measurement-type", 1L, "measurement-value", 2L, "version", 4L, "signer-id", 5L);
  private static final List<String> TEXTS =
      List.of("eat-profile", "psa-verification-service-indicator", "measurement-type", "version");

  private static Json.Obj json(String file) throws IOException {
    return (Json.Obj)
        JsonReader.read(
            Bytes.ofOwned(Files.readAllBytes(SharedData.file("04-firmware/veraison/" + file))));
  }

  private static CborItem item(String name, Json value) {
    return switch (value) {
      case Json.Int number -> new CborItem.Unsigned(number.value());
      case Json.Text text ->
          TEXTS.contains(name)
              ? new CborItem.TextString(text.value())
              : new CborItem.ByteString(Bytes.copyOf(Base64.getDecoder().decode(text.value())));
      case Json.Arr list ->
          new CborItem.Array(
              list.elements().stream().map(each -> map((Json.Obj) each, COMPONENT)).toList());
      default -> throw new AssertionError(name);
    };
  }

  private static CborItem map(Json.Obj object, Map<String, Long> labels) {
    List<CborItem.Entry> entries = new ArrayList<>();
    for (Json.Member member : object.members()) {
      long label = labels.getOrDefault(member.name(), -1L);
      assertTrue(label > 0, member.name());
      entries.add(
          new CborItem.Entry(new CborItem.Unsigned(label), item(member.name(), member.value())));
    }
    return new CborItem.Map(entries);
  }

  private static PrivateKey key(String file) throws IOException, GeneralSecurityException {
    String d = ((Json.Text) json(file).member("d").orElseThrow()).value();
    AlgorithmParameters curve = AlgorithmParameters.getInstance("EC");
    curve.init(new ECGenParameterSpec("secp256r1"));
    return KeyFactory.getInstance("EC")
        .generatePrivate(
            new ECPrivateKeySpec(
                new BigInteger(1, Base64.getUrlDecoder().decode(d)),
                curve.getParameterSpec(ECParameterSpec.class)));
  }

  /** The claims of {@code file} as a token, signed by software that is not ours. */
  private static Bytes token(String file, String key) throws IOException, GeneralSecurityException {
    Bytes claims = CborEncoder.encode(map(json(file), LABELS));
    Bytes header = Bytes.fromHex("a10126");
    CborWriter signed = new CborWriter();
    signed.array(4).text("Signature1").bytes(header).bytes(Bytes.EMPTY).bytes(claims);
    Signature signature = Signature.getInstance("SHA256withECDSAinP1363Format");
    signature.initSign(key(key));
    signature.update(signed.toBytes().toByteArray());
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(header).map(0).bytes(claims).bytes(Bytes.copyOf(signature.sign()));
    return out.toBytes();
  }

  private static PsaAppraisal appraisal() throws IOException {
    Bytes endorsements =
        Bytes.ofOwned(
            Files.readAllBytes(
                SharedData.file("04-firmware/veraison/end-to-end/input/psa-endorsements.cbor")));
    return new PsaAppraisal(Corim.decode(endorsements).orElseThrow(), new JdkSignatures());
  }

  @ParameterizedTest
  @CsvSource({
    "claims/psa.good.json, " + OTHER_NONCE + ", results/psa.freshness-fail.json",
    "claims/psa.good.json, " + NONCE + ", results/psa.good.json",
    "claims/psa.badswcomp.json, " + NONCE + ", results/psa.badswcomp.json",
    "claims/psa.missingclaims.json, " + NONCE + ", results/psa.noident.json"
  })
  void theResultIsThatOfAnotherVerifier(String claims, String nonce, String expected)
      throws IOException, GeneralSecurityException {
    PsaAppraisal.Result result =
        appraisal().appraise(token(claims, "keys/ec.p256.jwk"), Bytes.fromHex(nonce));
    Json.Obj theirs = (Json.Obj) json(expected).member("PSA_IOT").orElseThrow();
    assertEquals(theirs.member("ear.status"), Optional.of(new Json.Text(result.vector().status())));
    Json.Obj vector = (Json.Obj) theirs.member("ear.trustworthiness-vector").orElseThrow();
    Json.Obj ours = result.vector().json();
    assertEquals(vector.members().size(), ours.members().size());
    for (Json.Member member : vector.members()) {
      assertEquals(Optional.of(member.value()), ours.member(member.name()), member.name());
    }
  }

  @Test
  void anotherKeysSignatureIsRefused() throws IOException, GeneralSecurityException {
    PsaAppraisal.Result result =
        appraisal()
            .appraise(token("claims/psa.good.json", "keys/ec.p256.alt.jwk"), Bytes.fromHex(NONCE));
    assertEquals("contraindicated", result.vector().status());
    assertEquals("the device's key did not sign this evidence", result.problem().orElseThrow());
  }

  @Test
  void aTokenThatAnotherMadeIsReadAsItIs() throws IOException {
    Bytes evidence =
        Bytes.ofOwned(
            Files.readAllBytes(
                SharedData.file("04-firmware/veraison/end-to-end/input/psa-evidence.cbor")));
    PsaAppraisal.Result result = appraisal().appraise(evidence, Bytes.fromHex(NONCE));
    assertEquals("affirming", result.vector().status(), result.problem()::toString);
  }

  @Test
  void whatIsNoTokenIsRefusedWhateverItIs() throws IOException, GeneralSecurityException {
    Bytes good = token("claims/psa.good.json", "keys/ec.p256.jwk");
    for (int length = 0; length < good.length(); length += 7) {
      PsaAppraisal.Result result =
          appraisal().appraise(good.slice(0, length), Bytes.fromHex(NONCE));
      assertEquals("contraindicated", result.vector().status(), "cut at " + length);
    }
    assertTrue(Corim.decode(good).isEmpty());
  }
}
