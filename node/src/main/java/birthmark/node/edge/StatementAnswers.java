package birthmark.node.edge;

import birthmark.bytes.Bytes;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.node.submit.Answer;
import birthmark.statement.EnvelopeRefusal;
import java.util.ArrayList;
import java.util.List;

/** What whoever submitted a statement is told, as JSON or as a problem. */
final class StatementAnswers {
  private static final long MINUTE_MILLIS = 60_000;

  private final Rulebook rulebook;

  StatementAnswers(Rulebook rulebook) {
    this.rulebook = rulebook;
  }

  /**
   * The answer about a committed statement.
   *
   * @param status whether it is final too
   */
  Json.Obj json(Answer.Committed committed, String status) {
    List<Json> facts = new ArrayList<>();
    committed.facts().forEach(fact -> facts.add(json(fact)));
    return Json.object()
        .put("statement", committed.statement().hex())
        .put("status", status)
        .put("index", committed.index())
        .put("height", committed.height())
        .put("time", committed.time().toString())
        .put("repeated", committed.repeated())
        .put("facts", new Json.Arr(facts))
        .put("links", links(committed.statement()))
        .build();
  }

  /** Where to find out more about a statement. */
  static Json links(Bytes statement) {
    String path = path(statement);
    return Json.object()
        .put("status", path)
        .put("entry", path + "/entry")
        .put("receipt", path + "/receipt")
        .build();
  }

  static String path(Bytes statement) {
    return "/v1/statements/" + statement.hex();
  }

  /** What became true, in JSON. */
  Json json(Fact fact) {
    Rulebook.Rules rules = rulebook.of(fact);
    Variants.Variant<Fact> variant = rules.facts().of(fact);
    return Json.object()
        .put("contract", rules.surface().path())
        .put("fact", variant.name())
        .put("alarm", fact.alarm())
        .put("value", variant.codec().toJson(fact))
        .build();
  }

  /** The schema of {@link #json(Fact)}. */
  static Json factSchema() {
    return Schemas.object(
        List.of("contract", "fact", "alarm", "value"),
        Json.object()
            .put("contract", Schemas.any())
            .put("fact", Schemas.any())
            .put("alarm", Schemas.type("boolean").build())
            .put("value", Schemas.type("object").build())
            .build());
  }

  /** The problem of a refused statement. */
  Problem problem(Answer.Refused refused) {
    Problem problem =
        new Problem(
            kind(refused),
            sentence(refused.reason().sentence(), refused.detail()),
            List.of(),
            List.of());
    if (refused.statement().isPresent()) {
      problem = problem.with("statement", new Json.Text(refused.statement().get().hex()));
    }
    if (refused.height().isPresent()) {
      problem = problem.with("counted", new Json.Int(refused.height().get()));
    }
    if (refused.highest().isPresent()) {
      problem = problem.with("highest", new Json.Int(refused.highest().get()));
    }
    return refused.reason() == EnvelopeRefusal.OVER_QUOTA
        ? problem.retryAfter(MINUTE_MILLIS)
        : problem;
  }

  /** The problem of a statement whose key has used up its quota. */
  static Problem problem(Answer.OverQuota over) {
    return new Problem(
            Problem.Kind.of(EnvelopeRefusal.OVER_QUOTA),
            sentence(
                EnvelopeRefusal.OVER_QUOTA.sentence(),
                "the quota is " + over.quota() + " a minute"),
            List.of(),
            List.of())
        .with("statement", new Json.Text(over.statement().hex()))
        .retryAfter(over.retryAfterMillis());
  }

  /** What a rule says, with the values that met it. */
  static String sentence(String rule, String detail) {
    return detail.isEmpty() ? rule : rule + " (" + detail + ")";
  }

  /** The problem of a node that has too much to do. */
  static Problem problem(Answer.Busy busy) {
    return Problem.of(HttpFault.BUSY, busy.sentence()).retryAfter(busy.retryAfterMillis());
  }

  /** The problem of a node that cannot store anything. */
  static Problem problem(Answer.Unavailable unavailable) {
    return Problem.of(HttpFault.UNAVAILABLE, unavailable.sentence());
  }

  /** The rule that refused. */
  Problem.Kind kind(Answer.Refused refused) {
    return Problem.Kind.of(rulebook, refused.contract(), refused.reason());
  }
}
