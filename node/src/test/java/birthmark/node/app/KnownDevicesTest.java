package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.contract.Role;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.NodeProcess;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Devices that cannot attest, imported as their operator would. */
@Tag("real")
class KnownDevicesTest {
  private static final String SECRET = "choose-a-long-one";
  private static final int DEVICES = 130;

  @TempDir private Path folder;

  private static String[] words(String command) {
    return command.split(" ", -1);
  }

  @Test
  void anImportGoesOnBehindTheLastPartThatWasPlaced() throws Exception {
    try (NodeProcess node = NodeProcess.start(folder.resolve("node"));
        FrontDoor door = FrontDoor.of(node)) {
      ClientProgram client = new ClientProgram(folder);
      client.done(SECRET, "ledger", "pin", "--node", node.url().toString());
      PartyId site = client.organisation(SECRET, "site");
      door.accept(node.founder(), new PartyTransaction.Grant(site, Role.OPERATOR));
      Path csv = folder.resolve("devices.csv");
      List<String> lines = new ArrayList<>(List.of("kind,identifier,product"));
      for (int i = 0; i < DEVICES; i++) {
        lines.add("serial," + i + ",pump");
      }
      Files.write(csv, lines);
      String command = "admission import-known " + csv + " --segment plant --as site";
      client.done(SECRET, words(command));
      Path position = folder.resolve("devices.csv.position");
      String end = Files.readString(position);
      assertTrue(end.endsWith(" " + DEVICES + "\n"), end);
      // As if it had been killed after its last part was placed and before it wrote that down.
      Files.writeString(position, end.replace(" " + DEVICES, " 128"));
      client.done(SECRET, words(command));
      assertEquals(end, Files.readString(position));
      Files.delete(position);
      Files.writeString(csv, "kind,identifier,product\nmac,17,pump\n");
      ClientProgram.Done bad = client.attempt(SECRET, words(command));
      assertTrue(bad.out().contains("line 2: "), bad.out());
    }
  }
}
