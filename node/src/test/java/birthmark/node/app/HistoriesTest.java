package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.answer.Answer;
import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleVerifier;
import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.contracts.Contracts;
import birthmark.cose.JdkSignatures;
import birthmark.cose.SigningKey;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Histories as a real node gives them. */
@Tag("real")
class HistoriesTest {
  @TempDir private Path folder;

  @Test
  void thoseConcernedGetTheWholeHistoryAndNobodyElseDoes() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      String path = "/v1/histories/thing/" + ledger.thing();
      BundleVerifier verifier =
          new BundleVerifier(
              Contracts.rulebook(), new JdkSignatures(), node.genesis().network(), List.of());
      try (Node client = Node.at(List.of(node.url()), Patience.USUAL)) {
        for (SigningKey reader : List.of(ledger.maker(), ledger.operator(), ledger.auditor())) {
          BundleCheck check = verifier.verify(asked(client, path, reader));
          BundleCheck.Proven proven =
              assertInstanceOf(BundleCheck.Proven.class, check, check::toString);
          assertEquals(6, proven.history().size(), "born, offered, sold, admitted, apart, offered");
          assertEquals(2, proven.keys().size());
          Set<String> answered = answered(proven);
          assertTrue(answered.contains("things/quarantines/{thing} Nothing"), answered::toString);
          assertTrue(answered.contains("admission/holds/{thing} Found"), answered::toString);
          assertTrue(answered.contains("parties/parties/{party} Found"), answered::toString);
        }
        String nobody = "/v1/histories/thing/" + "ab".repeat(32);
        String party = "/v1/histories/party/" + Inhabited.party(ledger.maker());
        assertRefused(client, path, node.founder());
        assertRefused(client, nobody, ledger.maker());
        assertRefused(client, party, ledger.maker());
      }
      assertEquals(401, door.get(path).status());
    }
  }

  private static void assertRefused(Node client, String path, SigningKey reader) {
    ClientException refused =
        assertThrows(ClientException.class, () -> asked(client, path, reader));
    assertTrue(refused.remedy().contains("histor"), refused.remedy());
  }

  private static Bytes asked(Node client, String path, SigningKey reader) throws ClientException {
    return client.octets(path, "application/vnd.birthmark.bundle+cbor", Optional.of(() -> reader));
  }

  private static Set<String> answered(BundleCheck.Proven proven) {
    Set<String> answered = new TreeSet<>();
    for (BundleCheck.Answered each : proven.answers()) {
      Answer answer = each.answer();
      answered.add(
          each.question().contract()
              + "/"
              + each.question().path()
              + " "
              + answer.getClass().getSimpleName());
    }
    return answered;
  }
}
