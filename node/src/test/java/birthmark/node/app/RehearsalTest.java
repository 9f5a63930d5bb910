package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a transaction would do, asked of a real node before it is placed. */
@Tag("real")
class RehearsalTest {
  @TempDir private Path folder;

  private static String asked(Node client, String path, Json body, SigningKey reader)
      throws ClientException {
    return JsonWriter.compact(client.ask(path, body, () -> reader));
  }

  @Test
  void whatATransactionWouldDoIsToldToItsSignerAndNothingIsPlaced() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      Json end =
          Json.object().put("thing", ledger.thing().toString()).put("reason", "worn out").build();
      try (Node client = Node.at(List.of(node.url()), Patience.USUAL)) {
        String standing = "/v1/admission/standings/" + ledger.thing();
        Json before = client.read(standing, Optional.of(ledger::operator)).member("value").get();
        String path = "/v1/things/decommission/rehearse";
        String told = asked(client, path, end, ledger.operator());
        assertTrue(told.contains("\"outcome\":\"accepted\""), told);
        assertTrue(told.contains("\"to\":\"decommissioned\",\"count\":1"), told);
        assertTrue(told.contains("\"changing\":1"), told);
        String refused = asked(client, path, end, ledger.maker());
        assertTrue(refused.contains("\"outcome\":\"refused\""), refused);
        assertTrue(refused.contains("/v1/problems/things/not-the-owner"), refused);
        assertEquals(
            before, client.read(standing, Optional.of(ledger::operator)).member("value").get());
        assertThrows(
            ClientException.class,
            () -> asked(client, path, Json.object().build(), ledger.operator()));
        String waiting =
            asked(
                client,
                "/v1/parties/grant/rehearse?for=" + Inhabited.party(ledger.maker()),
                Json.object()
                    .put("party", Inhabited.party(ledger.operator()).toString())
                    .put("role", "maker")
                    .build(),
                ledger.operator());
        assertTrue(waiting.contains("/v1/problems/parties/not-entitled"), waiting);
      }
    }
  }
}
