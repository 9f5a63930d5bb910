package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a key signed, listed by a real node for whoever must look at it. */
@Tag("real")
class KeyReviewTest {
  private static final String SECRET = "choose-a-long-one";

  @TempDir private Path folder;

  private static List<Json.Obj> page(Node client, String path, SigningKey reader)
      throws ClientException {
    Json.Obj answer = client.find(path, Optional.of(() -> reader)).orElseThrow();
    List<Json.Obj> found = new ArrayList<>();
    for (Json each : ((Json.Arr) answer.member("statements").orElseThrow()).elements()) {
      // But for the moment of the answer, which a heartbeat changes.
      found.add(
          new Json.Obj(
              ((Json.Obj) each)
                  .members().stream().filter(member -> !member.name().equals("asOf")).toList()));
    }
    return found;
  }

  private static long height(Json.Obj statement) {
    return ((Json.Int) statement.member("height").orElseThrow()).value();
  }

  @Test
  void allThatAKeySignedSinceABlockIsListedForItsOwnerWithWhatItAskedForRefusalsAmongIt()
      throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      String maker = ledger.maker().publicKey().thumbprint().toString();
      PartyTransaction.Grant refused =
          new PartyTransaction.Grant(Inhabited.party(ledger.maker()), Role.AUDITOR);
      assertEquals("parties/not-a-replica", door.submit(ledger.maker(), refused).problem());
      String path = "/v1/statements?key=" + maker;
      assertEquals(401, door.get(path).status());
      try (Node client = Node.at(List.of(node.url()), Patience.USUAL)) {
        List<Json.Obj> all = page(client, path, ledger.maker());
        assertTrue(all.size() > 4, "the maker signed " + all.size());
        assertTrue(all.getLast().member("problem").isPresent(), "the last one was refused");
        long from = height(all.get(2));
        List<Json.Obj> late = page(client, path + "&from=" + from, ledger.maker());
        assertEquals(all.stream().filter(each -> height(each) >= from).toList(), late);
        assertEquals(all, page(client, path, ledger.auditor()), "who watches over the ledger sees");
        assertEquals(
            List.of(), page(client, path, ledger.operator()), "another party sees nothing");
        List<Json.Obj> two = page(client, path + "&limit=2", ledger.maker());
        assertEquals(all.subList(0, 2), two);
        assertEquals(all.subList(2, 4), page(client, path + "&limit=2&after=2", ledger.maker()));
        assertThrows(
            ClientException.class,
            () -> client.find("/v1/statements?key=x", Optional.of(ledger::maker)));
      }
      String listed = listed(node);
      assertTrue(listed.contains("  committed  parties register  "), listed);
    }
  }

  /** What the client lists of a new party's key. */
  private String listed(NodeProcess node) throws Exception {
    ClientProgram program = new ClientProgram(folder);
    program.done(SECRET, "ledger", "pin", "--node", node.url().toString());
    program.organisation(SECRET, "site");
    return program.done(SECRET, "statement", "list", "site", "--as", "site");
  }
}
