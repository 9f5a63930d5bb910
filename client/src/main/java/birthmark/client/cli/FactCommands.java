package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.FactStream;
import birthmark.client.sdk.Node;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about what became true. */
final class FactCommands {
  private static final String CONTRACT = "--contract";
  private static final String TYPE = "--type";
  private static final String SUBJECT = "--subject";
  static final String AFTER = "--after";
  private static final String LIMIT = "--limit";
  private static final String ALARMS = "--alarms";

  private FactCommands() {}

  static CommandSpec spec() {
    CommandSpec spec = Commands.group("facts", "What became true, of what you may see.");
    CommandSpec list = Commands.doing("list", "A page of facts, oldest first.", FactCommands::list);
    filters(list, "Only what follows this position, as the page before said.");
    CommonOptions.text(list, true, LIMIT, "N", "At most this many, 1 to 1,000 (100).");
    spec.addSubcommand("list", list);
    CommandSpec follow =
        Commands.doing(
            "follow",
            "Facts as they come, until you press Ctrl-C; with --json one a line. A broken"
                + " connection is taken up where it broke.",
            FactCommands::follow);
    filters(
        follow, "Start behind this position; 'now' for what comes next. Else with the first fact.");
    spec.addSubcommand("follow", follow);
    spec.addSubcommand("export", ExportCommand.spec());
    return spec;
  }

  static void filters(CommandSpec spec, String after) {
    CommonOptions.text(
        spec, true, CONTRACT, "NAME", "Only facts of this contract, such as things.");
    CommonOptions.text(spec, true, TYPE, "NAME", "Only facts of this name, such as born.");
    CommonOptions.text(spec, true, SUBJECT, "ID", "Only facts that concern this party or thing.");
    CommonOptions.flag(spec, true, ALARMS, "Only what somebody should look at now.");
    CommonOptions.text(spec, true, AFTER, "POSITION", after);
  }

  static String path(Invocation invocation) throws ClientException {
    List<String> query = new ArrayList<>();
    for (String option : List.of(CONTRACT, TYPE, SUBJECT, LIMIT)) {
      Optional<String> value = invocation.option(option);
      if (value.isPresent()) {
        String text = option.equals(SUBJECT) ? subject(invocation, value.get()) : value.get();
        query.add(option.substring(2) + "=" + Node.encoded(text));
      }
    }
    String path = invocation.flag(ALARMS) ? "/v1/alarms" : "/v1/facts";
    return query.isEmpty() ? path : path + "?" + String.join("&", query);
  }

  private static String subject(Invocation invocation, String text) throws ClientException {
    try {
      return invocation.values().digest(text).hex();
    } catch (ClientException e) {
      throw ClientException.usage(SUBJECT + " " + e.what(), "See --help.").because(e);
    }
  }

  private static int list(Invocation invocation) throws ClientException {
    String path = path(invocation);
    Optional<String> after = invocation.option(AFTER);
    if (after.isPresent()) {
      path += (path.contains("?") ? "&" : "?") + "after=" + Node.encoded(after.get());
    }
    Json.Obj page = invocation.ledger().node().readAs(path, invocation.reader());
    if (invocation.json()) {
      invocation.terminal().json(page);
      return ExitStatus.DONE;
    }
    if (page.member("facts").orElse(new Json.Null()) instanceof Json.Arr facts) {
      for (Json each : facts.elements()) {
        if (each instanceof Json.Obj fact) {
          tell(invocation, fact);
        }
      }
      if (facts.elements().isEmpty()) {
        invocation.terminal().line("nothing that you may see");
      }
    }
    Answers.footnotes(invocation.terminal(), page);
    return ExitStatus.DONE;
  }

  private static int follow(Invocation invocation) throws ClientException {
    Optional<Node.Reader> reader = invocation.reader();
    Optional<SigningKey> key =
        reader.isPresent() ? Optional.of(reader.get().key()) : Optional.empty();
    FactStream stream =
        new FactStream(invocation.ledger().node(), path(invocation), key, invocation.option(AFTER));
    stream.follow(
        fact -> {
          if (invocation.json()) {
            invocation.terminal().line(JsonWriter.compact(fact));
          } else {
            tell(invocation, fact);
          }
          // A broken pipe shows as an error of the stream: whoever read has gone.
          return !invocation.terminal().out().checkError();
        });
    return ExitStatus.DONE;
  }

  private static void tell(Invocation invocation, Json.Obj fact) throws ClientException {
    Terminal terminal = invocation.terminal();
    String where = Answers.plain(fact, "position") + "  " + Answers.plain(fact, "time") + "  ";
    TransactionCommand.tell(invocation, terminal.dim(Rendering.printable(where)), fact);
  }
}
