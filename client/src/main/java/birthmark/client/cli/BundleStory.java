package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A bundle that holds, told as a story. */
final class BundleStory {
  private static final int SHORT = 12;

  private final Terminal terminal;
  private final Json.Obj bundle;
  private final String subject;
  private final Map<String, String> names = new TreeMap<>();

  private BundleStory(Invocation invocation, Json.Obj bundle) {
    this.terminal = invocation.terminal();
    this.bundle = bundle;
    this.subject = Answers.plain(object(bundle, "subject"), "id");
    names.put(subject, "this " + Answers.plain(object(bundle, "subject"), "kind"));
    for (Json.Obj answer : objects(bundle, "answers")) {
      if (answer.member("value").orElse(new Json.Null()) instanceof Json.Obj value
          && value.member("handle").orElse(new Json.Null()) instanceof Json.Text handle) {
        String asked = Answers.plain(answer, "asked");
        names.put(asked.substring(asked.lastIndexOf('/') + 1), handle.value());
      }
    }
  }

  static void tell(Invocation invocation, Json.Obj bundle) throws ClientException {
    new BundleStory(invocation, bundle).tell();
  }

  private void tell() {
    Json.Obj asOf = object(bundle, "asOf");
    line(
        terminal.green("verified"),
        "  the whole history of "
            + Answers.plain(object(bundle, "subject"), "kind")
            + " "
            + subject
            + " on the ledger '"
            + Answers.plain(bundle, "ledger")
            + "'");
    terminal.line("");
    int own = 0;
    List<Json.Obj> entries = objects(bundle, "history");
    for (Json.Obj entry : entries) {
      entry(entry);
      own += Answers.plain(entry, "signer").equals(subject) ? 1 : 0;
    }
    terminal.line("");
    line(terminal.bold("Where it stands"), " as of " + Answers.plain(asOf, "time"));
    for (Json.Obj answer : objects(bundle, "answers")) {
      if (Answers.plain(answer, "asked").endsWith("/" + subject)) {
        answer(answer);
      }
    }
    terminal.line("");
    long hidden = Long.parseLong(Answers.plain(bundle, "hidden"));
    line(
        terminal.bold("Proven: "),
        "these "
            + entries.size()
            + " entries are all that concern it, "
            + own
            + " of them by its own keys; each is in the log of "
            + Answers.plain(asOf, "size")
            + " entries, signed by a key that counted then; the answers follow from the ledger's"
            + " state after block "
            + Answers.plain(asOf, "height")
            + ".");
    if (hidden > 0) {
      line("", hidden + " of the entries are hidden: that they are there is proven, no more.");
    }
    List<Json> left = list(bundle, "notAnswered");
    if (!left.isEmpty()) {
      line("", "Not in this bundle: " + String.join(", ", left.stream().map(this::text).toList()));
    }
    line(
        terminal.bold("Not proven: "),
        "that what was said is true, what was refused, what happened since"
            + (Answers.plain(asOf, "status").equals("final")
                ? "."
                : ", and, by one replica of "
                    + Answers.plain(bundle, "replicas")
                    + " alone, that nobody was shown another log."));
  }

  private void entry(Json.Obj entry) {
    String lead = terminal.dim(Answers.plain(entry, "time").replace('T', ' ')) + "  ";
    if (entry.member("hidden").isPresent()) {
      line(lead, terminal.dim("entry " + Answers.plain(entry, "index") + " is hidden"));
      return;
    }
    String signer = name(Answers.plain(entry, "signer"));
    for (Json.Obj fact : objects(entry, "facts")) {
      String about = Answers.plain(fact, "about");
      if (fact.member("alarm").orElse(new Json.Null()).equals(new Json.Bool(true))) {
        about = terminal.red(about);
      }
      terminal.line(
          lead
              + about
              + terminal.dim(
                  Rendering.printable("  by " + signer + details(object(fact, "value")))));
    }
  }

  private void answer(Json.Obj answer) {
    String asked = Answers.plain(answer, "asked");
    String what = asked.substring("/v1/".length(), asked.length() - subject.length() - 1);
    if (answer.member("nothing").isPresent()) {
      line("  " + what, ": nothing");
      return;
    }
    if (answer.member("records").isPresent()) {
      int records = list(answer, "records").size();
      line("  " + what, ": " + (records == 0 ? "nothing" : records + " records"));
      return;
    }
    Json value = answer.member("value").orElse(new Json.Null());
    line(
        "  " + what,
        value instanceof Json.Obj object
            ? details(object).replaceFirst("^; ", ": ")
            : ": " + text(value));
  }

  /** What the members say, the subject itself left out. */
  private String details(Json.Obj value) {
    List<String> parts = new ArrayList<>();
    parts(value, parts);
    return parts.isEmpty() ? "" : "; " + String.join("; ", parts);
  }

  private void parts(Json.Obj value, List<String> parts) {
    for (Json.Member member : value.members()) {
      String words = Rendering.words(member.name());
      if (member.value() instanceof Json.Obj inner) {
        parts(inner, parts);
      } else if (member.value() instanceof Json.Arr list) {
        if (!list.elements().isEmpty()) {
          parts.add(words + " " + list.elements().size());
        }
      } else if (!(member.value() instanceof Json.Text text && text.value().equals(subject))) {
        parts.add(words + " " + text(member.value()));
      }
    }
  }

  private String text(Json value) {
    if (value instanceof Json.Text text) {
      return name(text.value());
    }
    if (value instanceof Json.Int number) {
      return Long.toString(number.value());
    }
    if (value instanceof Json.Bool flag) {
      return flag.value() ? "yes" : "no";
    }
    return value instanceof Json.Null ? "-" : "…";
  }

  private String name(String text) {
    boolean octets = text.length() >= 64 && text.chars().allMatch(c -> Character.digit(c, 16) >= 0);
    String known = names.get(text);
    if (known != null) {
      return known;
    }
    return octets ? text.substring(0, SHORT) + "…" : text;
  }

  private void line(String lead, String rest) {
    terminal.line(lead + Rendering.printable(rest));
  }

  private static Json.Obj object(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Obj object
        ? object
        : new Json.Obj(List.of());
  }

  private static List<Json> list(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Arr list
        ? list.elements()
        : List.of();
  }

  private static List<Json.Obj> objects(Json.Obj json, String name) {
    List<Json.Obj> objects = new ArrayList<>();
    for (Json each : list(json, name)) {
      if (each instanceof Json.Obj object) {
        objects.add(object);
      }
    }
    return objects;
  }
}
