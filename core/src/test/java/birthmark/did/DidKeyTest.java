package birthmark.did;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.JdkSignatures;
import birthmark.cose.JdkSigningKey;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.testing.SeededRandom;
import birthmark.testing.SharedData;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DidKeyTest {
  /** How identifiers begin that are on curves in use here; others are secp256k1, BLS and RSA. */
  private static final List<String> USED = List.of("z6Mk", "z6LS", "zDn", "z82", "z2J9");

  private static Json.Obj shared(String path) throws IOException {
    return (Json.Obj) JsonReader.read(Files.readString(SharedData.file("05-identity/" + path)));
  }

  private static List<Json.Obj> objects(Json json) {
    List<Json.Obj> found = new ArrayList<>();
    switch (json) {
      case Json.Obj object -> {
        found.add(object);
        object.members().forEach(member -> found.addAll(objects(member.value())));
      }
      case Json.Arr list -> list.elements().forEach(each -> found.addAll(objects(each)));
      default -> {}
    }
    return found;
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  /**
   * The identifier that a key's own id ends with, or that controls it; empty if it is no did:key.
   */
  private static String did(Json.Obj method) {
    String id = text(method, "id");
    String own = "did:key:" + id.substring(id.indexOf('#') + 1);
    return own.startsWith("did:key:z") ? own : "";
  }

  private static int agree(Json.Obj file) throws MalformedException {
    int checked = 0;
    for (Json.Obj method : objects(file)) {
      String did = did(method);
      if (did.isEmpty() || USED.stream().noneMatch(did.substring(8)::startsWith)) {
        if (!did.isEmpty()) {
          assertThrows(MalformedException.class, () -> DidKey.decode(did), did);
        }
        continue;
      }
      if (method.member("publicKeyJwk").isPresent()) {
        Json.Obj jwk = (Json.Obj) method.member("publicKeyJwk").get();
        Json.Obj made = JsonWebKey.of(DidKey.decode(did));
        for (String member : List.of("kty", "crv", "x", "y")) {
          assertEquals(text(jwk, member), text(made, member), did);
        }
        assertEquals(did, DidKey.encode(DidKey.decode(did)));
        checked++;
      } else if (method.member("publicKeyBase58").isPresent()) {
        CoseKey key = DidKey.decode(did);
        Bytes octets = Base58.decode(text(method, "publicKeyBase58"));
        if (key instanceof CoseKey.Okp okp) {
          assertEquals(octets, okp.x(), did);
        } else if (key instanceof CoseKey.Ec2 ec2) {
          assertEquals(octets.slice(1, octets.length()), ec2.x(), did);
        }
        assertEquals(did, DidKey.encode(key));
        checked++;
      }
    }
    return checked;
  }

  @ParameterizedTest
  @CsvSource({
    "did-key/ed25519-x25519.json, 12",
    "did-key/x25519.json, 4",
    "did-key/nist-curves.json, 4",
    "did-core-fixtures/did-key-spruce.json, 2",
    "did-core-fixtures/did-key-transmute.json, 4"
  })
  void theKeysOfOthersVectorsAreThoseThatTheirIdentifiersAre(String file, int least)
      throws Exception {
    int checked = agree(shared(file));
    assertTrue(checked >= least, checked + " keys");
  }

  @Test
  void aKeyOnSecp256k1IsRefusedByName() throws IOException {
    int refused = 0;
    for (Json.Member each : shared("did-key/secp256k1.json").members()) {
      MalformedException e =
          assertThrows(MalformedException.class, () -> DidKey.decode(each.name()));
      assertTrue(e.sentence().contains("secp256k1"), e.sentence());
      refused++;
    }
    assertTrue(refused > 3);
  }

  @Test
  void everyKeyThatSignsGoesThereAndBack() throws MalformedException {
    SeededRandom random = new SeededRandom(6);
    for (Algorithm algorithm : List.of(Algorithm.ED25519, Algorithm.ES256, Algorithm.ML_DSA_65)) {
      for (int i = 0; i < 8; i++) {
        CoseKey key = JdkSigningKey.of(JdkSigningKey.generate(algorithm, random)).publicKey();
        assertEquals(key, DidKey.decode(DidKey.encode(key)));
        assertTrue(new JdkSignatures().faultOf(DidKey.decode(DidKey.encode(key))).isEmpty());
      }
    }
    CoseKey agreement = JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
    assertEquals(agreement, DidKey.decode(DidKey.encode(agreement)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "did:key:",
        "did:key:z",
        "did:key:z1",
        "did:key:z0OIl",
        "did:key:u7QE",
        "did:web:example.com",
        "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvkt",
        "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktHH",
        "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH#z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8"
      })
  void whatIsNoKeyIsRefused(String text) {
    assertThrows(MalformedException.class, () -> DidKey.decode(text));
  }

  @Test
  void anXThatNoPointHasIsRefused() {
    int refused = 0;
    for (int last = 1; last <= 9; last++) {
      String did = "did:key:zDnaerDaTF5BXEavCrfRZEk316dpbLsfPDZ3WJ5hRTPFU216" + last;
      try {
        assertEquals(did, DidKey.encode(DidKey.decode(did)));
      } catch (MalformedException e) {
        assertTrue(e.sentence().contains("no point"), e.sentence());
        refused++;
      }
    }
    assertTrue(refused > 0 && refused < 9, refused + " of 9");
  }

  @Test
  void whatIsMuchTooLongIsRefusedAtOnce() {
    assertThrows(MalformedException.class, () -> DidKey.decode("did:key:z" + "z".repeat(100_000)));
  }

  @Test
  void aDocumentSaysWhatEachKeyIsFor() {
    SeededRandom random = new SeededRandom(7);
    CoseKey signing =
        JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ED25519, random)).publicKey();
    CoseKey agreement = JdkSignatures.coseKey(JdkSigningKey.generateAgreement(random).getPublic());
    String did = DidDocument.web("node.example:8443", "thing", "ab");
    assertEquals("did:web:node.example%3A8443:v1:dids:thing:ab", did);
    Json.Obj document = DidDocument.of(did, List.of(signing, agreement));
    assertEquals(did, text(document, "id"));
    Json.Arr methods = (Json.Arr) document.member("verificationMethod").orElseThrow();
    assertEquals(2, methods.elements().size());
    Json expected = new Json.Arr(List.of(new Json.Text(did + "#" + signing.thumbprint())));
    assertEquals(expected, document.member("authentication").orElseThrow());
    assertEquals(expected, document.member("assertionMethod").orElseThrow());
    assertEquals(
        new Json.Arr(List.of(new Json.Text(did + "#" + agreement.thumbprint()))),
        document.member("keyAgreement").orElseThrow());
    assertTrue(DidDocument.of(did, List.of()).member("verificationMethod").isEmpty());
  }
}
