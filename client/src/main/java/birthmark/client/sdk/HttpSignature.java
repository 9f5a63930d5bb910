package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Locale;

/**
 * A reader's signature of its request (RFC 9421), which shows a node who asks.
 *
 * @param input the value of {@code Signature-Input}
 * @param signature the value of {@code Signature}
 */
record HttpSignature(String input, String signature) {
  private static final String LABEL = "birthmark";
  private static final List<String> COVERED = List.of("@method", "@authority", "@path", "@query");

  /** Signs a request for {@code uri} as of {@code now}. */
  static HttpSignature of(
      SigningKey key, String method, URI uri, Instant now, SecureRandom random) {
    byte[] nonce = new byte[12];
    random.nextBytes(nonce);
    String parameters =
        "(\""
            + String.join("\" \"", COVERED)
            + "\");created="
            + now.getEpochSecond()
            + ";nonce=\""
            + Base64.getUrlEncoder().withoutPadding().encodeToString(nonce)
            + "\";keyid=\""
            + key.publicKey().thumbprint()
            + "\";alg=\""
            + algorithm(key)
            + "\"";
    String base =
        "\"@method\": "
            + method
            + "\n\"@authority\": "
            + authority(uri)
            + "\n\"@path\": "
            + uri.getRawPath()
            + "\n\"@query\": ?"
            + (uri.getRawQuery() == null ? "" : uri.getRawQuery())
            + "\n\"@signature-params\": "
            + parameters;
    Bytes signature = key.sign(Bytes.ofOwned(base.getBytes(StandardCharsets.UTF_8)));
    return new HttpSignature(
        LABEL + "=" + parameters,
        LABEL + "=:" + Base64.getEncoder().encodeToString(signature.unsafe()) + ":");
  }

  /** Host and port in lower case, the port left out where it is the scheme's own. */
  private static String authority(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    boolean usual =
        uri.getPort() < 0
            || (uri.getScheme().equals("http") && uri.getPort() == 80)
            || (uri.getScheme().equals("https") && uri.getPort() == 443);
    return usual ? host : host + ":" + uri.getPort();
  }

  private static String algorithm(SigningKey key) {
    Algorithm algorithm = key.publicKey().signingAlgorithm().orElseThrow();
    return switch (algorithm) {
      case ED25519, EDDSA -> "ed25519";
      case ES256 -> "ecdsa-p256-sha256";
      case ML_DSA_65 -> "ml-dsa-65";
      case ES384, ES512 -> throw new IllegalArgumentException("requests are not signed so");
    };
  }
}
