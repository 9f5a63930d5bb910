package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.DeviceImport;
import birthmark.client.sdk.Problem;
import birthmark.client.sdk.Signer;
import birthmark.contracts.parties.PartyId;
import birthmark.json.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Enrols what an operator has already and what cannot attest, from a table. */
final class DeviceImportCommand {
  private static final String SEGMENT = "--segment";
  private static final int TOLD_MAX = 1_000;

  private DeviceImportCommand() {}

  static CommandSpec spec() {
    CommandSpec spec =
        Commands.doing(
            "import-known",
            "Enrol devices that cannot attest from a table (CSV). With a bad line nothing is"
                + " placed; what the ledger knows just so already is left as it is.",
            DeviceImportCommand::run);
    Commands.word(
        spec,
        "CSV",
        true,
        "Its first line is kind,identifier,product; kinds are serial, sgtin, digital-link, mac,"
            + " imei, other.");
    CommonOptions.text(
        spec, true, SEGMENT, "TEXT", "The segment of your network that they are kept in.");
    CommonOptions.text(
        spec,
        true,
        BatchCommands.SECRET,
        "FILE",
        "Your secret: of all identifiers only tokens under it go on the ledger.");
    return spec;
  }

  private static int run(Invocation invocation) throws ClientException {
    String segment =
        invocation
            .option(SEGMENT)
            .orElseThrow(
                () -> ClientException.usage(SEGMENT + " is missing", "Name where they are kept."));
    PartyId owner = MudUsage.operator(invocation);
    DeviceImport.Read read =
        DeviceImport.read(
            Path.of(invocation.words().getFirst()), owner, BatchCommands.naming(invocation));
    if (read.ready().isEmpty()) {
      throw bad(invocation, read.bad());
    }
    Signer signer = invocation.signer();
    signer.start(); // what was left unanswered is known by then
    DeviceImport.Compared compared =
        read.ready().get().compare(segment, KnownDevices.of(invocation, owner));
    if (!compared.bad().isEmpty()) {
      throw bad(invocation, compared.bad());
    }
    Optional<Problem> refused =
        DeviceImport.place(
            signer,
            segment,
            compared.missing(),
            (count, of) -> {
              if (!invocation.json()) {
                invocation.terminal().notice(count + " of " + of + " devices enrolled");
              }
            });
    if (refused.isPresent()) {
      throw refused.get().exception();
    }
    invocation.show(
        Json.object()
            .put("enrolled", compared.missing().size())
            .put("known", compared.known())
            .put("segment", segment)
            .build());
    return ExitStatus.DONE;
  }

  private static ClientException bad(Invocation invocation, List<DeviceImport.BadLine> bad) {
    bad.stream()
        .limit(TOLD_MAX)
        .forEach(
            line ->
                invocation
                    .terminal()
                    .err()
                    .println("line " + line.line() + ": " + Rendering.printable(line.why())));
    return ClientException.usage(
        bad.size()
            + (bad.size() == 1 ? " line is bad" : " lines are bad")
            + ", so nothing is enrolled",
        "Correct the table and run this again.");
  }
}
