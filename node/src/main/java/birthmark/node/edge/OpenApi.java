package birthmark.node.edge;

import birthmark.contract.Rulebook;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The OpenAPI 3.1 document of the routes there are. */
final class OpenApi {
  /** Where it is found. */
  static final String PATH = "/openapi.json";

  /** The name of a problem's schema. */
  static final String PROBLEM = "api.problem";

  private static final String SIGNATURE = "requestSignature";
  private static final String CERTIFICATE = "certificate";

  private final Rulebook rulebook;
  private final Schemas schemas;

  OpenApi(Rulebook rulebook, Schemas schemas) {
    this.rulebook = rulebook;
    this.schemas = schemas;
  }

  /** The document of {@code routes}. */
  Json document(List<Route> routes) {
    schemas.component(PROBLEM, problemSchema());
    SequencedMap<String, List<Json.Member>> paths = new LinkedHashMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(route.template(), _ -> new ArrayList<>())
          .add(
              new Json.Member(
                  route.method().toLowerCase(Locale.ROOT), operation(route.operation())));
    }
    List<Json.Member> written = new ArrayList<>();
    paths.forEach((path, methods) -> written.add(new Json.Member(path, new Json.Obj(methods))));
    List<Json.Member> named = new ArrayList<>();
    schemas.components().forEach((name, schema) -> named.add(new Json.Member(name, schema)));
    return Json.object()
        .put("openapi", "3.1.0")
        .put(
            "info",
            Json.object()
                .put("title", "Birthmark")
                .put("version", "rules " + rulebook.version())
                .put(
                    "description",
                    "A permissioned, append-only ledger. Statements are signed by whoever makes"
                        + " them; every answer says as of which block it is true.")
                .build())
        .put("paths", new Json.Obj(written))
        .put(
            "components",
            Json.object()
                .put("schemas", new Json.Obj(named))
                .put("securitySchemes", securitySchemes())
                .build())
        .put("x-problems", problems())
        .build();
  }

  private static Json securitySchemes() {
    return Json.object()
        .put(
            SIGNATURE,
            Json.object()
                .put("type", "apiKey")
                .put("in", "header")
                .put("name", "Signature")
                .put(
                    "description",
                    "HTTP Message Signatures (RFC 9421) with a key that the ledger knows: "
                        + Identification.ACCEPTED)
                .build())
        .put(
            CERTIFICATE,
            Json.object()
                .put("type", "mutualTLS")
                .put(
                    "description",
                    "A client's certificate over TLS 1.3, whoever issued it, for a signing key that"
                        + " the ledger knows.")
                .build())
        .build();
  }

  private Json problems() {
    List<Json> kinds = new ArrayList<>();
    Problem.catalogue(rulebook).forEach(kind -> kinds.add(RulesJson.of(kind)));
    return new Json.Arr(kinds);
  }

  private Json operation(Operation operation) {
    Json.ObjectBuilder object =
        Json.object()
            .put("operationId", operation.id())
            .put("summary", operation.summary())
            .put(
                "parameters",
                new Json.Arr(operation.parameters().stream().map(OpenApi::parameter).toList()));
    if (!operation.accepts().isEmpty()) {
      List<Json.Member> content = new ArrayList<>();
      for (Operation.Body body : operation.accepts()) {
        content.add(
            new Json.Member(body.mediaType(), Json.object().put("schema", body.schema()).build()));
      }
      object.put(
          "requestBody",
          Json.object().put("required", true).put("content", new Json.Obj(content)).build());
    }
    object.put("responses", responses(operation));
    Json.Obj signed = Json.object().put(SIGNATURE, new Json.Arr(List.of())).build();
    Json.Obj certified = Json.object().put(CERTIFICATE, new Json.Arr(List.of())).build();
    switch (operation.identity()) {
      case REQUIRED -> object.put("security", new Json.Arr(List.of(signed, certified)));
      case OPTIONAL ->
          object.put("security", new Json.Arr(List.of(Json.object().build(), signed, certified)));
      case IGNORED -> {}
    }
    return object.build();
  }

  private static Json parameter(Operation.Parameter parameter) {
    return Json.object()
        .put("name", parameter.name())
        .put("in", parameter.inPath() ? "path" : "query")
        .put("required", parameter.required())
        .put("description", parameter.about())
        .put("schema", parameter.schema())
        .build();
  }

  /** A name for {@code schema} if it has none, so that the document is not nested too deeply. */
  private Json hoisted(Operation operation, Operation.Answer answer) {
    boolean plain =
        answer.schema() instanceof Json.Obj schema
            && (schema.member("properties").isPresent() || schema.member("oneOf").isPresent());
    return plain
        ? schemas.component("api." + operation.id() + "." + answer.status(), answer.schema())
        : answer.schema();
  }

  private Json responses(Operation operation) {
    Map<Integer, List<Json.Member>> content = new TreeMap<>();
    Map<Integer, String> about = new TreeMap<>();
    for (Operation.Answer answer : operation.answers()) {
      content
          .computeIfAbsent(answer.status(), _ -> new ArrayList<>())
          .add(
              new Json.Member(
                  MediaTypes.bare(answer.mediaType()),
                  Json.object().put("schema", hoisted(operation, answer)).build()));
      about.putIfAbsent(answer.status(), answer.about());
    }
    for (int status : operation.faults()) {
      boolean json = operation.problems() == ProblemForm.JSON;
      content
          .computeIfAbsent(status, _ -> new ArrayList<>())
          .add(
              new Json.Member(
                  operation.problems().mediaType(),
                  Json.object()
                      .put("schema", json ? Schemas.reference(PROBLEM) : Schemas.any())
                      .build()));
      about.putIfAbsent(status, "A problem; its type says which.");
    }
    List<Json.Member> responses = new ArrayList<>();
    content.forEach(
        (status, types) ->
            responses.add(
                new Json.Member(
                    Integer.toString(status),
                    Json.object()
                        .put("description", about.getOrDefault(status, ""))
                        .put("content", new Json.Obj(types))
                        .build())));
    return new Json.Obj(responses);
  }

  private Json problemSchema() {
    return Schemas.object(
        List.of("type", "title", "status", "detail", "contract", "reason"),
        Json.object()
            .put(
                "type",
                Schemas.type("string")
                    .put("format", "uri-reference")
                    .put(
                        "enum",
                        Schemas.texts(
                            Problem.catalogue(rulebook).stream().map(Problem.Kind::type).toList()))
                    .build())
            .put("title", Schemas.any())
            .put("status", Schemas.whole(400, 599))
            .put("detail", Schemas.any())
            .put("contract", Schemas.any())
            .put("reason", Schemas.any())
            .put("statement", Schemas.id())
            .put("counted", Schemas.whole(0, Long.MAX_VALUE))
            .put("highest", Schemas.whole(0, Long.MAX_VALUE))
            .put("incident", Schemas.any())
            .build());
  }
}
