package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Patience;
import birthmark.contract.Acting;
import birthmark.contract.ApprovalClass;
import birthmark.contract.Transaction;
import birthmark.contracts.Contracts;
import birthmark.contracts.firmware.FirmwareTransaction;
import birthmark.contracts.firmware.Severity;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.SigningKey;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import birthmark.statement.Statement;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What one asks for and another must ask for too, copied from a real node. */
@Tag("real")
class OpenRequestsTest {
  @TempDir private Path folder;

  private static Bytes asked(Node client, String path, SigningKey reader) throws ClientException {
    return client.octets(path, "application/cose", Optional.of(() -> reader));
  }

  @Test
  void whoMustAgreeCopiesTheTransactionAndNobodyElseSeesIt() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      ledger.propose();
      String path =
          "/v1/things/proposals/"
              + ledger.thing()
              + "/"
              + Inhabited.party(ledger.maker())
              + "/statement";
      assertEquals(401, door.get(path).status());
      try (Node client = Node.at(List.of(node.url()), Patience.USUAL)) {
        assertThrows(
            ClientException.class,
            () -> asked(client, path, node.founder()),
            "a replica is not concerned");
        Statement proposal =
            Statement.decode(Contracts.rulebook(), asked(client, path, ledger.operator()));
        assertEquals(ledger.maker().publicKey().thumbprint(), proposal.key());
        FrontDoor.Told agreed = door.submit(ledger.operator(), proposal.transaction());
        assertEquals(201, agreed.status(), agreed.text());
        assertTrue(agreed.text().contains("\"rekeyed\""), agreed.text());
        assertThrows(
            ClientException.class,
            () -> asked(client, path, ledger.operator()),
            "nothing is asked for any more");
      }
    }
  }

  @Test
  void anApproverCopiesWhatAnotherProposedInAPartysNameAndTheSignerIsToldWhoseRuleRefused()
      throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      PartyId maker = Inhabited.party(ledger.maker());
      door.accept(
          ledger.maker(),
          new PartyTransaction.RequireApprovals(
              ApprovalClass.REVOCATION,
              2,
              List.of(maker, Inhabited.party(ledger.operator())),
              3_600));
      Transaction revoke =
          new FirmwareTransaction.RevokeRelease(
              Inhabited.MODEL, Inhabited.VERSION, Severity.HIGH, "a hole", Optional.empty());
      String proposal = door.accept(ledger.maker(), revoke);
      Acting approval = Acting.approving(maker.value(), Bytes.fromHex(proposal));
      assertEquals(
          "parties/not-an-approver", door.submit(ledger.auditor(), revoke, approval).problem());
      String path = "/v1/parties/proposals/" + maker + "/" + proposal + "/statement";
      try (Node client = Node.at(List.of(node.url()), Patience.USUAL)) {
        assertThrows(
            ClientException.class,
            () -> asked(client, path, node.founder()),
            "a replica is not concerned");
        Statement copied =
            Statement.decode(Contracts.rulebook(), asked(client, path, ledger.operator()));
        assertEquals(revoke, copied.transaction());
        FrontDoor.Told approved = door.submit(ledger.operator(), copied.transaction(), approval);
        assertEquals(201, approved.status(), approved.text());
        assertTrue(approved.text().contains("\"release-revoked\""), approved.text());
      }
      String standing = "/v1/firmware/releases/" + Inhabited.MODEL + "/1.0.0/standing";
      assertTrue(door.get(standing).text().contains("revoked"), "it took effect");
    }
  }
}
