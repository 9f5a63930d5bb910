package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.json.Json;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All that a key signed, with what each accepted statement asked for and in whose name: of a
 * refused one the log has the envelope alone.
 */
final class SignedStatements {
  private static final String FROM = "--from";
  private static final int PAGE = 500;

  private SignedStatements() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "list",
            "List what a key signed, accepted or refused: what to look at when others had it.",
            SignedStatements::list);
    Commands.word(spec, "KEY", true, "The key's id, or the name of a key of yours.");
    CommonOptions.text(spec, true, FROM, "HEIGHT", "Only from the block at this height on.");
    return spec;
  }

  private static int list(Invocation invocation) throws ClientException {
    List<Json> all = new ArrayList<>();
    for (Json.Obj each : placed(invocation)) {
      all.add(asked(invocation, each));
    }
    if (invocation.json()) {
      invocation.terminal().json(Json.object().put("statements", new Json.Arr(all)).build());
      return ExitStatus.DONE;
    }
    for (Json each : all) {
      tell(invocation, (Json.Obj) each);
    }
    invocation.terminal().line(all.size() + (all.size() == 1 ? " statement" : " statements"));
    return ExitStatus.DONE;
  }

  private static List<Json.Obj> placed(Invocation invocation) throws ClientException {
    String key = invocation.values().digest(invocation.words().getFirst()).hex();
    String path = "/v1/statements?key=" + key + "&limit=" + PAGE;
    Optional<String> from = invocation.option(FROM);
    if (from.isPresent()) {
      path += "&from=" + Node.encoded(from.get());
    }
    Optional<Node.Reader> reader = invocation.reader();
    List<Json.Obj> all = new ArrayList<>();
    Optional<Json> next = Optional.empty();
    do {
      String page = next.isEmpty() ? path : path + "&after=" + ((Json.Int) next.get()).value();
      Json.Obj answer = invocation.ledger().node().find(page, reader).orElseThrow();
      if (answer.member("statements").orElse(new Json.Null()) instanceof Json.Arr statements) {
        for (Json each : statements.elements()) {
          all.add((Json.Obj) each);
        }
      }
      next = answer.member("next").filter(Json.Int.class::isInstance);
    } while (next.isPresent());
    return all;
  }

  /** The same with what its entry asks for, where whoever lists may read that. */
  private static Json.Obj asked(Invocation invocation, Json.Obj placed) throws ClientException {
    String path = Node.path(List.of("statements", text(placed, "statement"), "entry"));
    try {
      Bytes entry =
          invocation.ledger().node().octets(path, StatementCommands.COSE, invocation.reader());
      Statement statement = Statement.decode(invocation.rulebook(), entry);
      List<Json.Member> members = new ArrayList<>(placed.members());
      members.add(new Json.Member("contract", new Json.Text(statement.rules().surface().path())));
      members.add(new Json.Member("transaction", new Json.Text(statement.name())));
      return Placing.told(new Json.Obj(members), statement.acting());
    } catch (ClientException e) {
      if (e.kind() == ClientException.Kind.REFUSED) {
        return placed;
      }
      throw e;
    } catch (RefusedException e) {
      throw ClientException.refused(
              "the node's entry " + path + " is no statement: " + e.getMessage(),
              "Check that client and node are of one version.")
          .because(e);
    }
  }

  private static void tell(Invocation invocation, Json.Obj statement) {
    String contract = text(statement, "contract");
    String party = text(statement, "for");
    invocation
        .terminal()
        .line(
            "block "
                + number(statement, "height")
                + "  number "
                + number(statement, "sequence")
                + "  "
                + text(statement, "status")
                + "  "
                + (contract.isEmpty() ? "" : contract + " " + text(statement, "transaction") + "  ")
                + (party.isEmpty() ? "" : "for " + party + "  ")
                + text(statement, "statement"));
  }

  private static long number(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Int number
        ? number.value()
        : 0;
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text
        ? Rendering.printable(text.value())
        : "";
  }
}
