package birthmark.client.cli;

import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Column;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * All commands. Those of contracts are made from their surfaces, and only of the contract asked
 * for: a command that needs no contract does not wait for them.
 */
final class CommandTree {
  private static final String NAME = "birthmark";
  private static final String YOURS = "Yours, on this machine";
  private static final String EVIDENCE = "Evidence";
  private static final String PROGRAMS = "Programs";

  private static final List<String> INTRODUCTION =
      List.of(
          "Birthmark: a ledger that gives every connected thing a birth certificate, lets it onto"
              + " the network only while its firmware and settings are genuine, and keeps a signed"
              + " history that nobody can edit.");

  private final Supplier<Rulebook> contracts;
  private Optional<Rulebook> rulebook = Optional.empty();

  CommandTree(Supplier<Rulebook> contracts) {
    this.contracts = contracts;
  }

  /** The contracts, made at the first call. */
  Supplier<Rulebook> rulebook() {
    return () -> {
      if (rulebook.isEmpty()) {
        rulebook = Optional.of(contracts.get());
      }
      return rulebook.get();
    };
  }

  /** The program's version. */
  static String version() {
    String version = CommandTree.class.getPackage().getImplementationVersion();
    return version == null ? "of an unpacked build" : version;
  }

  /** The commands that {@code words} may name. */
  CommandLine commandLine(List<String> words) {
    String first = firstWord(words);
    CommandSpec root = CommandSpec.create().name(NAME);
    root.addOption(
        OptionSpec.builder("-V", "--version")
            .versionHelp(true)
            .type(Boolean.class)
            .description("Show the program's version.")
            .build());
    CommonOptions.addTo(root, true);
    Optional<Own> only = own().filter(own -> own.name().equals(first)).findFirst();
    if (only.isPresent()) {
      root.addSubcommand(first, only.get().spec().get());
    } else {
      addAll(root, first);
    }
    root.parser().collectErrors(true);
    CommandLine commandLine = new CommandLine(root);
    commandLine.setExpandAtFiles(false);
    commandLine.setPosixClusteredShortOptionsAllowed(false);
    commandLine.setUsageHelpWidth(Help.WIDTH);
    return commandLine;
  }

  /** A command that no contract brings along; it is made only where it is needed. */
  private record Own(String group, String name, Supplier<CommandSpec> spec) {}

  private Stream<Own> own() {
    return Stream.of(
        new Own(YOURS, "key", KeyCommands::spec),
        new Own(YOURS, "ledger", LedgerCommands::spec),
        new Own(YOURS, "batch", BatchCommands::spec),
        new Own(YOURS, "doctor", DoctorCommand::spec),
        new Own(EVIDENCE, "statement", StatementCommands::spec),
        new Own(EVIDENCE, "scitt", ScittCommands::spec),
        new Own(EVIDENCE, "bundle", BundleCommand::spec),
        new Own(EVIDENCE, "verify", VerifyCommand::spec),
        new Own(EVIDENCE, "monitor", MonitorCommand::spec),
        new Own(EVIDENCE, "facts", FactCommands::spec),
        new Own(EVIDENCE, "mud", MudCommand::spec),
        new Own(EVIDENCE, "bottle", BottleCommands::spec),
        new Own(EVIDENCE, "logger", LoggerCommands::spec),
        new Own(EVIDENCE, "replay", ReplayCommand::spec),
        new Own(EVIDENCE, "completion", () -> CompletionScript.spec(this::complete)),
        new Own(PROGRAMS, "demo", DemoCommand::spec));
  }

  private List<CommandSpec> own(String group) {
    return own().filter(own -> own.group().equals(group)).map(own -> own.spec().get()).toList();
  }

  /** All commands, with the whole of the one called {@code first} and how the program is used. */
  private void addAll(CommandSpec root, String first) {
    SequencedMap<String, List<CommandSpec>> groups = new LinkedHashMap<>();
    groups.put(YOURS, own(YOURS));
    groups.put("On the ledger", contractCommands(first));
    groups.put(EVIDENCE, own(EVIDENCE));
    groups.values().forEach(specs -> specs.forEach(spec -> root.addSubcommand(spec.name(), spec)));
    own(PROGRAMS).forEach(spec -> root.addSubcommand(spec.name(), spec));
    help(root, groups);
  }

  private CommandLine complete() {
    CommandLine all = commandLine(List.of());
    for (Rulebook.Rules rules : rulebook().get().contracts()) {
      all.getCommandSpec().removeSubcommand(rules.surface().noun());
      all.getCommandSpec().addSubcommand(rules.surface().noun(), contract(rules));
    }
    return all;
  }

  private static String firstWord(List<String> words) {
    boolean value = false;
    for (String word : words) {
      if (value) {
        value = false;
      } else if (word.startsWith("-")) {
        value = CommonOptions.VALUED.contains(word);
      } else {
        return word;
      }
    }
    return "";
  }

  private List<CommandSpec> contractCommands(String first) {
    List<CommandSpec> specs = new ArrayList<>();
    for (Rulebook.Rules rules : rulebook().get().contracts()) {
      specs.add(
          rules.surface().noun().equals(first)
              ? contract(rules)
              : Commands.group(rules.surface().noun(), rules.surface().about()));
    }
    return specs;
  }

  private static CommandSpec contract(Rulebook.Rules rules) {
    CommandSpec spec = Commands.group(rules.surface().noun(), rules.surface().about());
    List<CommandSpec> placing = new ArrayList<>();
    for (Variants.Variant<Transaction> variant : rules.transactions().all()) {
      placing.add(TransactionCommand.of(rules, variant));
    }
    placing.addAll(OpenRequestCommand.all(rules));
    SequencedMap<String, List<CommandSpec>> groups = new LinkedHashMap<>();
    groups.put("Place on the ledger", placing);
    groups.put("Read from the ledger", ReadCommand.all(rules));
    List<CommandSpec> more = Supplements.commands(rules.surface().transactions());
    if (!more.isEmpty()) {
      groups.put("On this machine", more);
    }
    groups.values().forEach(specs -> specs.forEach(each -> spec.addSubcommand(each.name(), each)));
    list(spec, groups);
    return spec;
  }

  private static void help(CommandSpec root, SequencedMap<String, List<CommandSpec>> groups) {
    UsageMessageSpec usage = root.usageMessage();
    usage.width(Help.WIDTH);
    usage.description(INTRODUCTION.toArray(String[]::new));
    usage.customSynopsis("birthmark COMMAND [OPTIONS]");
    usage.optionListHeading("%nOptions of every command%n");
    usage.footer(
        "",
        "Programs",
        "  birthmark demo     the whole story in a minute, in a fresh folder",
        "  birthmark start    run a node; Ctrl-C stops it",
        "  birthmark cluster  run several nodes here that agree with each other; --help tells more",
        "  birthmark member   make keys to found a ledger with others; genesis puts them together",
        "  birthmark join     prepare a node for a ledger that others founded",
        "  birthmark gateway  let things in that the ledger admits, by MQTT; --help tells more",
        "  birthmark fsck     verify everything that a stopped node has stored",
        "  birthmark backup   back the ledger up; restore puts it back, verified",
        "  birthmark export   the log in a file; import makes the ledger again, reindex the index",
        "  birthmark past     the ledger as it was after an earlier block, to be read",
        "  birthmark sim      play histories of a ledger under faults, each from a seed",
        "  birthmark chaos    break several real nodes in every way and see what holds",
        "  birthmark bench    measure rates and latencies beside what this machine could do",
        "  birthmark test     build, check and test",
        "",
        "'birthmark COMMAND --help' tells more. Exit status: 0 done, 1 refused or not proven,",
        "2 the command is wrong, 3 no node answered, 4 something on this machine (file, key,"
            + " password),",
        "70 a fault of the program.");
    list(root, groups);
  }

  /** Lists commands under headings. */
  private static void list(CommandSpec spec, SequencedMap<String, List<CommandSpec>> groups) {
    spec.usageMessage()
        .sectionMap()
        .put(
            UsageMessageSpec.SECTION_KEY_COMMAND_LIST,
            help -> {
              StringBuilder text = new StringBuilder();
              int width = 0;
              for (List<CommandSpec> group : groups.values()) {
                for (CommandSpec each : group) {
                  width = Math.max(width, each.name().length());
                }
              }
              for (Map.Entry<String, List<CommandSpec>> group : groups.entrySet()) {
                TextTable table =
                    TextTable.forColumns(
                        help.colorScheme(),
                        new Column(width + 4, 2, Column.Overflow.SPAN),
                        new Column(Help.WIDTH - width - 4, 2, Column.Overflow.WRAP));
                for (CommandSpec each : group.getValue()) {
                  String[] about = each.usageMessage().description();
                  table.addRowValues(each.name(), about.length == 0 ? "" : about[0]);
                }
                text.append(System.lineSeparator())
                    .append(group.getKey())
                    .append(System.lineSeparator())
                    .append(table);
              }
              return text.toString();
            });
    spec.usageMessage().sectionMap().remove(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING);
  }
}
