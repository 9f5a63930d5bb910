package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.engine.Clock;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The start of a folder that holds no ledger yet, or no more. Everything is made aside and then
 * moved to its place, the genesis last: a start that was cut short goes on, or begins again with
 * keys that nobody has seen.
 */
final class FirstStart {
  private static final System.Logger LOG = System.getLogger(FirstStart.class.getName());

  private final NodeFolder folder;
  private final Map<String, String> environment;

  FirstStart(NodeFolder folder, Map<String, String> environment) {
    this.folder = folder;
    this.environment = environment;
  }

  /** Refuses to begin a log with a ledger that goes on from another. */
  private void requireBeginning(Genesis genesis) throws ClientException {
    if (genesis.predecessor().isPresent()) {
      throw ClientException.local(
          "the ledger of "
              + folder.path()
              + " goes on from block "
              + genesis.predecessor().get().height()
              + " of another, which is not here",
          "Take that in first: birthmark import --from LOG --data "
              + folder.path()
              + ". Any replica exports such a log (birthmark export).");
    }
  }

  /**
   * Makes ready for a ledger that is gone here and that the other replicas have: the engine gets it
   * from them, and votes on nothing that it may have voted on.
   */
  void again(Genesis genesis) throws IOException, ClientException {
    requireBeginning(genesis);
    LOG.log(
        System.Logger.Level.WARNING,
        "The ledger in {0} is gone: it is fetched from the other replicas.",
        folder.path());
    for (Path each : EngineFolder.blocks(folder.engine())) {
      Folders.delete(each);
    }
    try (Stream<Path> files = Files.list(folder.path())) {
      for (Path each : files.filter(file -> file.toString().contains("index.db")).toList()) {
        Folders.delete(each);
      }
    }
    Files.createDirectories(folder.ledger());
  }

  /** Makes keys and genesis, or goes on where a first start was cut short. */
  void found(Clock clock, boolean engine) throws IOException, ClientException {
    boolean goesOn = folder.staged().flatMap(Genesis::predecessor).isPresent();
    if (folder.hasLedger() && !goesOn) {
      throw ClientException.local(
          "the folder " + folder.path() + " holds a ledger but no " + Founding.GENESIS,
          "Restore "
              + Founding.GENESIS
              + " from a backup: every client and replica of the ledger has it.");
    }
    Path staging = folder.staging();
    if (Files.exists(staging.resolve(Founding.CARD))
        && !Files.exists(staging.resolve(Founding.GENESIS))) {
      throw ClientException.local(
          "the folder "
              + folder.path()
              + " is that of a founder, and its ledger has no genesis yet",
          "Put the cards of all founders together with 'birthmark genesis', then take the result in"
              + " with 'birthmark join'.");
    }
    if (!Files.exists(staging.resolve(Founding.GENESIS))) {
      Folders.delete(staging);
      new Founding(environment).prepare(List.of(staging), engine, new Timestamp(clock.millis()));
    }
    if (!folder.hasLedger()) {
      requireBeginning(NodeFolder.readGenesis(staging));
    }
    takeStaged();
  }

  /** Puts in its place what was made aside, the genesis last. */
  void takeStaged() throws IOException, ClientException {
    Path staging = folder.staging();
    List<Path> made;
    try (Stream<Path> files = Files.list(staging)) {
      made = files.sorted(Comparator.comparing(file -> file.endsWith(Founding.GENESIS))).toList();
    }
    for (Path file : made) {
      Path place = folder.path().resolve(file.getFileName());
      if (Files.exists(place)) {
        throw ClientException.local(
            "there is a " + place + " already, which is not this ledger's",
            "Give the node a folder of its own.");
      }
    }
    // A folder with a genesis has a ledger from now on, if an empty one.
    Files.createDirectories(folder.ledger());
    for (Path file : made) {
      Files.move(file, folder.path().resolve(file.getFileName()), StandardCopyOption.ATOMIC_MOVE);
    }
    Folders.sync(folder.path());
    Files.delete(staging);
  }
}
