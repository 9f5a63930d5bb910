package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;

/** What nodes answer to reads, for people: records, and as of when they are. */
final class Answers {
  private Answers() {}

  /** Tells {@code answer}; one that is proven can be that there is nothing. */
  static void tell(Invocation invocation, Json.Obj answer) throws ClientException {
    Terminal terminal = invocation.terminal();
    Rendering rendering = invocation.rendering();
    if (answer.member("records").orElse(new Json.Null()) instanceof Json.Arr records) {
      List<Json.Obj> rows = new ArrayList<>();
      for (Json record : records.elements()) {
        if (record instanceof Json.Obj row) {
          rows.add(row);
        }
      }
      if (rows.isEmpty()) {
        terminal.line("nothing");
      } else {
        rendering.table(rows);
      }
    } else if (answer.member("nothing").isPresent()) {
      terminal.line("nothing");
    } else {
      List<Json.Member> members = new ArrayList<>();
      for (String part : List.of("key", "value")) {
        if (answer.member(part).orElse(new Json.Null()) instanceof Json.Obj object) {
          members.addAll(object.members());
        } else if (answer.member(part).isPresent()) {
          members.add(new Json.Member(part, answer.member(part).get()));
        }
      }
      rendering.object(new Json.Obj(members));
    }
    footnotes(terminal, answer);
  }

  /** Tells as of when an answer is and what it leaves out. */
  static void footnotes(Terminal terminal, Json.Obj answer) {
    List<String> notes = new ArrayList<>();
    if (answer.member("asOf").orElse(new Json.Null()) instanceof Json.Obj asOf) {
      notes.add("as of block " + plain(asOf, "height") + ", " + plain(asOf, "time"));
    }
    if (answer.member("withheld").orElse(new Json.Int(0)) instanceof Json.Int withheld
        && withheld.value() > 0) {
      notes.add(withheld.value() + " withheld: they are not yours to read");
    }
    if (answer.member("next").orElse(new Json.Null()) instanceof Json.Text next) {
      notes.add("more follow: --after " + next.value());
    }
    if (!notes.isEmpty()) {
      terminal.line(terminal.dim(Rendering.printable(String.join("; ", notes))));
    }
  }

  /** A member as text. */
  static String plain(Json.Obj json, String name) {
    Json value = json.member(name).orElse(new Json.Null());
    if (value instanceof Json.Text text) {
      return text.value();
    }
    return value instanceof Json.Int number ? Long.toString(number.value()) : "-";
  }
}
