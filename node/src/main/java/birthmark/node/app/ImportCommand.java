package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.cose.Signatures;
import birthmark.machine.Machine;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.store.FolderLock;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Export;
import birthmark.node.upkeep.Folders;
import birthmark.node.upkeep.Import;
import birthmark.node.upkeep.LogFile;
import birthmark.node.upkeep.Progress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** {@code birthmark import}: a ledger from the file of its log. */
final class ImportCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark import --from FILE --data DIR

    Makes a ledger from an exported log: every block is decided again, each seal and the signed
    checkpoint are compared, and only then is the ledger put in its place. Keys are not in the file:
    copy checkpoint.p12, statements.p12 and node.password there too before the node starts.

    In a folder that 'birthmark join' made for a ledger that goes on from this log, it makes that
    ledger as it is where it begins, with the folder's own keys.

      --from FILE  what birthmark export wrote
      --data DIR   a folder that has no ledger yet

    Status 1: the file is not a whole log, and nothing was imported.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--from", "--data");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    Path file = arguments.needed("--from");
    NodeFolder folder = new NodeFolder(arguments.needed("--data"), around.environment());
    ProgressLine progress = around.progress();
    try {
      Optional<Genesis> staged = folder.staged();
      Genesis genesis = staged.isPresent() ? staged.get() : LogFile.genesis(file);
      Signatures signatures = FastSignatures.best();
      Export made;
      try (FolderLock _ = folder.lock()) {
        folder.expectLedger(genesis);
        try {
          Machine machine = new Machine(Contracts.rulebook(), signatures, genesis);
          made =
              staged.isPresent()
                  ? resumed(folder, file, machine, signatures, progress)
                  : Import.read(file, machine, signatures, folder.incoming(), progress);
          folder.acceptLedger(genesis);
        } finally {
          // Under the lock: what is there without it is another import's.
          Folders.clear(folder.incoming());
        }
      } finally {
        progress.end();
      }
      around
          .out()
          .println(
              "The ledger "
                  + genesis.name()
                  + " is imported up to block "
                  + made.height()
                  + ": "
                  + made.size()
                  + " entries, root "
                  + made.root()
                  + ", as its checkpoint says.");
      around
          .out()
          .println(
              staged.isPresent()
                  ? "It goes on from there with the replicas of its genesis: start the node."
                  : NodeFolder.KEYS_APART);
      return DONE;
    } catch (LogFile.DamagedFileException e) {
      around
          .err()
          .println(
              "birthmark import: "
                  + file
                  + " is not a whole log: "
                  + e.getMessage()
                  + ". Nothing was imported.");
      return DAMAGED;
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  /** The ledger that goes on from the log in {@code file}, as it is where it begins. */
  private static Export resumed(
      NodeFolder folder, Path file, Machine machine, Signatures signatures, Progress progress)
      throws IOException, LogFile.DamagedFileException, ClientException {
    Genesis genesis = machine.genesis();
    if (genesis.predecessor().isEmpty()) {
      throw ClientException.local(
          "the ledger of " + folder.path() + " begins a log of its own",
          "Start the node: it has nothing to import. Or name another folder.");
    }
    return Import.resumed(
        CheckpointSigner.of(genesis.name(), folder.stagedCheckpointKey()),
        file,
        machine,
        signatures,
        folder.incoming(),
        progress);
  }
}
