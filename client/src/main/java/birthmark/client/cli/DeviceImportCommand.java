package birthmark.client.cli;

import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.DeviceImport;
import birthmark.client.sdk.Problem;
import birthmark.json.Json;
import java.nio.file.Path;
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
                + " placed; started again it goes on.",
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
    DeviceImport.Read read =
        DeviceImport.read(Path.of(invocation.words().getFirst()), BatchCommands.naming(invocation));
    read.bad().stream()
        .limit(TOLD_MAX)
        .forEach(
            bad ->
                invocation
                    .terminal()
                    .err()
                    .println("line " + bad.line() + ": " + Rendering.printable(bad.why())));
    if (read.ready().isEmpty()) {
      long count = read.bad().size();
      throw ClientException.usage(
          count + (count == 1 ? " line is bad" : " lines are bad") + ", so nothing is enrolled",
          "Correct the table and run this again.");
    }
    DeviceImport ready = read.ready().get();
    Optional<Problem> refused =
        ready.place(
            invocation.signer(),
            invocation.ledger().network(),
            segment,
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
            .put("enrolled", Long.toString(ready.count()))
            .put("segment", segment)
            .build());
    return ExitStatus.DONE;
  }
}
