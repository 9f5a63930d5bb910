package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.cose.Signatures;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import birthmark.machine.Machine;
import birthmark.node.store.Damage;
import birthmark.node.store.FolderLock;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Folders;
import birthmark.node.upkeep.Fsck;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** {@code birthmark fsck}: everything stored, verified. */
final class FsckCommand implements FolderCommand {
  private static final String SCRATCH = "--scratch";

  @Override
  public String help() {
    return """
    birthmark fsck [--data DIR] [--scratch DIR] [--json]

    Verifies everything that a stopped node has stored, by nothing but its log: each entry against
    its hash, the log against its signed checkpoint, each block by deciding it again, and all the
    rest against what comes out. Nothing is changed. The index is left out: birthmark reindex makes
    it again.

      --data DIR     the node's folder (default ./data)
      --scratch DIR  where to keep what comes out meanwhile: about as much as the ledger takes
                     (default: in the node's folder)
      --json         one JSON document on standard output

    Status 0: all is well. 1: something is damaged; block and statement are named. 4: it could not
    be checked.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--data", SCRATCH);
  }

  @Override
  public Set<String> alone() {
    return Set.of("--json");
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    NodeFolder folder =
        new NodeFolder(arguments.path("--data").orElse(Path.of("data")), around.environment());
    Path scratch =
        arguments
            .path(SCRATCH)
            .map(dir -> dir.resolve("birthmark-replay"))
            .orElse(folder.scratch());
    Genesis genesis = folder.genesis();
    Fsck.Report report;
    try (FolderLock _ = folder.lock()) {
      report = check(genesis, folder.ledger(), scratch, around);
    }
    if (arguments.has("--json")) {
      around.out().println(JsonWriter.indented(json(report, genesis, folder)));
    } else {
      around.out().print(text(report, genesis, folder));
    }
    return report.whole() ? DONE : DAMAGED;
  }

  /** The check of a ledger in {@code ledger} with its progress shown. */
  static Fsck.Report check(Genesis genesis, Path ledger, Path scratch, Surroundings around) {
    Signatures signatures = FastSignatures.best();
    ProgressLine progress = around.progress();
    Folders.clear(scratch);
    try {
      return Fsck.run(
          new Machine(Contracts.rulebook(), signatures, genesis),
          signatures,
          ledger,
          scratch,
          progress);
    } finally {
      progress.end();
      Folders.clear(scratch);
    }
  }

  /** What to do about it, a sentence each. */
  static List<String> remedies(Fsck.Report report, Path data) {
    List<String> remedies = new ArrayList<>();
    if (report.whole()) {
      return remedies;
    }
    if (report.logIsWhole()) {
      remedies.add(
          "The log is whole and all else follows from it: birthmark export --data "
              + data
              + " --to FILE, then birthmark import --from FILE --data NEWDIR.");
    }
    remedies.add("From a backup: birthmark restore --from BACKUP --data NEWDIR.");
    remedies.add(
        "Then copy checkpoint.p12, statements.p12 and node.password from "
            + data
            + " to NEWDIR and start the node there. Keep "
            + data
            + " until all is well.");
    return remedies;
  }

  private static Json json(Fsck.Report report, Genesis genesis, NodeFolder folder) {
    Json.ObjectBuilder object =
        Json.object()
            .put("ledger", genesis.name())
            .put("network", genesis.network().hex())
            .put("data", folder.path().toString())
            .put("whole", report.whole())
            .put("logWhole", report.logIsWhole());
    report
        .log()
        .ifPresent(
            log ->
                object
                    .put("height", log.height())
                    .put("size", log.log().size())
                    .put("root", log.log().root().hex()));
    List<Json> damage = new ArrayList<>();
    for (Damage each : report.damage()) {
      Json.ObjectBuilder one = Json.object();
      each.height().ifPresent(height -> one.put("block", height));
      each.index().ifPresent(index -> one.put("entry", index));
      each.statement().ifPresent(id -> one.put("statement", id.hex()));
      damage.add(one.put("what", each.what()).build());
    }
    List<Json> remedies = new ArrayList<>();
    remedies(report, folder.path()).forEach(each -> remedies.add(new Json.Text(each)));
    return object
        .put("found", report.found())
        .put("damage", new Json.Arr(damage))
        .put("remedies", new Json.Arr(remedies))
        .build();
  }

  static String text(Fsck.Report report, Genesis genesis, NodeFolder folder) {
    StringBuilder text = new StringBuilder();
    text.append("The ledger ").append(genesis.name()).append(" in ").append(folder.path());
    if (report.whole()) {
      report
          .log()
          .ifPresent(
              log ->
                  text.append(" is whole: block ")
                      .append(log.height())
                      .append(", ")
                      .append(log.log().size())
                      .append(" entries, root ")
                      .append(log.log().root()));
      return text.append(".\n").toString();
    }
    text.append(" is damaged:\n");
    for (Damage each : report.damage()) {
      text.append("  ").append(each.place()).append(": ").append(each.what()).append('\n');
    }
    if (report.found() > report.damage().size()) {
      text.append("  and ").append(report.found() - report.damage().size()).append(" more\n");
    }
    if (!report.logIsWhole()) {
      text.append("The log could not be decided again to its end, so the rest was not compared.\n");
    }
    text.append("What to do:\n");
    remedies(report, folder.path()).forEach(each -> text.append("  ").append(each).append('\n'));
    return text.toString();
  }
}
