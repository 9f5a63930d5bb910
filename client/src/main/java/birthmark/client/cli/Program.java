package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * A run of the program: finds the command, does it, and says what went wrong in words.
 *
 * <p>Standard output has the answer and nothing else; with {@code --json} always one JSON document.
 */
final class Program {
  private final Terminal terminal;
  private final Map<String, String> environment;
  private final CommandTree tree;

  /** The program with the contracts of {@code rulebook}, which is asked for only when needed. */
  Program(Terminal terminal, Map<String, String> environment, Supplier<Rulebook> rulebook) {
    this.terminal = terminal;
    this.environment = environment;
    this.tree = new CommandTree(rulebook);
  }

  /** Runs the command that {@code arguments} name; gives the exit status. */
  int run(String... arguments) {
    List<String> words = new ArrayList<>(Arrays.asList(arguments));
    if (words.isEmpty()) {
      words.add("--help");
    } else if (words.getFirst().equals("help")) {
      words.removeFirst();
      words.add("--help");
    }
    boolean debug = words.contains(CommonOptions.DEBUG);
    boolean json = words.contains(CommonOptions.JSON);
    try {
      return run(tree.commandLine(words), words);
    } catch (ParameterException e) {
      return fail(usage(e), json, debug);
    } catch (ClientException e) {
      return fail(e, json, debug);
    } catch (RuntimeException e) {
      terminal.err().println("birthmark: the program failed, which is a fault of its own: " + e);
      terminal.err().println("  Report it with what you typed; --debug shows where it happened.");
      if (debug) {
        e.printStackTrace(terminal.err());
      }
      return ExitStatus.FAULT;
    }
  }

  private int run(CommandLine commandLine, List<String> words) throws ClientException {
    ParseResult result = commandLine.parseArgs(words.toArray(String[]::new));
    List<ParseResult> chain = new ArrayList<>();
    for (ParseResult each = result;
        each != null;
        each = each.hasSubcommand() ? each.subcommand() : null) {
      chain.addFirst(each);
    }
    ParseResult last = chain.getFirst();
    complain(last, chain);
    CommandLine command = last.commandSpec().commandLine();
    if (last.isUsageHelpRequested()) {
      terminal.out().print(command.getUsageMessage(colours()));
      return ExitStatus.DONE;
    }
    if (result.isVersionHelpRequested()) {
      terminal.line("birthmark " + CommandTree.version());
      return ExitStatus.DONE;
    }
    if (!(last.commandSpec().userObject() instanceof Action action)) {
      terminal.err().print(command.getUsageMessage(colours()));
      return ExitStatus.USAGE;
    }
    try (Invocation invocation = new Invocation(chain, terminal, environment, tree.rulebook())) {
      return action.run(invocation);
    }
  }

  /** Throws what is wrong with the words, an unknown one before one that is missing. */
  private static void complain(ParseResult last, List<ParseResult> chain) {
    if (last.isUsageHelpRequested()) {
      return;
    }
    List<Exception> errors = chain.stream().flatMap(each -> each.errors().stream()).toList();
    for (Exception error : errors) {
      if (error instanceof UnmatchedArgumentException unknown) {
        throw unknown;
      }
    }
    for (Exception error : errors) {
      if (error instanceof ParameterException wrong) {
        throw wrong;
      }
    }
  }

  private CommandLine.Help.Ansi colours() {
    return terminal.colours() ? CommandLine.Help.Ansi.ON : CommandLine.Help.Ansi.OFF;
  }

  private static ClientException usage(ParameterException e) {
    String path = e.getCommandLine().getCommandSpec().qualifiedName(" ");
    String remedy = "See '" + path + " --help'.";
    String what = String.valueOf(e.getMessage());
    what = what.substring(0, 1).toLowerCase(Locale.ROOT) + what.substring(1);
    if (e instanceof UnmatchedArgumentException unmatched) {
      String first = unmatched.getUnmatched().getFirst();
      boolean group = !e.getCommandLine().getSubcommands().isEmpty();
      what =
          unmatched.isUnknownOption()
              ? "there is no option '" + first + "' here"
              : group
                  ? "there is no command '" + first + "'"
                  : "'" + first + "' is a word too many";
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        remedy = "Did you mean " + String.join(" or ", suggestions) + "? " + remedy;
      }
    }
    return ClientException.usage(what, remedy).because(e);
  }

  private int fail(ClientException e, boolean json, boolean debug) {
    if (json) {
      terminal.json(
          Json.object()
              .put("status", "failed")
              .put("kind", ExitStatus.word(e.kind()))
              .put("what", e.what())
              .put("remedy", e.remedy())
              .build());
    }
    terminal.err().println("birthmark: " + Rendering.printable(e.what()));
    if (!e.remedy().isEmpty()) {
      terminal.err().println("  " + Rendering.printable(e.remedy()));
    }
    if (debug) {
      e.printStackTrace(terminal.err());
    }
    return ExitStatus.of(e.kind());
  }
}
