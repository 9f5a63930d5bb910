package birthmark.node.hostile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseException;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.testing.FrontDoor;
import birthmark.node.testing.Inhabited;
import birthmark.node.testing.NodeProcess;
import birthmark.testing.PythonTools;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A node against its own OpenAPI document, asked by schemathesis, which knows nothing else. */
@Tag("real")
class OpenApiConformanceTest {
  private static final int CASES_OF_AN_OPERATION = 6;

  /**
   * What the ledger of this test has nothing of, since it takes several approvers, several replicas
   * or a copied key; and what it has of a thing that is no more, while schemathesis asks for one
   * that lives.
   */
  private static final Set<String> EMPTY =
      Set.of(
          "/v1/admission/emergencies/{thing}",
          "/v1/admission/sightings/{thing}",
          "/v1/authorities/authorities/{authority}",
          "/v1/authorities/holders/{key}",
          "/v1/governance/motions/{motion}/statement",
          "/v1/governance/motions/{motion}/waiting",
          "/v1/things/decommissioned/{thing}",
          "/v1/things/quarantines/{thing}");

  @TempDir private Path folder;

  @Test
  @Timeout(value = 8, unit = TimeUnit.MINUTES)
  void theNodeAnswersWhatItsDocumentSaysAndNeverFails() throws Exception {
    Path programs = PythonTools.installed("schemathesis", resource("requirements.txt"));
    try (NodeProcess node = NodeProcess.start(folder.resolve("data"));
        FrontDoor door = FrontDoor.of(node)) {
      Inhabited ledger = new Inhabited(door, node.genesis().network(), node.founder());
      ledger.propose();
      ledger.age(node.founder());
      Path facts = folder.resolve("facts.json");
      Files.writeString(
          facts, JsonWriter.compact(facts(ledger, node.genesis().checkpointKeys().getFirst())));
      Path said = folder.resolve("schemathesis.log");
      int status = schemathesis(programs, node, facts, said);
      assertEquals(0, status, () -> read(said));
      assertFalse(node.log().contains("incident"), node.log());
      Set<String> unread = unread(door);
      // A tile is found only by whoever follows the log's size, as LogRoutesTest does.
      unread.removeIf(path -> path.startsWith("/tile/"));
      assertEquals(EMPTY, unread, "reads that never found anything");
    }
  }

  /** The reads that were not answered with 200 once: there the check would show little. */
  private static Set<String> unread(FrontDoor door) throws Exception {
    String metrics = door.get("/metrics").text();
    Set<String> unread = new TreeSet<>();
    Json.Obj paths = (Json.Obj) door.get("/openapi.json").json().member("paths").orElseThrow();
    for (Json.Member path : paths.members()) {
      boolean read = ((Json.Obj) path.value()).member("get").isPresent();
      if (read && !metrics.contains("route=\"" + path.name() + "\",status=\"200\"")) {
        unread.add(path.name());
      }
    }
    return unread;
  }

  private static Path resource(String name) throws URISyntaxException {
    return Path.of(
        Objects.requireNonNull(
                OpenApiConformanceTest.class.getResource("/schemathesis/" + name), name)
            .toURI());
  }

  private int schemathesis(Path programs, NodeProcess node, Path facts, Path said)
      throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                programs.resolve("schemathesis").toString(),
                "run",
                node.url() + "/openapi.json",
                "--checks",
                "all",
                // A schema cannot say that octets are a key on its curve, so some of what fits it
                // is refused.
                "--exclude-checks",
                "positive_data_acceptance",
                "--max-examples",
                Integer.toString(CASES_OF_AN_OPERATION),
                "--generation-deterministic",
                // What a dry run answers is the same of every transaction: those of one contract
                // are enough.
                "--exclude-path-regex",
                "^/v1/(?!messages/)[^/]+/[^/]+/rehearse$",
                "--continue-on-failure",
                "--warnings",
                "off",
                "--no-color")
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(said.toFile());
    // What breaks a schema may also be too long for a request line, and be refused for that.
    Files.writeString(
        folder.resolve("schemathesis.toml"),
        """
        [checks.negative_data_rejection]
        expected-statuses = [400, 401, 403, 404, 405, 406, 409, 414, 415, 422, 428, 429, "5xx"]
        """);
    Map<String, String> environment = builder.environment();
    environment.put("SCHEMATHESIS_HOOKS", "hooks");
    environment.put("PYTHONPATH", resource("").toString());
    environment.put("PYTHONDONTWRITEBYTECODE", "1");
    environment.put("NODE_FACTS", facts.toString());
    return builder.start().waitFor();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  /** The thumbprint of a key as SCRAPI writes it. */
  private static String name(CoseKey key) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(key.thumbprint().value().toByteArray());
  }

  /** What {@code hooks.py} reads. */
  private static Json facts(Inhabited ledger, CoseKey receipts) throws CoseException {
    Map<String, List<String>> values = new TreeMap<>();
    String maker = Inhabited.party(ledger.maker()).toString();
    String operator = Inhabited.party(ledger.operator()).toString();
    String thing = ledger.thing().toString();
    values.put("kid", List.of(operator, maker, thing));
    values.put("party", List.of(operator, maker));
    values.put("key", List.of(maker));
    values.put("operator", List.of(operator));
    values.put("stream", List.of(Inhabited.PLAN.toString()));
    values.put("agreement", List.of(ledger.agreement().hex()));
    values.put("department", List.of(ledger.department().toString()));
    values.put("owner", List.of(operator));
    values.put("by", List.of(maker));
    values.put("thing", List.of(thing));
    values.put("whole", List.of(thing));
    values.put("to", List.of(operator));
    values.put("subject", List.of(thing));
    values.put("root", List.of(ledger.image().hex(), Inhabited.CALLED_OFF.hex()));
    values.put("regulator", List.of(ledger.rule().regulator().toString()));
    values.put("rule", List.of(ledger.rule().rule().toString()));
    values.put("utility", List.of(operator));
    values.put("plan", List.of(Inhabited.PLAN.toString()));
    values.put("number", List.of("1"));
    values.put("operator", List.of(operator));
    values.put("stream", List.of(Inhabited.PLAN.toString()));
    values.put("logger", List.of(ledger.logger().thumbprint().toString()));
    values.put("file", List.of(ledger.image().hex()));
    values.put("proposal", List.of(ledger.proposal()));
    values.put("registration", List.of(ledger.registration().hex()));
    values.put("entry", List.of(ledger.entry().hex()));
    values.put("receiptKey", List.of(name(receipts)));
    values.put("name", List.of("registration"));
    values.put("subjectKind", List.of("thing"));
    values.put("model", List.of(Inhabited.MODEL.toString()));
    values.put("version", List.of(Inhabited.VERSION.toString()));
    values.put("batch", List.of("2026-47"));
    values.put("kind", List.of("serial"));
    values.put("value", List.of("CAM-1"));
    values.put("handle", List.of("acme", "town"));
    values.put("role", List.of("maker", "auditor"));
    values.put("digest", List.of(ledger.image().hex()));
    values.put("contract", List.of("things", "ledger", "http"));
    values.put("reason", List.of("not-a-maker", "expired", "busy"));
    List<Json> statements = new ArrayList<>();
    List<String> ids = new ArrayList<>();
    for (Bytes statement : ledger.statements()) {
      statements.add(new Json.Text(Base64.getEncoder().encodeToString(statement.toByteArray())));
      ids.add(Sign1.decode(statement).id().hex());
    }
    values.put("id", ids);
    Json.ObjectBuilder known = Json.object();
    values.forEach(
        (name, all) ->
            known.put(
                name, new Json.Arr(all.stream().map(each -> (Json) new Json.Text(each)).toList())));
    return Json.object()
        .put("keyId", ledger.auditor().publicKey().thumbprint().toString())
        .put(
            "privateKey",
            Base64.getEncoder().encodeToString(ledger.auditorPrivateKey().toByteArray()))
        .put("statements", new Json.Arr(statements))
        .put("values", known.build())
        .build();
  }
}
