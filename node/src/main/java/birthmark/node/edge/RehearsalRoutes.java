package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.contract.Fact;
import birthmark.contract.Judgment;
import birthmark.contract.Outcome;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.machine.Rehearsal;
import birthmark.node.edge.Operation.Identity;
import birthmark.node.query.Reading;
import birthmark.node.query.Rehearsed;
import java.util.ArrayList;
import java.util.List;

/** What a transaction would do, told before it is asked for. */
final class RehearsalRoutes {
  private static final int LIMIT_DEFAULT = 100;
  private static final int LIMIT_MAX = 1_000;
  private static final String ACCEPTED = "accepted";
  private static final String REFUSED = "refused";
  private static final String WAITS = "waits";

  private final Rulebook rulebook;
  private final Bytes network;
  private final Readings readings;
  private final Schemas schemas;
  private final StatementAnswers answers;

  RehearsalRoutes(Rulebook rulebook, Bytes network, Readings readings, Schemas schemas) {
    this.rulebook = rulebook;
    this.network = network;
    this.readings = readings;
    this.schemas = schemas;
    this.answers = new StatementAnswers(rulebook);
  }

  List<Route> routes() {
    Json rehearsed = schemas.component("api.rehearsed", schema());
    return AskedTransaction.routes(
        rulebook,
        kind ->
            Route.post(
                kind.path("rehearse"),
                kind.asks(
                        kind.operation(
                                "rehearse",
                                "What it would do if whoever signs this request asked for it now,"
                                    + " and to which; nothing is placed")
                            .identity(Identity.REQUIRED),
                        schemas)
                    .query(
                        "limit",
                        "How many of those that would change are told, "
                            + LIMIT_DEFAULT
                            + " if not given; all are counted.",
                        Schemas.whole(0, LIMIT_MAX))
                    .answers(200, "What it would do.", MediaTypes.JSON, rehearsed),
                request -> rehearse(kind, request)));
  }

  private Reply rehearse(AskedTransaction.Kind kind, Request request) {
    AskedTransaction asked = AskedTransaction.of(kind, request);
    int limit = (int) request.whole("limit", 0, LIMIT_MAX, LIMIT_DEFAULT);
    return readings.forKnown(
        request,
        "whoever would sign it",
        (reading, _) ->
            Reply.json(
                json(
                    reading,
                    reading.rehearse(network, asked.transaction(), asked.acting(), limit))));
  }

  private Json json(Reading reading, Rehearsed rehearsed) {
    Rehearsal rehearsal = rehearsed.rehearsal();
    Json.ObjectBuilder out = Readings.asOf(reading.asOf());
    switch (rehearsal.judgment()) {
      case Judgment.Refused refused ->
          out.put("outcome", REFUSED).put("refusal", refusal(refused.rules(), refused.rejected()));
      case Judgment.Accepted accepted -> out.put("outcome", accepted.inForce() ? ACCEPTED : WAITS);
    }
    out.put("facts", facts(rehearsal.facts()));
    rehearsal.atLast().ifPresent(outcome -> out.put("atLast", atLast(rehearsal, outcome)));
    List<Json> effects = new ArrayList<>();
    for (Rehearsed.Effect effect : rehearsed.effects()) {
      effects.add(effect(effect));
    }
    return out.put("effects", new Json.Arr(effects)).build();
  }

  private Json refusal(Rulebook.Rules rules, Outcome.Rejected rejected) {
    Problem.Kind kind = Problem.Kind.of(rulebook, rules.number(), rejected.reason());
    return Json.object()
        .put("type", kind.type())
        .put("title", kind.title())
        .put("detail", StatementAnswers.sentence(rejected.reason().sentence(), rejected.detail()))
        .build();
  }

  private Json atLast(Rehearsal rehearsal, Outcome outcome) {
    Rulebook.Rules rules = rulebook.of(rehearsal.transaction());
    return switch (outcome) {
      case Outcome.Rejected rejected ->
          Json.object().put("outcome", REFUSED).put("refusal", refusal(rules, rejected)).build();
      case Outcome.Accepted accepted ->
          Json.object().put("outcome", ACCEPTED).put("facts", facts(accepted.facts())).build();
    };
  }

  private Json facts(List<Fact> facts) {
    return new Json.Arr(facts.stream().map(answers::json).toList());
  }

  private static Json effect(Rehearsed.Effect effect) {
    List<Json> moves = new ArrayList<>();
    effect.moves().forEach((move, count) -> moves.add(moved(move).put("count", count).build()));
    List<Json> changed = new ArrayList<>();
    for (Rehearsed.Change change : effect.changed()) {
      changed.add(
          moved(change.move()).put("key", change.key()).put("value", change.after()).build());
    }
    long all = effect.moves().values().stream().mapToLong(Long::longValue).sum();
    return Json.object()
        .put("contract", effect.rules().surface().path())
        .put("read", effect.consequence().read().path())
        .put("looked", effect.looked())
        .put("complete", new Json.Bool(effect.complete()))
        .put("changing", all)
        .put("withheld", effect.withheld())
        .put("moves", new Json.Arr(moves))
        .put("records", new Json.Arr(changed))
        .build();
  }

  private static Json.ObjectBuilder moved(Rehearsed.Move move) {
    return Json.object().put("from", move.from()).put("to", move.to());
  }

  private Json schema() {
    Json refusal =
        Schemas.object(
            List.of("type", "title", "detail"),
            Json.object()
                .put("type", Schemas.any())
                .put("title", Schemas.any())
                .put("detail", Schemas.any())
                .build());
    Json facts = Schemas.list(StatementAnswers.factSchema());
    return Schemas.object(
        List.of("asOf", "outcome", "facts", "effects"),
        Json.object()
            .put("asOf", Readings.asOfSchema(schemas))
            .put("outcome", outcome(ACCEPTED, WAITS, REFUSED))
            .put("refusal", refusal)
            .put("facts", facts)
            .put(
                "atLast",
                Schemas.object(
                    List.of("outcome"),
                    Json.object()
                        .put("outcome", outcome(ACCEPTED, REFUSED))
                        .put("refusal", refusal)
                        .put("facts", facts)
                        .build()))
            .put("effects", Schemas.list(effectSchema()))
            .build());
  }

  private static Json outcome(String... words) {
    return Json.object().put("enum", Schemas.texts(List.of(words))).build();
  }

  private static Json effectSchema() {
    Json count = Schemas.whole(0, Long.MAX_VALUE);
    return Schemas.object(
        List.of(
            "contract", "read", "looked", "complete", "changing", "withheld", "moves", "records"),
        Json.object()
            .put("contract", Schemas.any())
            .put("read", Schemas.any())
            .put("looked", count)
            .put("complete", Schemas.type("boolean").build())
            .put("changing", count)
            .put("withheld", count)
            .put(
                "moves",
                Schemas.list(
                    Schemas.object(
                        List.of("from", "to", "count"),
                        Json.object()
                            .put("from", Schemas.any())
                            .put("to", Schemas.any())
                            .put("count", count)
                            .build())))
            .put(
                "records",
                Schemas.list(
                    Schemas.object(
                        List.of("from", "to", "key", "value"),
                        Json.object()
                            .put("from", Schemas.any())
                            .put("to", Schemas.any())
                            .put("key", Json.object().build())
                            .put("value", Json.object().build())
                            .build())))
            .build());
  }
}
