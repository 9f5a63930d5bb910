package birthmark.cose;

import birthmark.cose.KeyCases.KeyCase;
import birthmark.cose.Sign1Cases.RefusedCase;
import birthmark.cose.SignatureCases.SignatureCase;
import birthmark.json.Json;
import birthmark.testing.Golden;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The golden files of keys, signatures and signed messages; what they hold is checked by the tests
 * beside this one.
 */
class CoseGoldenTest {
  @Test
  void keysAndTheirFaultsAreThoseOfTheGoldenFile() throws IOException {
    List<Json> keys = new ArrayList<>();
    for (KeyCase key : KeyCases.all()) {
      Json.ObjectBuilder out = Json.object().put("name", key.name());
      out.put("coseKey", key.key().encode().hex());
      out.put("keyId", key.key().thumbprint().value().hex());
      out.put(
          "fault",
          key.fault().<Json>map(fault -> new Json.Text(fault.name())).orElse(new Json.Null()));
      keys.add(out.build());
    }
    check(
        "keys",
        about(
                "Public keys as COSE_Key, their RFC 9679 thumbprints, and why those that are not"
                    + " sound are never registered.")
            .put("keys", new Json.Arr(keys))
            .build());
  }

  @Test
  void signaturesAtTheEdgesAreThoseOfTheGoldenFile() throws IOException {
    List<Json> signatures = new ArrayList<>();
    TreeMap<KeyId, CoseKey> keys = new TreeMap<>();
    for (SignatureCase edge : SignatureCases.all()) {
      KeyId keyId = edge.publicKey().thumbprint();
      keys.put(keyId, edge.publicKey());
      Json.ObjectBuilder out = Json.object().put("name", edge.toString());
      out.put("keyId", keyId.value().hex()).put("message", edge.message().hex());
      out.put("signature", edge.signature().hex()).put("valid", edge.valid());
      signatures.add(out.build());
    }
    Json.ObjectBuilder coseKeys = Json.object();
    keys.forEach((keyId, key) -> coseKeys.put(keyId.value().hex(), key.encode().hex()));
    check(
        "signatures",
        about(
                "Signatures at the edges of what verifiers accept. Every verifier answers what"
                    + " \"valid\" says.")
            .put("coseKeys", coseKeys.build())
            .put("signatures", new Json.Arr(signatures))
            .build());
  }

  @Test
  void signedMessagesAndRefusedOnesAreThoseOfTheGoldenFile() throws IOException {
    List<Json> signed = new ArrayList<>();
    for (SeededKey key : Sign1Cases.signers()) {
      Sign1 message = Sign1.sign(key, Sign1Cases.TYPE, Sign1Cases.PAYLOAD);
      Json.ObjectBuilder out = Json.object().put("algorithm", message.algorithm().number());
      out.put("secret", key.secret().hex()).put("coseKey", key.publicKey().encode().hex());
      out.put("payload", message.payload().hex());
      out.put("sigStructure", message.sigStructure().hex()).put("id", message.id().hex());
      out.put("encoded", message.encode().hex());
      signed.add(out.build());
    }
    List<Json> refused = new ArrayList<>();
    for (RefusedCase edge : Sign1Cases.refused()) {
      String reason = edge.cbor().map(Enum::name).orElse(edge.reason().name());
      Json.ObjectBuilder out = Json.object().put("name", edge.name());
      refused.add(out.put("reason", reason).put("encoded", edge.encoded().hex()).build());
    }
    check(
        "messages",
        about(
                "Signed messages (tagged COSE_Sign1 in deterministic CBOR) by test keys whose"
                    + " secrets are given: an Ed25519 seed, a P-256 scalar, an ML-DSA-65 seed. Then"
                    + " octets that are almost such a message, with why they are refused.")
            .put("signed", new Json.Arr(signed))
            .put("refused", new Json.Arr(refused))
            .build());
  }

  private static void check(String name, Json content) throws IOException {
    Golden.check(SharedData.root().resolve("spec/vectors/cose/" + name + ".json"), content);
  }

  private static Json.ObjectBuilder about(String text) {
    return Json.object().put("about", text);
  }

  @Test
  void noTwoCasesHaveOneName() {
    TreeSet<String> names = new TreeSet<>();
    SignatureCases.all().forEach(edge -> require(names.add(edge.toString()), edge.toString()));
    KeyCases.all().forEach(key -> require(names.add(key.name()), key.name()));
    Sign1Cases.refused().forEach(edge -> require(names.add(edge.name()), edge.name()));
  }

  private static void require(boolean fresh, String name) {
    if (!fresh) {
      throw new AssertionError("twice: " + name);
    }
  }
}
