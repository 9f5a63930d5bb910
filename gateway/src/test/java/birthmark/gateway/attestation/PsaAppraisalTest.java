package birthmark.gateway.attestation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.JdkSignatures;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The scenarios of Veraison, an attestation verifier of others, with its results. */
class PsaAppraisalTest {
  private static final String NONCE =
      "414a7c174141b3d0e9a1d28af31520f0d42299feac4007ded89d68ae6cd92f19";
  private static final String OTHER_NONCE =
      "75e69d6de79f75e69d6de79f75e69d6de79f75e69d6de79f75e69d6de79f75e6";

  private static PsaAppraisal appraisal() throws IOException {
    Bytes endorsements = Bytes.ofOwned(Files.readAllBytes(Veraison.endorsements()));
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
        appraisal().appraise(Veraison.token(claims, "keys/ec.p256.jwk"), Bytes.fromHex(nonce));
    Veraison.assertSame(expected, Results.of(result.vector()).build());
  }

  @Test
  void anotherKeysSignatureIsRefused() throws IOException, GeneralSecurityException {
    PsaAppraisal.Result result =
        appraisal()
            .appraise(
                Veraison.token("claims/psa.good.json", "keys/ec.p256.alt.jwk"),
                Bytes.fromHex(NONCE));
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
    Bytes good = Veraison.token("claims/psa.good.json", "keys/ec.p256.jwk");
    for (int length = 0; length < good.length(); length += 7) {
      PsaAppraisal.Result result =
          appraisal().appraise(good.slice(0, length), Bytes.fromHex(NONCE));
      assertEquals("contraindicated", result.vector().status(), "cut at " + length);
    }
    assertTrue(Corim.decode(good).isEmpty());
  }
}
