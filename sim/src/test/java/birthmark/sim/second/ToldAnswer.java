package birthmark.sim.second;

import birthmark.answer.Answer;
import birthmark.answer.AnswerCheck;
import birthmark.answer.AnswersCheck;
import birthmark.answer.Question;
import birthmark.bytes.Bytes;
import birthmark.codec.Codec;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Keys;
import birthmark.contract.Read;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.admission.Usage;
import birthmark.contracts.samples.Statistic;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.state.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** An answer in the form in which the second verifier tells it: rows as octets. */
final class ToldAnswer {
  private static final Rulebook RULEBOOK = Contracts.rulebook();
  private static final Codec<Statistic> STATISTIC = Codec.of(Statistic.class);

  private static final Codec<Usage> USAGE = Codec.of(Usage.class);

  private ToldAnswer() {}

  static String of(AnswerCheck check) {
    return switch (check) {
      case AnswerCheck.Refused refused -> refused.reason().name();
      case AnswerCheck.Proven proven -> of(proven.question(), proven.answer());
    };
  }

  /** The same of several answers by one proof. */
  static String of(AnswersCheck check) {
    return switch (check) {
      case AnswersCheck.Refused refused -> refused.why().reason().name();
      case AnswersCheck.Proven proven ->
          proven.answers().stream()
              .map(ToldAnswer::of)
              .collect(Collectors.joining(",", "{\"answers\":[", "]}"));
    };
  }

  private static String of(Question question, Answer answer) {
    Read read = question.read(RULEBOOK).orElseThrow();
    try {
      return JsonWriter.compact(told(read, answer));
    } catch (MalformedException e) {
      throw new AssertionError("an answer must be read back", e);
    }
  }

  private static Json told(Read read, Answer answer) throws MalformedException {
    return switch (answer) {
      case Answer.Nothing _ -> Json.object().put("found", new Json.Null()).build();
      case Answer.Found found -> Json.object().put("found", value(read, found.value())).build();
      case Answer.Page page -> page(read, page);
    };
  }

  private static Json page(Read read, Answer.Page page) throws MalformedException {
    Table<?, ?> table =
        switch (read) {
          case Read.Listing<?, ?> listing -> listing.table();
          case Read.DerivedListing<?, ?, ?> listing -> listing.table();
          default -> throw new AssertionError("only listings have pages");
        };
    List<Json> records = new ArrayList<>();
    for (Answer.Found record : page.records()) {
      records.add(
          new Json.Arr(
              List.of(new Json.Text(key(table, record.key())), value(read, record.value()))));
    }
    Json next = new Json.Null();
    if (page.next().isPresent()) {
      next = new Json.Text(named(table, page.next().get()));
    }
    return Json.object()
        .put("page", new Json.Arr(records))
        .put("withheld", page.withheld())
        .put("next", next)
        .build();
  }

  private static <K, V> String key(Table<K, V> table, Json key) throws MalformedException {
    K decoded = table.key().codec().fromJson(key);
    return table.key().encode(RULEBOOK.prefix(table), decoded).hex();
  }

  private static <K, V> String named(Table<K, V> table, List<String> texts)
      throws MalformedException {
    return table.key().encode(RULEBOOK.prefix(table), table.key().parse(texts)).hex();
  }

  private static <K, V> Json row(Table<K, V> table, Json value) throws MalformedException {
    Bytes octets = table.value().encode(table.value().fromJson(value));
    return new Json.Text(octets.hex());
  }

  private static Json value(Read read, Json value) throws MalformedException {
    return switch (read) {
      case Read.Find<?, ?> find -> row(find.table(), value);
      case Read.Listing<?, ?> listing -> row(listing.table(), value);
      case Read.Derived<?, ?> derived -> derived(derived.path(), value);
      case Read.DerivedListing<?, ?, ?> listing -> derived(listing.path(), value);
    };
  }

  private static Json derived(String path, Json value) throws MalformedException {
    // A record of one component is that component.
    return value instanceof Json.Arr claimants
        ? things(claimants)
        : derived(path, (Json.Obj) value);
  }

  private static Json derived(String path, Json.Obj value) throws MalformedException {
    return switch (path) {
      case "public-keys/{key}" -> Json.object().put("row", row(Keys.TABLE, value)).build();
      case "things/{thing}" ->
          Json.object()
              .put("owner", member(value, "owner"))
              .put("signing", member(value, "signing"))
              .put("quarantined", !(member(value, "quarantine") instanceof Json.Null))
              .build();
      case "releases/{model}/{version}/standing" ->
          members(value, List.of("kind", "newest"), List.of("deadline"), List.of());
      case "policies/{owner}/{model}" ->
          members(value, List.of("revision", "validitySeconds"), List.of(), List.of());
      case "usages/{owner}/{model}" ->
          Json.object()
              .put("row", new Json.Text(USAGE.encode(USAGE.fromJson(value)).hex()))
              .build();
      case "plans/{utility}/{plan}/figures" -> statistic(value);
      case "policies/{name}" ->
          members(value, List.of("revision", "didKeys", "registrars"), List.of(), List.of());
      case "motions/{motion}/waiting" ->
          members(value, List.of("inFavour", "against", "needed", "parties"), List.of(), List.of());
      case "certificates/{thing}" ->
          members(value, List.of("kind", "authority"), List.of("until"), List.of());
      case "agreements/{agreement}" -> agreement(value);
      case "entry" ->
          members(value, List.of("mode", "bits", "hourly", "quota"), List.of(), List.of());
      case "recipients/{party}" -> members(value, List.of("key"), List.of(), List.of());
      case "affected/{model}/{version}" ->
          Json.object()
              .put("owner", member(value, "owner"))
              .put("standing", member(value, "standing"))
              .put("action", member(value, "action"))
              .put(
                  "actions",
                  new Json.Arr(
                      List.of(
                          member(value, "onLow"),
                          member(value, "onMedium"),
                          member(value, "onHigh"),
                          member(value, "onCritical"))))
              .build();
      default ->
          members(
              value,
              List.of("owner", "kind", "wouldBe", "finding"),
              List.of("since", "until"),
              List.of("policy"));
    };
  }

  private static Json agreement(Json.Obj value) {
    List<Json> members = new ArrayList<>();
    for (Json each : ((Json.Arr) member(value, "members")).elements()) {
      members.add(
          members(
              (Json.Obj) each,
              List.of("thing", "signing", "agreement", "admitted"),
              List.of("admittedUntil"),
              List.of()));
    }
    return Json.object()
        .put("kind", member(value, "kind"))
        .put("members", new Json.Arr(members))
        .put("missing", member(value, "missing"))
        .build();
  }

  private static Json statistic(Json.Obj value) throws MalformedException {
    Bytes octets = STATISTIC.encode(STATISTIC.fromJson(value));
    return Json.object().put("statistic", octets.hex()).build();
  }

  private static Json things(Json.Arr claimants) {
    List<Json> things = new ArrayList<>();
    for (Json each : claimants.elements()) {
      things.add(member((Json.Obj) each, "thing"));
    }
    return Json.object().put("things", new Json.Arr(things)).build();
  }

  private static Json members(
      Json.Obj value, List<String> first, List<String> moments, List<String> last) {
    Json.ObjectBuilder told = Json.object();
    first.forEach(name -> told.put(name, member(value, name)));
    for (String name : moments) {
      told.put(
          name,
          member(value, name) instanceof Json.Text text
              ? new Json.Int(Timestamp.parse(text.value()).millis())
              : new Json.Null());
    }
    last.forEach(name -> told.put(name, member(value, name)));
    return told.build();
  }

  private static Json member(Json.Obj value, String name) {
    return value.member(name).orElse(new Json.Null());
  }
}
