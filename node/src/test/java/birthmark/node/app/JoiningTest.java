package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.contract.Role;
import birthmark.contracts.governance.GovernanceTransaction;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.cose.KeyId;
import birthmark.cose.SigningKey;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.FrontDoor;
import birthmark.node.upkeep.ControlSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Organisations that each make their own keys found a ledger; another joins it, one leaves. */
@Tag("real")
class JoiningTest {
  private static final String SECRET = "choose-a-long-one";
  private static final List<String> FOUNDERS = List.of("acme", "beta", "city");
  private static final int NODES = 4;

  @TempDir private Path folder;

  private Path home(int place) {
    return folder.resolve("machine-" + place);
  }

  private Path card(int place) {
    return folder.resolve(FOUNDERS.get(place) + ".card");
  }

  private void makeCards() {
    for (int i = 0; i < FOUNDERS.size(); i++) {
      String handle = FOUNDERS.get(i);
      FolderProgram.done(
          "member",
          "--ledger",
          "ledger.example/2027",
          "--handle",
          handle,
          "--name",
          "The " + handle,
          "--data",
          home(i),
          "--out",
          card(i));
    }
  }

  private Genesis found(Path file) throws Exception {
    makeCards();
    FolderProgram.done(
        "genesis", "--members", card(0) + "," + card(1) + "," + card(2), "--out", file);
    return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(file)));
  }

  @Test
  void theSameCardsMakeTheSameGenesisAndAForgedOneMakesNone() throws Exception {
    Path file = folder.resolve("genesis.cbor");
    Genesis genesis = found(file);
    Path other = folder.resolve("other.cbor");
    FolderProgram.done(
        "genesis", "--members", card(2) + "," + card(0) + "," + card(1), "--out", other);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(other));
    assertEquals(3, genesis.replicas().size());

    byte[] octets = Files.readAllBytes(card(1));
    String text = new String(octets, StandardCharsets.ISO_8859_1).replace("The beta", "The Beta");
    Files.write(card(1), text.getBytes(StandardCharsets.ISO_8859_1));
    Path none = folder.resolve("none.cbor");
    FolderProgram.Said forged =
        FolderProgram.attempt("genesis", "--members", card(0) + "," + card(1), "--out", none);
    assertEquals(FolderCommand.DAMAGED, forged.status(), forged.text());
    assertTrue(forged.text().contains("did not sign it"), forged.text());

    FolderProgram.Said astray =
        FolderProgram.attempt(
            "join", "--data", home(0), "--genesis", file, "--network", "00".repeat(32));
    assertEquals(FolderCommand.DAMAGED, astray.status(), astray.text());
    FolderProgram.done("genesis", "--members", card(0) + "," + card(2), "--out", none);
    Genesis two = Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(none)));
    FolderProgram.Said left =
        FolderProgram.attempt(
            "join", "--data", home(1), "--genesis", none, "--network", two.network().hex());
    assertEquals(FolderCommand.DAMAGED, left.status(), "beta is not in it: " + left.text());
  }

  @Test
  void threeFoundALedgerAFourthJoinsAndVotesAndOneLeaves() throws Exception {
    Path file = folder.resolve("genesis.cbor");
    Genesis genesis = found(file);
    String network = genesis.network().hex();
    for (int i = 0; i < FOUNDERS.size(); i++) {
      FolderProgram.done("join", "--data", home(i), "--genesis", file, "--network", network);
    }
    ClientProgram client = new ClientProgram(folder);
    client.done(SECRET, "key", "new", "dock");
    String key = client.done(SECRET, "key", "show", "dock");
    Matcher thumbprint = Pattern.compile("[0-9a-f]{64}").matcher(key);
    assertTrue(thumbprint.find(), key);
    String party = thumbprint.group();
    String offer =
        FolderProgram.done(
            "join", "--data", home(3), "--genesis", file, "--network", network, "--party", party);

    List<ClusterNode> nodes =
        Operators.nodes(IntStream.range(0, NODES).mapToObj(this::home).toList());
    try (WatchedNodes watched = new WatchedNodes()) {
      for (ClusterNode each : nodes.subList(0, 3)) {
        each.start();
      }
      watched.awaitAgreement(nodes.subList(0, 3));
      String[] at = {"--node", nodes.getFirst().url().toString()};
      client.done(SECRET, "ledger", "pin", at[0], at[1]);
      client.done(SECRET, words("party register --as dock --handle dock --name Dock"));
      try (FrontDoor door = FrontDoor.of(nodes.getFirst().url(), genesis)) {
        List<SigningKey> founders = new ArrayList<>();
        for (int i = 0; i < FOUNDERS.size(); i++) {
          founders.add(founder(home(i)));
        }
        PartyId dock = new PartyId(KeyId.fromHex(party).value());
        for (SigningKey each : founders) {
          door.accept(each, new PartyTransaction.Grant(dock, Role.REPLICA));
        }
        nodes.get(3).start();
        watched.awaitAgreement(nodes);

        // The commands that the newcomer's machine showed, as they stand there.
        client.done(SECRET, shown(offer, "party add-signing-key", "The party offers"));
        client.done(SECRET, shown(offer, "governance offer-replica", "and the others"));
        Matcher replica = Pattern.compile("--replica ([0-9a-f]{64})").matcher(offer);
        assertTrue(replica.find(), offer);
        KeyId newcomer = KeyId.fromHex(replica.group(1));
        long added = 0;
        for (SigningKey each : founders) {
          FrontDoor.Told told =
              door.submit(each, new GovernanceTransaction.AddReplica(newcomer, 1));
          assertEquals(201, told.status(), told.text());
          added = ControlSocket.number(told.json(), "height");
        }
        watched.awaitHeight(nodes, added + Replicas.LEAD);

        // Three of four are needed now, so without another founder nothing goes on but by its vote.
        nodes.get(2).kill();
        client.done(
            SECRET, words("party register --as " + newKey(client) + " --handle eve --name E"));
        nodes.get(2).start();
        watched.awaitAgreement(nodes);

        KeyId leaving = genesis.replicas().get(2).checkpoint().thumbprint();
        FrontDoor.Told left =
            door.submit(founders.get(2), new GovernanceTransaction.LeaveReplicas(leaving));
        assertEquals(201, left.status(), left.text());
        watched.awaitHeight(nodes, ControlSocket.number(left.json(), "height") + Replicas.LEAD);
        nodes.get(2).kill();
        door.accept(founders.get(0), new PartyTransaction.Grant(dock, Role.MAKER));
        watched.awaitAgreement(List.of(nodes.get(0), nodes.get(1), nodes.get(3)));
      }
    } finally {
      nodes.forEach(ClusterNode::ask);
      nodes.forEach(ClusterNode::awaitStop);
    }
  }

  private static String newKey(ClientProgram client) throws Exception {
    client.done(SECRET, "key", "new", "eve");
    return "eve";
  }

  private static String[] shown(String offer, String from, String before) {
    String command = offer.substring(offer.indexOf(from), offer.indexOf(before));
    return words(command.replace("\\\n", " ").replace("--as KEY", "--as dock"));
  }

  private static String[] words(String command) {
    return command.strip().split("\\s+");
  }

  private static SigningKey founder(Path home) throws Exception {
    return KeyFile.open(home.resolve(Founding.FOUNDER_KEY))
        .signingKey(Passwords.of(Optional.of(home.resolve("founder.password")), Map.of()));
  }
}
