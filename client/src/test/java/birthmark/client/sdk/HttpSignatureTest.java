package birthmark.client.sdk;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.testing.SeededRandom;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpSignatureTest {
  private static final Instant NOW = Instant.ofEpochSecond(1_795_308_163);
  private static final Pattern INPUT =
      Pattern.compile(
          "birthmark=(\\(\"@method\" \"@authority\" \"@path\" \"@query\"\\);created=1795308163"
              + ";nonce=\"[A-Za-z0-9_-]{16}\";keyid=\"([0-9a-f]{64})\";alg=\"([a-z0-9-]+)\")");

  private static SigningKey key(Algorithm algorithm) {
    return JdkSigningKey.of(JdkSigningKey.generate(algorithm, new SeededRandom(1)));
  }

  private static HttpSignature sign(SigningKey key, String uri) {
    return HttpSignature.of(key, "GET", URI.create(uri), NOW, new SecureRandom());
  }

  @ParameterizedTest
  @CsvSource({"ED25519, ed25519", "ES256, ecdsa-p256-sha256", "ML_DSA_65, ml-dsa-65"})
  void theSignatureIsOverTheBaseOfTheStandard(Algorithm algorithm, String name) {
    SigningKey key = key(algorithm);
    HttpSignature signature =
        sign(key, "https://Node.example:8443/v1/things/a%20b?limit=2&after=x");
    Matcher input = INPUT.matcher(signature.input());
    assertTrue(input.matches(), signature.input());
    assertEquals(key.publicKey().thumbprint().toString(), input.group(2));
    assertEquals(name, input.group(3));
    // RFC 9421, section 2.5: one component a line, the parameters last.
    String base =
        """
        "@method": GET
        "@authority": node.example:8443
        "@path": /v1/things/a%20b
        "@query": ?limit=2&after=x
        "@signature-params":\
        """
            + " "
            + input.group(1);
    assertTrue(signature.signature().matches("birthmark=:[A-Za-z0-9+/]+=*:"));
    Bytes octets =
        Bytes.ofOwned(
            Base64.getDecoder()
                .decode(signature.signature().substring(11, signature.signature().length() - 1)));
    assertTrue(
        new JdkSignatures()
            .verify(key.publicKey(), Bytes.ofOwned(base.getBytes(StandardCharsets.UTF_8)), octets));
  }

  @Test
  void noTwoRequestsAreSignedAlike() {
    SigningKey key = key(Algorithm.ED25519);
    assertNotEquals(
        sign(key, "http://127.0.0.1:8080/v1/genesis"),
        sign(key, "http://127.0.0.1:8080/v1/genesis"));
  }
}
