package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.upkeep.ControlSocket;
import java.nio.file.Path;
import java.util.Set;

/** {@code birthmark export}: the log in a file. */
final class ExportCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark export --to FILE [--data DIR] [--json]

    Writes the whole log, entry by entry, with its signed checkpoint into a file, also while the
    node runs. birthmark import makes the ledger from it again: all but the text of refused
    statements follows from the log.

      --to FILE    must not be there yet
      --data DIR   the node's folder (default ./data)
      --json       one JSON document on standard output
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--to", "--data");
  }

  @Override
  public Set<String> alone() {
    return Set.of("--json");
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    Path to = arguments.needed("--to").toAbsolutePath().normalize();
    NodeFolder folder =
        new NodeFolder(arguments.path("--data").orElse(Path.of("data")), around.environment());
    Json.Obj request =
        Json.object().put("command", LedgerJobs.EXPORT).put(LedgerJobs.TO, to.toString()).build();
    ProgressLine progress = around.progress();
    Json.Obj done;
    try {
      done = LedgerJobs.run(folder, request, progress);
    } finally {
      progress.end();
    }
    around
        .out()
        .println(
            arguments.has("--json")
                ? JsonWriter.indented(done)
                : to
                    + " has the log up to block "
                    + ControlSocket.number(done, "height")
                    + ": "
                    + ControlSocket.number(done, "size")
                    + " entries, root "
                    + ControlSocket.text(done, "root")
                    + ".");
    return DONE;
  }
}
