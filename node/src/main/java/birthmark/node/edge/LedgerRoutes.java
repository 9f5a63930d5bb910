package birthmark.node.edge;

import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.codec.Shape;
import birthmark.contract.Genesis;
import birthmark.contract.Keys;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.query.KeyRecord;
import birthmark.node.query.Reading;
import birthmark.node.query.Viewer;
import java.util.ArrayList;
import java.util.List;

/** What the ledger itself tells: keys, checkpoint, genesis, rules, problem types. */
final class LedgerRoutes {
  private final Rulebook rulebook;
  private final Genesis genesis;
  private final Readings readings;
  private final ProofReplies proofs;
  private final Schemas schemas;

  LedgerRoutes(
      Rulebook rulebook, Genesis genesis, Readings readings, ProofReplies proofs, Schemas schemas) {
    this.rulebook = rulebook;
    this.genesis = genesis;
    this.readings = readings;
    this.proofs = proofs;
    this.schemas = schemas;
  }

  List<Route> routes() {
    return List.of(
        Route.get(
            "/v1/keys/{kid}",
            Readings.asOf(
                    Operation.of("key", "Whose a key is, since when and until when.")
                        .path("kid", "The key's thumbprint.", Schemas.id()))
                .identity(Identity.OPTIONAL)
                .or(HttpFault.NOT_FOUND)
                .answers(200, "The key's record.", MediaTypes.JSON, keySchema())
                .answers(200, ProofReplies.ABOUT, MediaTypes.PROOF, Schemas.any()),
            this::key),
        Route.get(
            "/v1/checkpoint",
            Operation.of("checkpoint", "The latest checkpoint.")
                .answers(200, "A C2SP note.", MediaTypes.TEXT, Schemas.any())
                .answers(200, "The same in JSON.", MediaTypes.JSON, checkpointSchema()),
            this::checkpoint),
        Route.get(
            "/v1/genesis",
            Operation.of("genesis", "What the ledger started from.")
                .answers(200, "In JSON.", MediaTypes.JSON, schemas.of(Genesis.CODEC.shape()))
                .answers(200, "As logged.", MediaTypes.CBOR, Schemas.any()),
            this::genesis),
        Route.get(
            "/v1/rules",
            Operation.of("rules", "What the contracts declare.")
                .answers(
                    200,
                    "Contracts, transactions, facts, reads and refusals.",
                    MediaTypes.JSON,
                    Schemas.object(
                        List.of("version", "known", "contracts", "problems"),
                        Json.object()
                            .put("version", Schemas.whole(0, Long.MAX_VALUE))
                            .put("known", Schemas.list(Schemas.whole(0, Long.MAX_VALUE)))
                            .put("contracts", Schemas.list(Schemas.type("object").build()))
                            .put("problems", Schemas.list(problemKindSchema()))
                            .build())),
            _ -> Reply.json(RulesJson.of(rulebook, readings.ask(Reading::rules)))),
        Route.get(
            "/v1/problems/{contract}/{reason}",
            Operation.of("problem", "What a problem type means.")
                .path("contract", "A contract's name, ledger or http.", Schemas.any())
                .path("reason", "The reason in kebab case.", Schemas.any())
                .or(HttpFault.NOT_FOUND)
                .answers(200, "Its meaning.", MediaTypes.JSON, problemKindSchema()),
            this::problem));
  }

  private Reply key(Request request) {
    KeyId id = request.keyStep("kid");
    if (ProofReplies.wanted(request)) {
      Question question =
          new Question(Question.LEDGER, Question.KEYS.path(), List.of(id.toString()), List.of(), 0);
      Readings.Answering proof =
          readings.asOf(request, (reading, _) -> keyProof(reading, question));
      return readings.ask(reading -> proof.answer(reading, Viewer.nobody()));
    }
    return readings.forViewer(request, readings.asOf(request, (reading, _) -> key(reading, id)));
  }

  private Reply keyProof(Reading reading, Question question) {
    try {
      return proofs.reply(reading, Question.KEYS, question);
    } catch (MalformedException e) {
      throw new IllegalStateException("a key id is a key of the table of keys", e);
    }
  }

  private static Reply key(Reading reading, KeyId id) {
    KeyRecord record =
        reading
            .key(id)
            .orElseThrow(
                () ->
                    Readings.nothing(
                        "As of block "
                            + reading.asOf().height()
                            + " nobody has registered this key."));
    Json.ObjectBuilder object =
        Readings.asOf(reading.asOf())
            .put("key", id.toString())
            .put("value", Reading.json(record.registered()));
    record.highest().ifPresent(highest -> object.put("highest", highest));
    return Reply.json(object.build());
  }

  private Reply checkpoint(Request request) {
    String form = Accept.choose(request, List.of(MediaTypes.TEXT, MediaTypes.JSON));
    return readings.ask(
        reading -> {
          String note = readings.checkpoint(reading);
          if (form.equals(MediaTypes.TEXT)) {
            return Reply.text(200, MediaTypes.TEXT, note);
          }
          Json.ObjectBuilder object =
              Json.object().put("origin", genesis.name()).put("network", genesis.network().hex());
          Readings.json(reading.asOf())
              .build()
              .members()
              .forEach(member -> object.put(member.name(), member.value()));
          return Reply.json(object.put("note", note).build());
        });
  }

  private Reply genesis(Request request) {
    String form = Accept.choose(request, List.of(MediaTypes.JSON, MediaTypes.CBOR));
    Bytes encoded = Genesis.CODEC.encode(genesis);
    return form.equals(MediaTypes.CBOR)
        ? Reply.octets(MediaTypes.CBOR, encoded)
        : Reply.json(Genesis.CODEC.toJson(genesis));
  }

  private Reply problem(Request request) {
    Problem.Kind kind =
        Problem.named(rulebook, request.step("contract"), request.step("reason"))
            .orElseThrow(
                () ->
                    Readings.nothing(
                        "There is no such problem type. /v1/rules lists all of them."));
    return Reply.json(RulesJson.of(kind));
  }

  private Json keySchema() {
    Shape registered = Keys.TABLE.value().shape();
    return Schemas.object(
        List.of("asOf", "key", "value"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("key", Schemas.id())
            .put("value", schemas.of(registered))
            .put("highest", Schemas.whole(0, Long.MAX_VALUE))
            .build());
  }

  private static Json checkpointSchema() {
    List<String> required = new ArrayList<>();
    Json.Obj properties =
        Json.object()
            .put("origin", Schemas.any())
            .put("network", Schemas.id())
            .put("height", Schemas.whole(0, Long.MAX_VALUE))
            .put("time", Schemas.time())
            .put("size", Schemas.whole(0, Long.MAX_VALUE))
            .put("root", Schemas.id())
            .put("stateRoot", Schemas.id())
            .put("status", Readings.statusSchema())
            .put("note", Schemas.any())
            .build();
    properties.members().forEach(member -> required.add(member.name()));
    return Schemas.object(required, properties);
  }

  private static Json problemKindSchema() {
    return Schemas.object(
        List.of("type", "title", "status", "contract", "reason", "sentence"),
        Json.object()
            .put("type", Schemas.type("string").put("format", "uri-reference").build())
            .put("title", Schemas.any())
            .put("status", Schemas.whole(400, 599))
            .put("contract", Schemas.any())
            .put("reason", Schemas.any())
            .put("sentence", Schemas.any())
            .build());
  }
}
