package birthmark.client.cli;

import birthmark.bundle.BundleCheck;
import birthmark.bundle.BundleCheck.Answered;
import birthmark.bundle.BundleCheck.Told;
import birthmark.bundle.Event;
import birthmark.codec.MalformedException;
import birthmark.codec.Names;
import birthmark.codec.Variants;
import birthmark.contract.Fact;
import birthmark.contract.Keys;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.machine.Outcomes;
import birthmark.machine.Seal;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A bundle that holds, as JSON. */
final class BundleJson {
  private final Rulebook rulebook;
  private final BundleCheck.Proven proven;

  BundleJson(Rulebook rulebook, BundleCheck.Proven proven) {
    this.rulebook = rulebook;
    this.proven = proven;
  }

  Json.Obj json() {
    Seal seal = proven.seal();
    return Json.object()
        .put("verified", true)
        .put("ledger", proven.receipt().origin())
        .put("network", proven.genesis().network().hex())
        .put(
            "asOf",
            Json.object()
                .put("height", seal.height())
                .put("time", seal.time().toString())
                .put("size", proven.receipt().size())
                .put("root", proven.receipt().root().hex())
                .put("stateRoot", seal.stateRoot().hex())
                .put("status", proven.finality().name().toLowerCase(Locale.ROOT))
                .build())
        .put("replica", proven.replica().toString())
        .put("replicas", proven.replicas().members().size())
        .put("subject", subject())
        .put("history", new Json.Arr(proven.history().stream().<Json>map(this::entry).toList()))
        .put("hidden", proven.hidden())
        .put("keys", new Json.Arr(proven.keys().stream().<Json>map(BundleJson::key).toList()))
        .put(
            "answers",
            new Json.Arr(proven.answers().stream().<Json>map(BundleJson::answer).toList()))
        .put("notAnswered", new Json.Arr(notAnswered()))
        .build();
  }

  private Json.Obj subject() {
    return Json.object()
        .put("kind", Names.kebab(proven.subject().kind().name()))
        .put("id", proven.subject().id().hex())
        .build();
  }

  private Json.Obj entry(Told told) {
    Event event = told.event();
    Json.ObjectBuilder object =
        Json.object()
            .put("index", event.index())
            .put("height", event.height())
            .put("time", event.time().toString());
    if (!(event instanceof Event.Shown shown) || told.signed().isEmpty()) {
      return object.put("hidden", true).put("own", event.key().isPresent()).build();
    }
    BundleCheck.Signed signed = told.signed().get();
    KeyId key = signed.message().keyId();
    object
        .put("statement", signed.message().id().hex())
        .put("signer", signed.signer().id().hex())
        .put("key", key.toString());
    try {
      Statement statement = Statement.decode(rulebook, shown.statement());
      object
          .put("contract", statement.rules().surface().path())
          .put("transaction", statement.name());
    } catch (RefusedException e) {
      // The ledger took it under rules of before; what it led to is told all the same.
      object.put("transaction", "unknown");
    }
    return object.put("facts", new Json.Arr(facts(shown))).build();
  }

  private List<Json> facts(Event.Shown shown) {
    List<Json> facts = new ArrayList<>();
    try {
      for (Fact fact : Outcomes.facts(rulebook, shown.outcome())) {
        Rulebook.Rules rules = rulebook.of(fact);
        Variants.Variant<Fact> variant = rules.facts().of(fact);
        facts.add(
            Json.object()
                .put("contract", rules.surface().path())
                .put("fact", variant.name())
                .put("about", variant.shape().about())
                .put("alarm", fact.alarm())
                .put("value", variant.codec().toJson(fact))
                .build());
      }
    } catch (MalformedException e) {
      facts.clear();
      facts.add(Json.object().put("unknown", shown.outcome().hex()).build());
    }
    return facts;
  }

  private static Json.Obj key(BundleCheck.Held held) {
    Keys.Registered key = held.key();
    Json.ObjectBuilder object =
        Json.object()
            .put("key", held.id().toString())
            .put("purpose", Names.kebab(key.purpose().name()))
            .put("since", key.since());
    key.revoked().ifPresent(height -> object.put("revoked", height));
    key.revokedAt().ifPresent(time -> object.put("revokedAt", time.toString()));
    return object.build();
  }

  private static Json.Obj answer(Answered answered) {
    Json.ObjectBuilder object =
        Json.object().put("asked", ProvenAnswers.asked(answered.question()));
    ProvenAnswers.put(object, answered.answer());
    return object.build();
  }

  /** What this program could look up about the subject and the bundle has no answer to. */
  private List<Json> notAnswered() {
    List<Json> left = new ArrayList<>();
    String parameter = Names.kebab(proven.subject().kind().name());
    for (Rulebook.Rules rules : rulebook.contracts()) {
      for (Read read : rules.surface().reads()) {
        boolean answered =
            proven.answers().stream()
                .anyMatch(
                    each ->
                        each.question().contract().equals(rules.surface().path())
                            && each.question().path().equals(read.path()));
        if (read.parameters().equals(List.of(parameter)) && !answered) {
          left.add(new Json.Text(rules.surface().path() + "/" + read.path()));
        }
      }
    }
    return left;
  }
}
