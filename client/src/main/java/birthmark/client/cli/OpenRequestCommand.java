package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Node;
import birthmark.codec.Shape;
import birthmark.contract.Acting;
import birthmark.contract.OpenRequest;
import birthmark.contract.Rulebook;
import birthmark.json.Json;
import birthmark.statement.RefusedException;
import birthmark.statement.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The command that asks for what another asked for: it shows the other's transaction and, told to,
 * signs the very same.
 */
final class OpenRequestCommand implements Action {
  private static final String AGREE = "agree";
  private static final String APPROVE = "approve";
  private static final String YES = "--yes";
  private static final String PROPOSAL =
      "The statement that proposed it: 64 hexadecimal digits, as 'birthmark party proposals PARTY'"
          + " lists them.";
  private static final String COSE = "application/cose";

  private final Rulebook.Rules rules;
  private final OpenRequest<?, ?> open;

  private OpenRequestCommand(Rulebook.Rules rules, OpenRequest<?, ?> open) {
    this.rules = rules;
    this.open = open;
  }

  /** The commands for what {@code rules} declare. */
  static List<CommandSpec> all(Rulebook.Rules rules) {
    List<CommandSpec> specs = new ArrayList<>();
    for (OpenRequest<?, ?> open : rules.surface().openRequests()) {
      CommandSpec spec =
          Commands.doing(
              name(specs, open.approval() ? APPROVE : AGREE),
              open.about() + " Shows it; with --yes signs the same with your key.",
              new OpenRequestCommand(rules, open));
      List<Shape> shapes = ReadCommand.leaves(open.table().key().shape());
      for (int i = 0; i < open.parameters().size(); i++) {
        Commands.word(
            spec,
            open.parameters().get(i).toUpperCase(Locale.ROOT),
            true,
            open.approval() && i > 0 ? PROPOSAL : ShapeHelp.how(shapes.get(i)));
      }
      CommonOptions.flag(spec, true, YES, "Ask for the same. Look at what it is before.");
      Placing.addOptions(spec);
      specs.add(spec);
    }
    return specs;
  }

  private static String name(List<CommandSpec> before, String name) {
    long taken = before.stream().filter(each -> each.name().startsWith(name)).count();
    return taken == 0 ? name : name + "-" + taken;
  }

  @Override
  public int run(Invocation invocation) throws ClientException {
    List<String> words = invocation.words();
    List<Shape> shapes = ReadCommand.leaves(open.table().key().shape());
    List<String> steps = new ArrayList<>(List.of(rules.surface().path()));
    int used = 0;
    for (String step : open.path().split("/", -1)) {
      if (step.startsWith("{")) {
        String name = open.parameters().get(used);
        steps.add(ReadCommand.word(invocation, shapes.get(used), name, words.get(used)));
        used++;
      } else {
        steps.add(step);
      }
    }
    steps.add("statement");
    Optional<Node.Reader> reader = invocation.reader();
    Bytes octets = invocation.ledger().node().octets(Node.path(steps), COSE, reader);
    Statement asked = decoded(invocation, octets);
    if (!invocation.flag(YES)) {
      invocation.show(shown(asked));
      if (!invocation.json()) {
        invocation.terminal().line("Add " + YES + " to ask for the same.");
      }
      return ExitStatus.DONE;
    }
    if (!invocation.json()) {
      invocation.show(shown(asked));
    }
    return Placing.place(
        invocation,
        asked.transaction(),
        open.approval()
            ? Optional.of(
                Acting.approving(invocation.values().digest(words.getFirst()), asked.id()))
            : Optional.empty());
  }

  private Statement decoded(Invocation invocation, Bytes octets) throws ClientException {
    Statement asked;
    try {
      asked = Statement.decode(invocation.rulebook(), octets);
    } catch (RefusedException e) {
      throw ClientException.refused(
              "what the node gave is no statement: " + e.getMessage(), "Ask another node.")
          .because(e);
    }
    boolean own = open.approval() || asked.rules().number() == rules.number();
    if (!own || !asked.network().equals(invocation.ledger().network())) {
      throw ClientException.refused(
          "what the node gave is no request of this contract and ledger", "Ask another node.");
    }
    return asked;
  }

  private static Json.Obj shown(Statement asked) {
    Rulebook.Rules of = asked.rules();
    return Placing.told(
        Json.object()
            .put("statement", asked.id().hex())
            .put("key", asked.key().toString())
            .put("contract", of.surface().path())
            .put("transaction", asked.name())
            .put(
                "body",
                of.transactions().of(asked.transaction()).codec().toJson(asked.transaction()))
            .build(),
        asked.acting());
  }
}
