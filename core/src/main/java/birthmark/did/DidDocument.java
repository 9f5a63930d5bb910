package birthmark.did;

import birthmark.cose.CoseKey;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;

/** The document that a DID resolves to (W3C DID Core 1.0): keys, and what each is for. */
public final class DidDocument {
  private static final List<Json> CONTEXTS =
      List.of(
          new Json.Text("https://www.w3.org/ns/did/v1"),
          new Json.Text("https://w3id.org/security/jwk/v1"));

  private static final String HEX = "0123456789ABCDEF";

  private DidDocument() {}

  /** The document of {@code did} with {@code keys}: those that sign authenticate and assert. */
  public static Json.Obj of(String did, List<CoseKey> keys) {
    List<Json> methods = new ArrayList<>();
    List<Json> signing = new ArrayList<>();
    List<Json> agreeing = new ArrayList<>();
    for (CoseKey key : keys) {
      String id = did + "#" + key.thumbprint();
      methods.add(
          Json.object()
              .put("id", id)
              .put("type", "JsonWebKey")
              .put("controller", did)
              .put("publicKeyJwk", JsonWebKey.of(key))
              .build());
      (key.signingAlgorithm().isPresent() ? signing : agreeing).add(new Json.Text(id));
    }
    Json.ObjectBuilder document =
        Json.object().put("@context", new Json.Arr(CONTEXTS)).put("id", did);
    put(document, "verificationMethod", methods);
    put(document, "authentication", signing);
    put(document, "assertionMethod", signing);
    put(document, "keyAgreement", agreeing);
    return document.build();
  }

  private static void put(Json.ObjectBuilder document, String name, List<Json> all) {
    if (!all.isEmpty()) {
      document.put(name, new Json.Arr(all));
    }
  }

  /**
   * The did:web identifier of a document at {@code /v1/dids/KIND/ID/did.json} of a host.
   *
   * @param authority host and, if it is not the usual one, port
   */
  public static String web(String authority, String kind, String id) {
    StringBuilder did = new StringBuilder("did:web:");
    for (int i = 0; i < authority.length(); i++) {
      char c = authority.charAt(i);
      boolean plain =
          (c >= 'a' && c <= 'z')
              || (c >= 'A' && c <= 'Z')
              || (c >= '0' && c <= '9')
              || c == '.'
              || c == '-';
      if (plain) {
        did.append(c);
      } else {
        did.append('%').append(HEX.charAt(c >> 4 & 0xf)).append(HEX.charAt(c & 0xf));
      }
    }
    return did.append(":v1:dids:").append(kind).append(':').append(id).toString();
  }
}
