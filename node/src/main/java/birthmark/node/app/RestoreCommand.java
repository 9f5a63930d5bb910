package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.node.store.Damage;
import birthmark.node.store.FolderLock;
import birthmark.node.store.StoreException;
import birthmark.node.upkeep.BackupFolder;
import birthmark.node.upkeep.Folders;
import birthmark.node.upkeep.Fsck;
import java.io.IOException;
import java.util.Set;

/** {@code birthmark restore}: a ledger from a backup, all of it verified first. */
final class RestoreCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark restore --from DIR --data DIR [--backup N]

    Puts the ledger of a backup into a folder that has none, verified as birthmark fsck does before
    it is put in its place. Keys are not in a backup: copy checkpoint.p12, statements.p12 and
    node.password there too before the node starts. What was acknowledged after the backup is lost,
    and whoever kept a later checkpoint will see that the ledger took another way from here.

      --from DIR   where the backups are
      --data DIR   the folder for the node
      --backup N   which backup (default: the newest)

    Status 1: the backup is damaged, and nothing was restored.
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--from", "--data", "--backup");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around)
      throws ClientException, Arguments.UsageException {
    BackupFolder backups =
        new BackupFolder(arguments.needed("--from").toAbsolutePath().normalize());
    NodeFolder folder = new NodeFolder(arguments.needed("--data"), around.environment());
    try {
      Genesis genesis = backups.genesis();
      try (FolderLock _ = folder.lock()) {
        folder.expectLedger(genesis);
        int number = backups.restore(arguments.count("--backup"), folder.incoming());
        Fsck.Report report =
            FsckCommand.check(genesis, folder.incoming(), folder.scratch(), around);
        if (!report.whole()) {
          return damaged(report, number, folder, around);
        }
        folder.acceptLedger(genesis);
        around.out().println("Backup " + number + " is verified and restored.");
        around.out().print(FsckCommand.text(report, genesis, folder));
        around.out().println(NodeFolder.KEYS_APART);
        return DONE;
      }
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.DAMAGED) {
        throw e;
      }
      around.err().println("birthmark restore: " + e.sentence());
      return DAMAGED;
    } catch (IOException e) {
      throw folder.unusable(e);
    }
  }

  private static int damaged(Fsck.Report report, int number, NodeFolder folder, Surroundings around)
      throws IOException {
    around
        .err()
        .println("birthmark restore: backup " + number + " is damaged; nothing was restored:");
    for (Damage each : report.damage()) {
      around.err().println("  " + each.place() + ": " + each.what());
    }
    around.err().println("Take an older one with --backup, or another replica's ledger.");
    Folders.delete(folder.incoming());
    return DAMAGED;
  }
}
