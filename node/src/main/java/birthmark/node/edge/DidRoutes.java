package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.codec.Names;
import birthmark.contract.Subject;
import birthmark.did.DidDocument;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.query.Reading;
import birthmark.node.query.SubjectKeys;
import java.util.Arrays;
import java.util.List;

/**
 * Subjects as decentralized identifiers: their keys now and as of a past height, as did:web serves
 * documents and as DID Resolution tells of them.
 */
final class DidRoutes {
  private static final List<String> KINDS =
      Arrays.stream(Subject.Kind.values()).map(kind -> Names.kebab(kind.name())).toList();

  private final Readings readings;
  private final Schemas schemas;

  DidRoutes(Readings readings, Schemas schemas) {
    this.readings = readings;
    this.schemas = schemas;
  }

  List<Route> routes() {
    Json text = Schemas.type("string").build();
    Json document =
        Schemas.object(
            List.of("@context", "id"),
            Json.object()
                .put("@context", Schemas.list(text))
                .put("id", text)
                .put("verificationMethod", Schemas.list(Schemas.type("object").build()))
                .put("authentication", Schemas.list(text))
                .put("assertionMethod", Schemas.list(text))
                .put("keyAgreement", Schemas.list(text))
                .build());
    return List.of(
        Route.get(
            "/v1/dids/{subjectKind}/{subject}/did.json",
            operation("did", "A subject's keys as a DID document, where did:web looks for it.")
                .answers(200, "The document.", MediaTypes.DID, document)
                .answers(200, "The same.", MediaTypes.JSON, document),
            this::document),
        Route.get(
            "/v1/dids/{subjectKind}/{subject}",
            operation("did.resolution", "The document with what is known of it.")
                .answers(
                    200,
                    "A DID resolution result.",
                    MediaTypes.JSON,
                    Schemas.object(
                        List.of("asOf", "didDocument", "didDocumentMetadata"),
                        Json.object()
                            .put("asOf", Readings.asOfSchema(schemas))
                            .put("didDocument", document)
                            .put("didResolutionMetadata", Schemas.type("object").build())
                            .put("didDocumentMetadata", Schemas.type("object").build())
                            .build())),
            this::resolution));
  }

  private static Operation operation(String id, String about) {
    return Operation.of(id, about)
        .path(
            "subjectKind",
            "What it is.",
            Schemas.type("string").put("enum", Schemas.texts(KINDS)).build())
        .path("subject", "Its id.", Schemas.id())
        .query(
            "height",
            "As of which block; the last one if not given.",
            Schemas.whole(0, Long.MAX_VALUE))
        .or(HttpFault.NOT_FOUND);
  }

  private Reply document(Request request) {
    String form = Accept.choose(request, List.of(MediaTypes.DID, MediaTypes.JSON));
    return readings.ask(
        reading -> {
          SubjectKeys keys = keys(request, reading);
          Json.Obj document = DidDocument.of(did(request), keys.keys());
          return Reply.text(200, form, JsonWriter.compact(document));
        });
  }

  private Reply resolution(Request request) {
    return readings.ask(
        reading -> {
          SubjectKeys keys = keys(request, reading);
          Json.ObjectBuilder metadata =
              Json.object()
                  .put("created", keys.created().toString())
                  .put("updated", keys.updated().toString())
                  .put("versionId", Long.toString(keys.height()))
                  .put("deactivated", keys.keys().isEmpty());
          keys.next().ifPresent(next -> metadata.put("nextVersionId", Long.toString(next)));
          return Reply.json(
              Readings.asOf(reading.asOf())
                  .put("didDocument", DidDocument.of(did(request), keys.keys()))
                  .put(
                      "didResolutionMetadata",
                      Json.object().put("contentType", MediaTypes.DID).build())
                  .put("didDocumentMetadata", metadata.build())
                  .build());
        });
  }

  private static String did(Request request) {
    return DidDocument.web(
        request.authority(), request.step("subjectKind"), request.step("subject"));
  }

  private static SubjectKeys keys(Request request, Reading reading) {
    long last = reading.asOf().height();
    long height = request.whole("height", 0, last, last);
    Subject subject = subject(request);
    return reading
        .keys(subject, height)
        .orElseThrow(
            () ->
                Readings.nothing(
                    "As of block " + height + " nobody had registered a key of this subject."));
  }

  private static Subject subject(Request request) {
    Bytes id = request.idStep("subject");
    return Arrays.stream(Subject.Kind.values())
        .filter(kind -> Names.kebab(kind.name()).equals(request.step("subjectKind")))
        .map(kind -> new Subject(kind, id))
        .findFirst()
        .orElseThrow(() -> Readings.nothing("Subjects are " + String.join(" or ", KINDS) + "."));
  }
}
