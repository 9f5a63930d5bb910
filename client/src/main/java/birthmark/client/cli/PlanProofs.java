package birthmark.client.cli;

import birthmark.answer.Question;
import birthmark.client.resident.PlanRecord;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.ProofFolder;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contracts.samples.Plan;
import birthmark.contracts.samples.PlanId;
import birthmark.contracts.samples.Published;
import birthmark.contracts.samples.Rule;
import birthmark.contracts.samples.RuleId;
import birthmark.contracts.samples.Sample;
import birthmark.contracts.samples.SampleId;
import birthmark.contracts.samples.Sampling;
import birthmark.cose.KeyId;
import birthmark.json.Json;
import birthmark.state.Entry;
import birthmark.state.Table;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All of a plan as proofs show it, which are kept in a folder with what they are checked by. */
record PlanProofs(Invocation invocation, Path folder) {
  private static final String PLAN = "plans/{utility}/{plan}";
  private static final String SAMPLES = "samples";

  /** What the ledger says of {@code id}. */
  PlanRecord plan(PlanId id) throws ClientException {
    List<String> texts = List.of(id.utility().toString(), id.plan().text());
    try {
      Json.Obj list = list(PLAN + "/samples", texts, SAMPLES);
      long height = number((Json.Obj) member(list, "asOf"), "height");
      Plan plan = found(PLAN, texts, "plan", Sampling.PLANS).orElseThrow(() -> none(id));
      RuleId rule = plan.rule();
      Rule terms =
          found(
                  "rules/{regulator}/{rule}",
                  List.of(rule.regulator().toString(), rule.rule().text()),
                  "rule",
                  Sampling.RULES)
              .orElseThrow(() -> none(id));
      Optional<Published> published =
          found(PLAN + "/published", texts, "published", Sampling.PUBLISHED);
      keepTrust();
      return new PlanRecord(
          id,
          plan,
          terms.terms(),
          samples(list),
          published,
          height,
          Timestamp.parse(text((Json.Obj) member(list, "asOf"), "time")));
    } catch (MalformedException e) {
      throw unreadable(e);
    }
  }

  /** Keeps the proof of every result of {@code id} that was declared wrong. */
  void corrections(PlanId id) throws ClientException {
    Json.Obj _ =
        list(
            PLAN + "/corrections",
            List.of(id.utility().toString(), id.plan().text()),
            "corrections");
  }

  /** Keeps the proof of whose {@code key} is, in a folder of such proofs. */
  void key(KeyId key) throws ClientException {
    Question question =
        new Question("parties", "public-keys/{key}", List.of(key.toString()), List.of(), 0);
    Json.Obj _ = ask(question, "", "keys/" + key);
  }

  /** What the proofs are checked by besides the network's id, which no file can say. */
  private void keepTrust() throws ClientException {
    Ledger ledger = invocation.ledger();
    ProofFolder.writeTrust(
        folder,
        Optional.of(ledger.genesis()),
        Trusting.of(invocation, ledger.genesis(), Optional.empty()).followed());
  }

  private Json.Obj list(String path, List<String> texts, String file) throws ClientException {
    Question question = new Question(SAMPLES, path, texts, List.of(), Plan.SAMPLES_MAX);
    return ask(question, "?limit=" + Plan.SAMPLES_MAX, file);
  }

  private <K, V> Optional<V> found(String path, List<String> texts, String file, Table<K, V> table)
      throws ClientException, MalformedException {
    Json.Obj answer = ask(new Question(SAMPLES, path, texts, List.of(), 0), "", file);
    Optional<Json> value = answer.member("value");
    return value.isEmpty() ? Optional.empty() : Optional.of(table.value().fromJson(value.get()));
  }

  private Json.Obj ask(Question question, String query, String file) throws ClientException {
    return ProvenAnswers.ask(
        invocation,
        ProvenAnswers.asked(question) + query,
        question,
        Optional.empty(),
        folder.resolve(file + ".proof"));
  }

  private static List<Entry<SampleId, Sample>> samples(Json.Obj list) throws MalformedException {
    List<Entry<SampleId, Sample>> samples = new ArrayList<>();
    for (Json each : ((Json.Arr) member(list, "records")).elements()) {
      samples.add(
          new Entry<>(
              Sampling.SAMPLES.key().codec().fromJson(member((Json.Obj) each, "key")),
              Sampling.SAMPLES.value().fromJson(member((Json.Obj) each, "value"))));
    }
    return samples;
  }

  private static ClientException none(PlanId id) {
    return ClientException.refused(
        "there is no plan " + id + " of " + id.utility(), "Check both names.");
  }

  /** The complaint about an answer that is not in a form known here. */
  static ClientException unreadable(MalformedException e) {
    return ClientException.refused(
            "the node's answer cannot be read: " + e.sentence(),
            "Check that client and node are of one version.")
        .because(e);
  }

  private static Json member(Json.Obj object, String name) {
    return object.member(name).orElse(new Json.Null());
  }

  private static String text(Json.Obj object, String name) {
    return ((Json.Text) member(object, name)).value();
  }

  private static long number(Json.Obj object, String name) {
    return ((Json.Int) member(object, name)).value();
  }
}
