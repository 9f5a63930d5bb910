package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Ledger;
import birthmark.json.Json;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Commands about the ledger that this client trusts. */
final class LedgerCommands {
  private static final String AGAIN = "--again";

  private LedgerCommands() {}

  static CommandSpec spec() {
    CommandSpec spec = Commands.group("ledger", "Which ledger you trust, and how it stands.");
    CommandSpec pin =
        Commands.doing(
            "pin",
            "Trust the ledger of the nodes given with --node; with --network only if it has that"
                + " network id.",
            LedgerCommands::pin);
    CommonOptions.flag(pin, true, AGAIN, "In the place of the one trusted before.");
    spec.addSubcommand("pin", pin);
    spec.addSubcommand(
        "show",
        Commands.doing(
            "show", "Show the ledger you trust and its latest checkpoint.", LedgerCommands::show));
    return spec;
  }

  private static int pin(Invocation invocation) throws ClientException {
    if (invocation.home().genesis().isPresent() && !invocation.flag(AGAIN)) {
      throw ClientException.usage(
          invocation.home().folder()
              + " trusts the ledger "
              + invocation.home().genesis().get().network()
              + " already",
          "Add " + AGAIN + " to trust another in its place, or use another folder with --home.");
    }
    return tell(invocation, invocation.pin());
  }

  private static int show(Invocation invocation) throws ClientException {
    return tell(invocation, invocation.ledger());
  }

  private static int tell(Invocation invocation, Ledger ledger) throws ClientException {
    Json.Obj checkpoint = ledger.node().read("/v1/checkpoint", Optional.empty());
    Json.ObjectBuilder json =
        Json.object()
            .put("name", ledger.genesis().name())
            .put("network", ledger.network().hex())
            .put("founded", ledger.genesis().time().toString())
            .put("node", ledger.node().url().toString());
    for (String name : List.of("height", "time", "size", "root", "stateRoot", "status")) {
      checkpoint.member(name).ifPresent(value -> json.put(name, value));
    }
    invocation.show(json.build());
    return ExitStatus.DONE;
  }
}
