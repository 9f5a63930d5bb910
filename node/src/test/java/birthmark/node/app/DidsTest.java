package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.contracts.parties.PartyTransaction;
import birthmark.contracts.parties.RevocationReason;
import birthmark.cose.Algorithm;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.FrontDoor.Told;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.SeededRandom;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Parties and things as DIDs of a real node, resolved by whoever asks. */
@Tag("real")
class DidsTest {
  @TempDir private Path folder;

  @Test
  void aSubjectResolvesToItsKeysOfNowAndOfAnyHeight() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      SigningKey first = ledger.maker();
      SigningKey second =
          JdkSigningKey.of(JdkSigningKey.generate(Algorithm.ES256, new SeededRandom(77)));
      String party = "/v1/dids/party/" + Inhabited.party(first);
      final long before = height(door);
      door.accept(
          first,
          new PartyTransaction.AddSigningKey(
              Inhabited.party(first),
              second.publicKey(),
              PartyTransaction.AddSigningKey.claim(
                      node.genesis().network(), Inhabited.party(first), second.publicKey())
                  .sign(second)));
      final long added = height(door);
      door.accept(
          second,
          new PartyTransaction.RevokeKey(
              first.publicKey().thumbprint(), RevocationReason.SUPERSEDED));
      assertEquals(List.of(kid(first)), keys(door.get(party + "/did.json?height=" + before)));
      List<String> both = keys(door.get(party + "/did.json?height=" + added));
      assertEquals(2, both.size());
      assertEquals(List.of(kid(second)), keys(door.get(party + "/did.json")));

      Told document = door.get(party + "/did.json");
      assertEquals("application/did+json", document.mediaType());
      String host = node.url().getHost() + "%3A" + node.url().getPort();
      assertEquals(
          "did:web:" + host + ":v1:dids:party:" + Inhabited.party(first), document.textOf("id"));

      Json.Obj then = door.get(party + "?height=" + before).json();
      Json.Obj metadata = (Json.Obj) then.member("didDocumentMetadata").orElseThrow();
      assertEquals(
          new Json.Text(Long.toString(before)), metadata.member("versionId").orElseThrow());
      assertEquals(
          new Json.Text(Long.toString(added)), metadata.member("nextVersionId").orElseThrow());
      assertEquals(new Json.Bool(false), metadata.member("deactivated").orElseThrow());

      Told thing = door.get("/v1/dids/thing/" + ledger.thing() + "/did.json");
      assertEquals(2, methods(thing).size(), "one key signs, one agrees");
      assertTrue(thing.json().member("keyAgreement").isPresent());
      assertEquals(404, door.get("/v1/dids/thing/" + ledger.thing() + "?height=1").status());
      assertEquals(404, door.get("/v1/dids/thing/" + "ab".repeat(32)).status());
      assertEquals(404, door.get("/v1/dids/ghost/" + ledger.thing()).status());
      assertEquals(400, door.get(party + "?height=" + (added + 1_000)).status());
      assertEquals(200, door.get("/v1/dids/party/" + Inhabited.party(node.founder())).status());
    }
  }

  private static long height(FrontDoor door) throws Exception {
    Json.Obj asOf =
        (Json.Obj) door.get("/v1/parties/parties?limit=1").json().member("asOf").orElseThrow();
    return ((Json.Int) asOf.member("height").orElseThrow()).value();
  }

  private static String kid(SigningKey key) {
    return key.publicKey().thumbprint().toString();
  }

  private static List<Json> methods(Told told) {
    assertEquals(200, told.status(), told::text);
    return ((Json.Arr) told.json().member("verificationMethod").orElseThrow()).elements();
  }

  private static List<String> keys(Told told) {
    return methods(told).stream()
        .map(each -> ((Json.Text) ((Json.Obj) each).member("id").orElseThrow()).value())
        .map(id -> id.substring(id.indexOf('#') + 1))
        .toList();
  }
}
