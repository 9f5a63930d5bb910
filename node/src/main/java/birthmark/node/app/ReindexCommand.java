package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.machine.Machine;
import birthmark.node.index.Index;
import birthmark.node.store.FolderLock;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.FastSignatures;
import java.nio.file.Path;
import java.util.Set;

/** {@code birthmark reindex}: the index made again from the log. */
final class ReindexCommand implements FolderCommand {
  @Override
  public String help() {
    return """
    birthmark reindex [--data DIR]

    Makes the index of facts of a stopped node again, from the log alone.

      --data DIR   the node's folder (default ./data)
    """;
  }

  @Override
  public Set<String> valued() {
    return Set.of("--data");
  }

  @Override
  public Set<String> alone() {
    return Set.of();
  }

  @Override
  public int run(Arguments arguments, Surroundings around) throws ClientException {
    NodeFolder folder =
        new NodeFolder(arguments.path("--data").orElse(Path.of("data")), around.environment());
    Genesis genesis = folder.genesis();
    Machine machine = new Machine(Contracts.rulebook(), FastSignatures.best(), genesis);
    ProgressLine progress = around.progress();
    try (FolderLock _ = folder.lock();
        Store store =
            new Store(
                RocksKeyValues.open(folder.ledger()), machine.rulebook(), machine.network(), true);
        Index index = Index.open(folder.index(), machine.network(), machine.rulebook())) {
      index.rebuild(new StoredFacts(store, machine, folder.scratch(), progress));
      progress.end();
      around.out().println("The index has every fact up to block " + index.height() + ".");
      return DONE;
    } catch (IllegalStateException e) {
      progress.end();
      around.err().println("birthmark reindex: " + e.getMessage() + ". Run birthmark fsck.");
      return DAMAGED;
    } finally {
      progress.end();
    }
  }
}
