package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.node.upkeep.ControlSocket;
import java.nio.file.Path;
import java.util.Set;

/** {@code birthmark backup}: one more backup, also of a running node. */
final class BackupCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark backup --to DIR [--data DIR] [--keep N] [--json]

    Makes a backup of the ledger, also while the node runs; only what is new since the last one in
    the same folder is copied. It holds log, state and genesis, and NO KEYS: copy checkpoint.p12,
    statements.p12 and node.password once, to another place, and founder.p12 to a third.

      --to DIR     where the backups of this ledger are, best on another disk; made if missing
      --data DIR   the node's folder (default ./data)
      --keep N     keep only the newest N backups afterwards
      --json       one JSON document on standard output
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--to", "--data", "--keep");
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
    Json.ObjectBuilder request =
        Json.object().put("command", LedgerJobs.BACKUP).put(LedgerJobs.TO, to.toString());
    arguments.count("--keep").ifPresent(count -> request.put(LedgerJobs.KEEP, count));
    ProgressLine progress = around.progress();
    Json.Obj made;
    try {
      made = LedgerJobs.run(folder, request.build(), progress);
    } finally {
      progress.end();
    }
    if (arguments.has("--json")) {
      around.out().println(JsonWriter.indented(made));
      return DONE;
    }
    around
        .out()
        .println(
            "Backup "
                + ControlSocket.number(made, "backup")
                + " in "
                + to
                + " has all up to block "
                + ControlSocket.number(made, "height")
                + " ("
                + ControlSocket.number(made, "size")
                + " entries, root "
                + ControlSocket.text(made, "root")
                + "); "
                + ControlSocket.number(made, "added")
                + " octets were copied. It has no keys.");
    return DONE;
  }
}
