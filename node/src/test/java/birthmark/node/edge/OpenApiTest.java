package birthmark.node.edge;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import birthmark.json.Json;
import birthmark.node.edge.RunningEdge.Got;
import birthmark.node.parcels.MemoryNode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OpenApiTest {
  @TempDir private Path folder;
  private RunningEdge edge;
  private MemoryNode node;
  private Json.Obj document = Json.object().build();

  @BeforeEach
  void start() throws Exception {
    edge = new RunningEdge(folder);
    node = edge.node();
    document = edge.get("/openapi.json").json();
  }

  @AfterEach
  void stop() {
    edge.close();
  }

  private static Json member(Json json, String name) {
    return ((Json.Obj) json)
        .member(name)
        .orElseThrow(() -> new AssertionError("no " + name + " in " + json));
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    collect(document, broken);
    assertEquals(List.of(), broken);
  }

  private void collect(Json json, List<String> broken) {
    switch (json) {
      case Json.Obj object ->
          object
              .members()
              .forEach(
                  each -> {
                    if (each.name().equals("$ref")
                        && each.value() instanceof Json.Text reference
                        && resolve(reference.value()).isEmpty()) {
                      broken.add(reference.value());
                    }
                    collect(each.value(), broken);
                  });
      case Json.Arr array -> array.elements().forEach(each -> collect(each, broken));
      case Json.Text _, Json.Int _, Json.Bool _, Json.Null _ -> {}
    }
  }

  private Optional<Json> resolve(String reference) {
    Optional<Json> at = Optional.of(document);
    for (String step : reference.substring(2).split("/", -1)) {
      at = at.flatMap(json -> ((Json.Obj) json).member(step));
    }
    return at;
  }

  @Test
  void everyParameterOfAPathIsDescribed() {
    for (Json.Member path : ((Json.Obj) member(document, "paths")).members()) {
      Set<String> named = new TreeSet<>();
      for (String step : path.name().split("/", -1)) {
        if (Route.isName(step)) {
          named.add(step.substring(1, step.length() - 1));
        }
      }
      for (Json.Member method : ((Json.Obj) path.value()).members()) {
        Set<String> described = new TreeSet<>();
        for (Json parameter : ((Json.Arr) member(method.value(), "parameters")).elements()) {
          if (member(parameter, "in").equals(new Json.Text("path"))) {
            described.add(((Json.Text) member(parameter, "name")).value());
          }
        }
        assertEquals(named, described, path.name());
        assertFalse(
            ((Json.Obj) member(method.value(), "responses")).members().isEmpty(), path.name());
      }
    }
  }

  @Test
  void everyTransactionReadAndProblemOfTheContractsIsThere() {
    Json paths = member(document, "paths");
    for (String path :
        List.of(
            "/v1/parcels/send/prepare",
            "/v1/parcels/lose/prepare",
            "/v1/parcels/drop-key/prepare",
            "/v1/parcels/parcels/{box}/{number}",
            "/v1/parcels/parcels/{box}",
            "/v1/parcels/lateness/{box}/{number}",
            "/v1/parcels/late/{box}",
            "/v1/statements",
            "/v1/statements/{id}/receipt",
            "/v1/facts",
            "/healthz",
            "/openapi.json")) {
      member(paths, path);
    }
    assertTrue(
        member(document, "x-problems").toString().contains("/v1/problems/parcels/place-taken"));
    Json send =
        member(
            member(
                member(member(member(paths, "/v1/parcels/send/prepare"), "post"), "requestBody"),
                "content"),
            "application/json");
    Json schema =
        resolve(((Json.Text) member(member(send, "schema"), "$ref")).value()).orElseThrow();
    assertEquals(
        "[box, number, receiver, content]",
        ((Json.Arr) member(schema, "required"))
            .elements().stream().map(each -> ((Json.Text) each).value()).toList().toString());
    Json content = member(member(schema, "properties"), "content");
    assertEquals(new Json.Int(300), member(content, "maxLength"));
    assertEquals(new Json.Text("What it holds."), member(content, "description"));
  }

  @Test
  void answersAreAsTheirSchemasSay() throws Exception {
    Got submitted = edge.submit(node.parcel("alice", 1, "red", 1, "bob"));
    edge.submit(node.parcel("alice", 2, "red", 2, "carol"));
    edge.indexed();
    fits(submitted, "/v1/statements", "post");
    fits(edge.submit(node.parcel("alice", 2, "red", 3, "carol")), "/v1/statements", "post");
    String id = submitted.textAt("statement");
    fits(edge.getAs("alice", "/v1/statements/" + id), "/v1/statements/{id}", "get");
    fits(edge.get("/v1/statements/" + id), "/v1/statements/{id}", "get");
    fits(edge.getAs("alice", "/v1/keys/" + node.kid("alice")), "/v1/keys/{kid}", "get");
    fits(
        edge.send(edge.request("/v1/checkpoint").header("Accept", "application/json")),
        "/v1/checkpoint",
        "get");
    fits(edge.get("/v1/genesis"), "/v1/genesis", "get");
    fits(edge.get("/v1/rules"), "/v1/rules", "get");
    fits(edge.get("/healthz"), "/healthz", "get");
    fits(edge.getAs("audit", "/v1/facts"), "/v1/facts", "get");
    fits(edge.getAs("audit", "/v1/facts?x=1"), "/v1/facts", "get");
    String parcels = "/v1/parcels/parcels/{box}";
    fits(edge.getAs("alice", "/v1/parcels/parcels/red?limit=1"), parcels, "get");
    fits(edge.getAs("alice", "/v1/parcels/parcels/red/1"), parcels + "/{number}", "get");
    fits(edge.getAs("carol", "/v1/parcels/parcels/red/1"), parcels + "/{number}", "get");
    fits(edge.get("/v1/parcels/late/red"), "/v1/parcels/late/{box}", "get");
    fits(edge.get("/v1/problems/ledger/expired"), "/v1/problems/{contract}/{reason}", "get");
    fits(
        edge.post(
            "/v1/parcels/lose/prepare?key="
                + node.kid("alice")
                + "&sequence=9&expiry=2026-01-02T00:00:00Z",
            "application/json",
            "{\"box\":\"a\",\"number\":1}".getBytes(StandardCharsets.UTF_8)),
        "/v1/parcels/lose/prepare",
        "post");
  }

  private void fits(Got got, String path, String method) {
    Json responses = member(member(member(member(document, "paths"), path), method), "responses");
    Json content = member(member(responses, Integer.toString(got.status())), "content");
    Json schema = member(member(content, got.mediaType()), "schema");
    List<String> faults = new SchemaCheck(this::resolve).faults(schema, got.json());
    assertEquals(List.of(), faults, () -> path + ": " + got.text());
  }

  @Test
  void theCheckOfSchemasBites() {
    Json schema =
        Schemas.object(
            List.of("a"),
            Json.object().put("a", Schemas.whole(1, 5)).put("b", Schemas.id()).build());
    SchemaCheck check = new SchemaCheck(this::resolve);
    assertEquals(List.of(), check.faults(schema, Json.object().put("a", 5).build()));
    assertEquals(1, check.faults(schema, Json.object().put("a", 6).build()).size());
    assertEquals(1, check.faults(schema, Json.object().put("b", "a".repeat(64)).build()).size());
    assertEquals(1, check.faults(schema, Json.object().put("a", 1).put("b", "x").build()).size());
    assertEquals(1, check.faults(schema, Json.object().put("a", "1").build()).size());
    assertEquals(
        1,
        check
            .faults(
                Json.object()
                    .put("oneOf", new Json.Arr(List.of(Schemas.any(), Schemas.time())))
                    .build(),
                new Json.Int(1))
            .size());
  }
}
