package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.Answer;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.codec.Names;
import birthmark.codec.Variants;
import birthmark.contract.Rulebook;
import birthmark.contract.Transaction;
import birthmark.json.Json;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command of one transaction, made from its declaration. */
final class TransactionCommand implements Action {
  private final Variants.Variant<Transaction> variant;
  private final Fields fields;
  private final Supplement supplement;

  private TransactionCommand(Variants.Variant<Transaction> variant) {
    this.variant = variant;
    this.fields = Fields.of(variant.shape(), CommonOptions.RESERVED);
    this.supplement = Supplements.of(variant.type());
  }

  /** The command of {@code variant}. */
  static CommandSpec of(Rulebook.Rules rules, Variants.Variant<Transaction> variant) {
    TransactionCommand command = new TransactionCommand(variant);
    String about =
        variant.shape().about().isEmpty()
            ? "Place '" + variant.name() + "' of the contract " + rules.surface().path() + "."
            : variant.shape().about();
    CommandSpec spec = Commands.doing(variant.name(), about, command);
    for (Fields.Leaf leaf : command.fields.leaves()) {
      spec.addOption(command.option(leaf));
    }
    command.supplement.addOptions(spec);
    Placing.addOptions(spec);
    Placing.addActing(spec);
    RehearsalView.addOption(spec);
    return spec;
  }

  private OptionSpec option(Fields.Leaf leaf) {
    boolean supplied = supplement.supplied().contains(leaf.path());
    boolean follows = Completion.follows(variant.type(), leaf) && !supplied;
    OptionSpec.Builder option =
        OptionSpec.builder(leaf.option())
            .required(leaf.required() && !follows && !supplied && !leaf.flag() && !leaf.repeats())
            .description(
                CommonOptions.escaped(
                    ShapeHelp.sentence(leaf)
                        + (follows ? " If left out it follows from your keys." : "")));
    if (leaf.flag()) {
      option.type(String.class).arity("0..1").fallbackValue("true").hideParamSyntax(true);
      return option.paramLabel("").build();
    }
    option.paramLabel(ShapeHelp.label(leaf.shape()));
    return leaf.repeats()
        ? option.type(List.class).auxiliaryTypes(String.class).arity("1").build()
        : option.type(String.class).build();
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    Map<List<String>, String> mentioned = new HashMap<>();
    Json.Obj typed =
        fields.json(
            invocation.values(),
            leaf -> {
              List<String> texts =
                  leaf.repeats()
                      ? invocation.options(leaf.option())
                      : invocation.option(leaf.option()).stream().toList();
              if (Completion.isKey(leaf) && !texts.isEmpty()) {
                mentioned.put(leaf.path(), texts.getLast());
              }
              return texts;
            });
    typed = supplement.supply(invocation, typed);
    KeyFile signer = invocation.keyFile();
    Bytes network = Placing.network(invocation);
    Transaction transaction =
        new Completion(invocation.home(), invocation.passwords(), network, signer)
            .complete(variant, fields, typed, mentioned);
    return invocation.flag(RehearsalView.DRY_RUN)
        ? RehearsalView.show(invocation, variant, transaction, Placing.acting(invocation))
        : Placing.place(invocation, transaction, Placing.acting(invocation));
  }

  /** What a person is told of a statement that took effect. */
  static void tell(Invocation invocation, Answer.Committed committed) throws ClientException {
    Terminal terminal = invocation.terminal();
    terminal.line(
        terminal.green(committed.repeated() ? "committed before" : "committed")
            + " in block "
            + committed.height()
            + terminal.dim("  log index " + committed.index()));
    terminal.line("statement  " + committed.statement());
    Json facts = committed.json().member("facts").orElse(new Json.Arr(List.of()));
    if (!(facts instanceof Json.Arr list)) {
      return;
    }
    for (Json each : list.elements()) {
      if (each instanceof Json.Obj fact) {
        tell(invocation, "", fact);
      }
    }
  }

  /** What a person is told of a fact, {@code lead} first. */
  static void tell(Invocation invocation, String lead, Json.Obj fact) throws ClientException {
    Terminal terminal = invocation.terminal();
    String name = text(fact, "contract") + ": " + Rendering.words(Names.kebab(text(fact, "fact")));
    boolean alarm = fact.member("alarm").orElse(new Json.Null()).equals(new Json.Bool(true));
    terminal.line(lead + (alarm ? terminal.red(name + "  ALARM") : terminal.bold(name)));
    if (fact.member("value").orElse(new Json.Null()) instanceof Json.Obj value) {
      invocation.rendering().indented(value);
    }
  }

  private static String text(Json.Obj json, String name) {
    return json.member(name).orElse(new Json.Null()) instanceof Json.Text text
        ? Rendering.printable(text.value())
        : "";
  }
}
