package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.codec.Variants;
import birthmark.contract.Acting;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Tells what a transaction would do, and to which, without placing it. */
final class RehearsalView {
  static final String DRY_RUN = "--dry-run";

  private RehearsalView() {}

  static void addOption(CommandSpec spec) {
    CommonOptions.flag(
        spec,
        true,
        DRY_RUN,
        "Place nothing: tell whether it would be accepted now, and which things would then stand"
            + " otherwise.");
  }

  /** Asks the node, and tells it. */
  static int show(
      Invocation invocation,
      Variants.Variant<Transaction> variant,
      Transaction transaction,
      Optional<Acting> acting)
      throws ClientException {
    Rulebook.Rules rules = invocation.rulebook().of(transaction);
    String path = Node.path(List.of(rules.surface().path(), variant.name(), "rehearse"));
    List<String> query = new ArrayList<>();
    acting.ifPresent(each -> query.add("for=" + each.party().hex()));
    acting.flatMap(Acting::approves).ifPresent(id -> query.add("approves=" + id.hex()));
    Node.Reader reader = () -> invocation.keyFile().signingKey(invocation.passwords());
    Json.Obj told =
        invocation
            .ledger()
            .node()
            .ask(
                query.isEmpty() ? path : path + "?" + String.join("&", query),
                variant.codec().toJson(transaction),
                reader);
    if (invocation.json()) {
      invocation.terminal().json(told);
    } else {
      tell(invocation, told);
    }
    return text(told, "outcome").equals("refused") ? ExitStatus.REFUSED : ExitStatus.DONE;
  }

  private static void tell(Invocation invocation, Json.Obj told) throws ClientException {
    Terminal terminal = invocation.terminal();
    outcome(invocation, "nothing was placed; now it would be ", told);
    if (told.member("atLast").orElse(new Json.Null()) instanceof Json.Obj last) {
      outcome(invocation, "once the others have agreed it would be ", last);
    }
    for (Json.Obj effect : objects(told, "effects")) {
      long changing = number(effect, "changing");
      terminal.line(
          changing
              + (changing == 1 ? " thing" : " things")
              + " would stand otherwise, of "
              + number(effect, "looked")
              + " looked at"
              + (number(effect, "withheld") > 0
                  ? ", and " + number(effect, "withheld") + " that you may not see"
                  : "")
              + (effect.member("complete").equals(Optional.of(new Json.Bool(false)))
                  ? "; there are more"
                  : ""));
      for (Json.Obj move : objects(effect, "moves")) {
        terminal.line("  " + number(move, "count") + "  " + moved(move));
      }
      for (Json.Obj one : objects(effect, "records")) {
        terminal.line(terminal.dim("  " + Rendering.printable(key(one)) + "  ") + moved(one));
      }
    }
  }

  private static void outcome(Invocation invocation, String lead, Json.Obj told)
      throws ClientException {
    Terminal terminal = invocation.terminal();
    String outcome = text(told, "outcome");
    terminal.line(
        lead
            + switch (outcome) {
              case "accepted" -> terminal.green("accepted");
              case "waits" -> "accepted, and wait for others to agree";
              default -> terminal.red("refused");
            });
    if (told.member("refusal").orElse(new Json.Null()) instanceof Json.Obj refusal) {
      terminal.line("  " + text(refusal, "detail"));
    }
    for (Json.Obj fact : objects(told, "facts")) {
      TransactionCommand.tell(invocation, "  ", fact);
    }
  }

  private static String moved(Json.Obj move) {
    return word(move, "from") + " -> " + word(move, "to");
  }

  private static String word(Json.Obj move, String name) {
    String word = text(move, name);
    return word.isEmpty() ? "nothing" : Rendering.words(word);
  }

  private static String key(Json.Obj one) {
    return one.member("key").orElse(new Json.Null()) instanceof Json.Text text ? text.value() : "";
  }

  private static List<Json.Obj> objects(Json.Obj in, String name) {
    List<Json.Obj> found = new ArrayList<>();
    if (in.member(name).orElse(new Json.Null()) instanceof Json.Arr list) {
      for (Json each : list.elements()) {
        if (each instanceof Json.Obj object) {
          found.add(object);
        }
      }
    }
    return found;
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text
        ? Rendering.printable(text.value())
        : "";
  }

  private static long number(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Int number
        ? number.value()
        : 0;
  }
}
