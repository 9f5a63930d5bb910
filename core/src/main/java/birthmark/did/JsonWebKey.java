package birthmark.did;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.json.Json;
import java.util.Base64;

/** Public keys in JSON (RFC 7517, 7518, 8037; draft-ietf-cose-dilithium for ML-DSA). */
public final class JsonWebKey {
  private JsonWebKey() {}

  /** {@code key} as a JSON Web Key with the members that make it and no others. */
  public static Json.Obj of(CoseKey key) {
    return switch (key) {
      case CoseKey.Okp okp ->
          Json.object()
              .put("kty", "OKP")
              .put("crv", name(okp.curve()))
              .put("x", text(okp.x()))
              .build();
      case CoseKey.Ec2 ec2 ->
          Json.object()
              .put("kty", "EC")
              .put("crv", name(ec2.curve()))
              .put("x", text(ec2.x()))
              .put("y", text(ec2.y()))
              .build();
      case CoseKey.Akp akp ->
          Json.object()
              .put("kty", "AKP")
              .put("alg", "ML-DSA-65")
              .put("pub", text(akp.pub()))
              .build();
    };
  }

  private static String name(Curve curve) {
    return switch (curve) {
      case P_256 -> "P-256";
      case P_384 -> "P-384";
      case P_521 -> "P-521";
      case X25519 -> "X25519";
      case ED25519 -> "Ed25519";
      case ED448 -> "Ed448";
    };
  }

  private static String text(Bytes octets) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(octets.toByteArray());
  }
}
