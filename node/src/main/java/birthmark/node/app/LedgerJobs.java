package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.contracts.Contracts;
import birthmark.json.Json;
import birthmark.node.store.FolderLock;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.store.StoreException;
import birthmark.node.upkeep.BackupFolder;
import birthmark.node.upkeep.ControlSocket;
import birthmark.node.upkeep.Export;
import birthmark.node.upkeep.Progress;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** What is done to a ledger that is open: by the running node, or by a command where none runs. */
final class LedgerJobs {
  static final String BACKUP = "backup";
  static final String EXPORT = "export";
  static final String ADMITTED = "admitted";
  static final String WHOLE = "whole";
  static final String TO = "to";
  static final String KEEP = "keep";

  private LedgerJobs() {}

  /** The jobs by name. */
  static Map<String, ControlSocket.Job> of(RocksKeyValues disk, Store store, Genesis genesis) {
    AdmittedThings admitted =
        new AdmittedThings(store, Contracts.rulebook(), AdmittedThings.LOOKED_AT_MAX);
    return Map.of(
        ADMITTED,
        (request, progress) -> json(admitted.count()),
        BACKUP,
        (request, progress) -> {
          progress.at("copying what is new", 0, 0);
          Path to = Path.of(ControlSocket.text(request, TO));
          Optional<Integer> keep =
              request.member(KEEP).map(_ -> (int) ControlSocket.number(request, KEEP));
          return json(new BackupFolder(to).create(disk, store, genesis, keep));
        },
        EXPORT,
        (request, progress) ->
            json(
                Export.write(
                    store, genesis.network(), Path.of(ControlSocket.text(request, TO)), progress)));
  }

  private static Json.Obj json(BackupFolder.Made made) {
    return Json.object()
        .put("backup", made.number())
        .put("height", made.height())
        .put("size", made.size())
        .put("root", made.root().hex())
        .put("octets", made.octets())
        .put("added", made.added())
        .build();
  }

  private static Json.Obj json(AdmittedThings.Count count) {
    return Json.object()
        .put(ADMITTED, count.admitted())
        .put(WHOLE, count.whole())
        .put("height", count.height())
        .build();
  }

  static Json.Obj json(Export export) {
    return Json.object()
        .put("height", export.height())
        .put("size", export.size())
        .put("root", export.root().hex())
        .build();
  }

  /**
   * Has a job done by the node that runs on {@code folder}, or here if none does.
   *
   * @throws ClientException if it cannot be done, saying why
   */
  static Json.Obj run(NodeFolder folder, Json.Obj request, Progress progress)
      throws ClientException {
    Genesis genesis = folder.genesis();
    try {
      return runHere(folder, genesis, request, progress);
    } catch (FileAlreadyExistsException e) {
      throw ClientException.local(
          "there is a file " + e.getMessage() + " already", "Name another.");
    } catch (IOException e) {
      throw ClientException.local(
              "a file cannot be read or written: " + e.getMessage(),
              "Check that there is space, and that this user may write there.")
          .because(e);
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.IN_USE) {
        throw e;
      }
      return ask(folder, request, progress);
    }
  }

  private static Json.Obj runHere(
      NodeFolder folder, Genesis genesis, Json.Obj request, Progress progress) throws IOException {
    try (FolderLock _ = folder.lock();
        RocksKeyValues disk = RocksKeyValues.open(folder.ledger());
        Store store = new Store(disk, Contracts.rulebook(), genesis.network(), true)) {
      return Optional.ofNullable(
              of(disk, store, genesis).get(ControlSocket.text(request, "command")))
          .orElseThrow()
          .run(request, progress);
    }
  }

  private static Json.Obj ask(NodeFolder folder, Json.Obj request, Progress progress)
      throws ClientException {
    try {
      return ControlSocket.ask(folder.socket(), request, progress);
    } catch (ControlSocket.FailedException e) {
      throw ClientException.local(
          "the running node could not do it: " + e.getMessage(), "Its log may say more.");
    } catch (IOException e) {
      throw ClientException.local(
              "a node or another command has "
                  + folder.path()
                  + " and does not answer at "
                  + folder.socket()
                  + " ("
                  + e.getMessage()
                  + ")",
              "Run this as the node's user once the node has started, or stop the node first.")
          .because(e);
    }
  }
}
