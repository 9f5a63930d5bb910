package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.contract.Role;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an operator has at its site and its router holds to the ledger, done as it would be. */
@Tag("real")
class KnownDevicesTest {
  private static final String SECRET = "choose-a-long-one";
  private static final int DEVICES = 130;

  @TempDir private static Path folder;
  private static NodeProcess node;
  private static FrontDoor door;
  private static ClientProgram client;

  private static String[] words(String command) {
    return command.split(" ", -1);
  }

  private static String done(String command) throws Exception {
    return client.done(SECRET, words(command));
  }

  @BeforeAll
  static void start() throws Exception {
    node = NodeProcess.start(folder.resolve("node"));
    door = FrontDoor.of(node);
    client = new ClientProgram(folder);
    done("ledger pin --node " + node.url());
    PartyId site = client.organisation(SECRET, "site");
    for (Role role : List.of(Role.OPERATOR, Role.MAKER)) {
      door.accept(node.founder(), new PartyTransaction.Grant(site, role));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    door.close();
    node.close();
  }

  @Test
  void anImportPlacesWhatTheLedgerDoesNotKnowYetAndNothingWhereALineIsBad() throws Exception {
    Path csv = folder.resolve("devices.csv");
    String command = "admission import-known " + csv + " --segment plant --as site --json";
    // As if it had been killed behind its first part.
    Files.write(csv, table(64));
    assertEquals("{\"enrolled\":64,\"known\":0,\"segment\":\"plant\"}", imported(command));
    Files.write(csv, table(DEVICES));
    assertEquals("{\"enrolled\":66,\"known\":64,\"segment\":\"plant\"}", imported(command));
    assertEquals("{\"enrolled\":0,\"known\":130,\"segment\":\"plant\"}", imported(command));
    ClientProgram.Done other = client.attempt(SECRET, words(command.replace("plant", "elsewhere")));
    assertTrue(
        other.out().contains("line 131: the ledger knows the device as 'pump'"), other.out());
    Files.writeString(csv, "kind,identifier,product\nmac,17,pump\n");
    ClientProgram.Done bad = client.attempt(SECRET, words(command));
    assertTrue(bad.out().contains("line 2: "), bad.out());
  }

  private static String imported(String command) throws Exception {
    return done(command).replaceAll("\\s", "");
  }

  private static List<String> table(int devices) {
    List<String> lines = new ArrayList<>(List.of("kind,identifier,product"));
    for (int i = 0; i < devices; i++) {
      lines.add("serial," + i + ",pump");
    }
    return lines;
  }

  @Test
  void theRouterHoldsDevicesToWhatTheLedgerProves() throws Exception {
    Path csv = folder.resolve("meters.csv");
    Files.writeString(csv, "kind,identifier,product\nmac,02-00-5E-10-00-07,meter\n");
    done("admission import-known " + csv + " --segment meters --as site");
    String set = done("mud segment meters --as site");
    assertTrue(set.contains("segment_meters { 02:00:5e:10:00:07 }"), set);
    Path file = SharedData.file("10-mud/awairAirQualityMud.json");
    done(
        "thing register-model --as site --model site:air --name Air"
            + " --least-assurance self-reported");
    done("admission describe-usage --as site --model site:air --file " + file);
    done(
        "admission tighten-usage --as site --model site:air --digest @"
            + file
            + " --octets-per-second 100000");
    String nft = "mud nft %s --as site --interface lan3 --mac 02:00:5e:10:00:01";
    String proven = done(nft.formatted(file) + " --model site:air");
    assertEquals(done(nft.formatted(file) + " --rate 100000"), proven);
    assertTrue(proven.contains("limit rate over 100000 bytes/second"), proven);
    Path other = folder.resolve("other.json");
    Files.writeString(other, Files.readString(file) + " ");
    ClientProgram.Done refused =
        client.attempt(SECRET, words(nft.formatted(other) + " --model site:air"));
    assertTrue(refused.out().contains("is not the usage description"), refused.out());
  }
}
