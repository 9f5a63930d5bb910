package birthmark.node.app;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.client.resident.BottleLabel;
import birthmark.contract.Role;
import birthmark.contracts.parties.PartyId;
import birthmark.contracts.parties.PartyTransaction;
import birthmark.json.Json;
import birthmark.json.JsonReader;
import birthmark.node.testing.ClientProgram;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.PythonTools;
import birthmark.testing.SharedData;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Samples as those see them whom they concern: with the programs that they have. */
@Tag("real")
class SampleWalkTest {
  private static final String SECRET = "choose-a-long-one";
  private static final String SITE = "1 Main Street";
  private static final String LOGGERS = "14-telemetry/cold-chain-berlinger/";
  private static final int TAP = 17;

  /** Enough to register 71 samples in one request, on a slow machine too. */
  private static final int REGISTERING_SECONDS = 8;

  @TempDir private static Path folder;
  private static NodeProcess node;
  private static FrontDoor door;
  private static ClientProgram client;

  @BeforeAll
  static void start() throws Exception {
    node = NodeProcess.start(folder.resolve("node"));
    door = FrontDoor.of(node);
    client = new ClientProgram(folder);
    client.done(SECRET, "ledger", "pin", "--node", node.url().toString());
  }

  @AfterAll
  static void stop() {
    door.close();
    node.close();
  }

  private static Json.Obj json(String text) {
    return (Json.Obj) JsonReader.read(text);
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Text) object.member(name).orElseThrow()).value();
  }

  private static String place(String name) {
    return folder.resolve(name).toString();
  }

  /** The second verifier of a dossier; its exit status and what it says. */
  private static ClientProgram.Done verify(Path dossier) throws Exception {
    Path sources = SharedData.root().resolve("verifier");
    Path programs = PythonTools.installed("verifier", sources.resolve("requirements.txt"));
    return client
        .with("PYTHONPATH", sources.resolve("src").toString())
        .with("PYTHONDONTWRITEBYTECODE", "1")
        .run(
            SECRET,
            List.of(
                programs.resolve("python3").toString(),
                "-m",
                "birthmark_verifier",
                "dossier",
                dossier.toString(),
                "--network",
                node.genesis().network().hex(),
                "--json"));
  }

  @Test
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  void aResidentAndARegulatorSeeByThemselvesWhatBecameOfEverySample() throws Exception {
    FlintTown town = new FlintTown(door, node.founder());
    String utility = town.utility().toString();
    Json.Obj made =
        json(
            client.done(
                SECRET,
                "bottle",
                "label",
                utility,
                "spring",
                "" + TAP,
                "--site",
                SITE,
                "--svg",
                place("label.svg"),
                "--json"));
    BottleLabel label = BottleLabel.parse(text(made, "label"));
    assertEquals(text(made, "site"), label.commitment(SITE).hex());
    assertEquals(label.svg(), Files.readString(folder.resolve("label.svg")));
    town.plan(label, SITE, REGISTERING_SECONDS);
    town.analyse();
    told(town, List.of("limit-exceeded", "too-few-results"));
    town.exclude();
    told(town, List.of("exclusions-decide"));

    client.done(SECRET, "bottle", "page", label.text(), "--site", SITE, "--out", place("page"));
    String page = Files.readString(folder.resolve("page/page.html"));
    for (String said :
        List.of(
            "Your sample has " + town.value(TAP) + " ppb of lead.",
            "It is registered for the place that you name.",
            "It is among the 69 results",
            "100 samples were asked for, 71 registered, 71 taken, 71 analysed, 2 left out.",
            "With all results the figure is 18 ppb: ABOVE the limit of 15 ppb.",
            "Without those left out the figure is 11 ppb: not above the limit of 15 ppb.",
            "Leaving them out decides which side of the limit the figure is on.")) {
      assertTrue(page.contains(said), said + " is not in " + page);
    }
    client.done(SECRET, "verify", place("page/samples.proof"));
    ClientProgram.Done wrong =
        client.attempt(
            SECRET,
            "bottle",
            "page",
            label.text(),
            "--site",
            "2 Main Street",
            "--out",
            place("wrong"));
    assertEquals(1, wrong.status(), wrong.out());

    dossier(utility);
  }

  /** Waits until somebody who asks nobody but the ledger is told all of these. */
  private static void told(FlintTown town, List<String> alarms) throws Exception {
    String path = "/v1/alarms?contract=samples&subject=" + town.utility();
    for (String alarm : alarms) {
      while (!door.get(path).text().contains("\"" + alarm + "\"")) {
        TimeUnit.MILLISECONDS.sleep(100);
      }
    }
  }

  /** The dossier of the figures as they are published, which a later block than theirs does. */
  private static void dossier(String utility) throws Exception {
    Path dossier = folder.resolve("dossier-0");
    Json.Obj said = found(utility, dossier);
    for (int again = 1; !text(said, "published").endsWith(": these"); again++) {
      dossier = folder.resolve("dossier-" + again);
      said = found(utility, dossier);
    }
    assertEquals("18, above 15", text(said, "complete"));
    assertEquals("11, not above 15", text(said, "kept"));
    assertEquals(new Json.Int(71), said.member("analysed").orElseThrow());

    Path table = dossier.resolve("samples.csv");
    String rows = Files.readString(table);
    Files.writeString(table, rows.replace("\r\n2,104,", "\r\n2,10,"));
    assertRefused(dossier, "TABLE");
    Files.writeString(table, rows);
    List<String> statements = Files.readAllLines(dossier.resolve("statements.csv"));
    String line =
        statements.stream()
            .filter(each -> each.contains(",report-result,27,"))
            .findFirst()
            .orElseThrow();
    Path file =
        dossier.resolve("statements/" + line.substring(line.lastIndexOf(',') + 1) + ".cose");
    byte[] octets = Files.readAllBytes(file);
    Files.delete(file);
    assertRefused(dossier, "NOT_SIGNED");
    octets[octets.length - 1] ^= 1;
    Files.write(file, octets);
    assertRefused(dossier, "NOT_INCLUDED");
  }

  /** What the second verifier finds in a dossier that is made at {@code dossier}. */
  private static Json.Obj found(String utility, Path dossier) throws Exception {
    Json.Obj told =
        json(
            client.done(
                SECRET,
                "bottle",
                "dossier",
                utility,
                "spring",
                "--out",
                dossier.toString(),
                "--as",
                folder.resolve("node/founder.p12").toString(),
                "--password-file",
                folder.resolve("node/founder.password").toString(),
                "--json"));
    // The rule, an accreditation, a plan, five steps of each sample, two proposals, two approvals.
    assertEquals(new Json.Int(3 + 5 * 71 + 4), told.member("statements").orElseThrow());
    ClientProgram.Done verified = verify(dossier);
    assertEquals(0, verified.status(), verified.out());
    return json(verified.out());
  }

  private static void assertRefused(Path dossier, String reason) throws Exception {
    ClientProgram.Done refused = verify(dossier);
    assertEquals(1, refused.status(), refused.out());
    assertTrue(refused.out().contains("\"" + reason + "\""), refused.out());
  }

  @Test
  void aLoggersFileIsCapturedAndAShortenedOneIsNot() throws Exception {
    Path file = SharedData.file(LOGGERS + "FridgeTag_2L__130500109088_202206081014.txt");
    PartyId depot = client.organisation(SECRET, "depot");
    door.accept(node.founder(), new PartyTransaction.Grant(depot, Role.OPERATOR));
    client.done(SECRET, "logger", "register", file.toString(), "--as", "depot");
    client.done(
        SECRET, "logger", "capture", file.toString(), "--as", "depot", "--keep", place("kept"));
    Path shortened = SharedData.file(LOGGERS + "FridgeTag_2L__test.txt");
    ClientProgram.Done refused =
        client.attempt(SECRET, "logger", "capture", shortened.toString(), "--as", "depot");
    assertEquals(1, refused.status(), refused.out());
  }
}
