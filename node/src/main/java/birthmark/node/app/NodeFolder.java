package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.cose.SigningKey;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.engine.Clock;
import birthmark.node.store.FolderLock;
import birthmark.node.store.StoreException;
import birthmark.node.submit.FastSignatures;
import birthmark.node.upkeep.Folders;
import birthmark.proof.Checkpoint;
import birthmark.proof.Note;
import birthmark.proof.NoteException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The folder of a node: its keys, the genesis of its ledger, and what is stored of it. */
final class NodeFolder {
  private static final String PAST = "past-";
  private static final String STAGING = "first-start";
  private static final String GENESIS = Founding.GENESIS;

  /** What to say whenever a ledger comes without its keys. */
  static final String KEYS_APART =
      "Keys come apart: copy checkpoint.p12, statements.p12 and node.password into the folder too."
          + " The node goes on far above every number that its key may have used.";

  private final Path folder;
  private final Map<String, String> environment;

  /** The folder at {@code folder}; passwords may come from {@code environment}. */
  NodeFolder(Path folder, Map<String, String> environment) {
    this.folder = folder.toAbsolutePath().normalize();
    this.environment = environment;
  }

  /**
   * What a node needs of its folder.
   *
   * @param genesis what the ledger starts from
   * @param checkpoint the key that signs checkpoints and receipts
   * @param statements the key that signs what the node itself has to say
   * @param numbers where that key's numbers are
   * @param founded whether this start founded the ledger
   * @param lock keeps other nodes out of the folder
   */
  record Opened(
      Genesis genesis,
      SigningKey checkpoint,
      SigningKey statements,
      KeyState numbers,
      boolean founded,
      FolderLock lock)
      implements AutoCloseable {
    @Override
    public void close() {
      lock.close();
    }
  }

  /** Where the ledger is stored. */
  Path ledger() {
    return folder.resolve("ledger");
  }

  /** Where the index is. */
  Path index() {
    return folder.resolve("index.db");
  }

  /** Where those are kept who want to be told. */
  Path webhooks() {
    return folder.resolve("webhooks");
  }

  /** Where a replay of the log keeps the state that comes to be. */
  Path scratch() {
    return folder.resolve("replay");
  }

  /** The founder's key file. */
  Path founderKey() {
    return folder.resolve(Founding.FOUNDER_KEY);
  }

  /** The engine's own folder, if the ledger has replicas that agree by one. */
  Path engine() {
    return folder.resolve(Founding.ENGINE);
  }

  /** Whether its ledger has such an engine. */
  boolean hasEngine() {
    return EngineFolder.exists(engine()) || EngineFolder.exists(staging().resolve(Founding.ENGINE));
  }

  /** Where everything is made before it is moved to its place by the first start. */
  Path staging() {
    return folder.resolve(STAGING);
  }

  /**
   * Makes sure that nothing of a node is here yet.
   *
   * @throws ClientException if there is
   */
  void expectNothing() throws ClientException {
    if (Files.exists(folder.resolve(GENESIS)) || Files.exists(staging())) {
      throw ClientException.local(
          "the folder " + folder + " is that of a node already", "Name a folder of its own.");
    }
  }

  /**
   * Where the ledger must have been once, where the user said so.
   *
   * @throws ClientException if the file is damaged
   */
  Optional<Checkpoint> anchor() throws ClientException {
    Path file = folder.resolve(Founding.ANCHOR);
    try {
      return Files.exists(file)
          ? Optional.of(Checkpoint.of(Note.decode(Bytes.ofOwned(Files.readAllBytes(file)))))
          : Optional.empty();
    } catch (NoteException e) {
      throw ClientException.local(
              file + " is no checkpoint: " + e.sentence(), "Put the one you trust in its place.")
          .because(e);
    } catch (IOException e) {
      throw unusable(e);
    }
  }

  /** What a founder gave to the others, where there is no genesis yet. */
  Optional<FoundingCard> card() throws IOException, MalformedException {
    Path file = staging().resolve(Founding.CARD);
    return Files.exists(file)
        ? Optional.of(FoundingCard.decode(Bytes.ofOwned(Files.readAllBytes(file))))
        : Optional.empty();
  }

  /**
   * What the ledger starts from that {@code birthmark join} put here, before the first start.
   *
   * @throws ClientException if it is damaged
   */
  Optional<Genesis> staged() throws IOException, ClientException {
    return Files.exists(staging().resolve(GENESIS))
        ? Optional.of(readGenesis(staging()))
        : Optional.empty();
  }

  /** The folder. */
  Path path() {
    return folder;
  }

  /** Where the database is made before a restored or imported ledger is known to be whole. */
  Path incoming() {
    return folder.resolve("ledger.incoming");
  }

  /**
   * A new folder in which the ledger as of an earlier block can be made, for whoever locks it. What
   * others left behind that were killed is removed.
   */
  Path past() throws IOException {
    try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, PAST + "*")) {
      for (Path each : left) {
        if (isFree(each)) {
          Folders.clear(each);
        }
      }
    }
    return Files.createTempDirectory(folder, PAST);
  }

  private static boolean isFree(Path folder) {
    try (FolderLock _ = FolderLock.take(folder)) {
      return true;
    } catch (StoreException e) {
      if (e.kind() != StoreException.Kind.IN_USE) {
        throw e;
      }
      return false;
    }
  }

  /** Where a running node takes commands. */
  Path socket() {
    return folder.resolve("node.sock");
  }

  /**
   * Makes ready for the ledger that starts from {@code genesis}, to be made in {@link #incoming}.
   *
   * @throws ClientException if the folder has a ledger already, or is another ledger's
   */
  void expectLedger(Genesis genesis) throws IOException, ClientException {
    if (hasLedger()) {
      throw ClientException.local(
          "there is a ledger in " + ledger() + " already",
          "Name another folder, or move that one away first; keep it until all is well.");
    }
    if (Files.exists(folder.resolve(GENESIS)) && !readGenesis().equals(genesis)) {
      throw ClientException.local(
          "the folder " + folder + " is that of another ledger, " + readGenesis().name(),
          "Name another folder.");
    }
    Folders.delete(incoming());
  }

  /** Puts what was made in {@link #incoming} in its place. */
  void acceptLedger(Genesis genesis) throws IOException, ClientException {
    Files.deleteIfExists(ledger());
    Files.move(incoming(), ledger(), StandardCopyOption.ATOMIC_MOVE);
    if (Files.exists(staging().resolve(GENESIS))) {
      new FirstStart(this, environment).takeStaged();
    }
    if (!Files.exists(folder.resolve(GENESIS))) {
      Folders.write(folder.resolve(GENESIS), Genesis.CODEC.encode(genesis).unsafe());
    }
    Folders.sync(folder);
  }

  boolean hasLedger() throws IOException {
    if (!Files.exists(ledger())) {
      return false;
    }
    try (Stream<Path> files = Files.list(ledger())) {
      return files.findAny().isPresent();
    }
  }

  /** What to say when a file of the folder cannot be read or written. */
  ClientException unusable(IOException cause) {
    return ClientException.local(
            "the node's folder " + folder + " cannot be used: " + cause.getMessage(),
            "Check that it can be written by this user and that the disk is not full.")
        .because(cause);
  }

  /**
   * Keeps nodes and other commands out of the folder until it is closed.
   *
   * @throws birthmark.node.store.StoreException if one of them has it
   */
  FolderLock lock() {
    return FolderLock.take(folder);
  }

  /**
   * What the ledger in the folder starts from.
   *
   * @throws ClientException if there is none
   */
  Genesis genesis() throws ClientException {
    Path file = folder.resolve(GENESIS);
    if (!Files.exists(file)) {
      throw ClientException.local(
          "the folder " + folder + " holds no ledger: there is no " + GENESIS + " in it",
          "Say with --data which folder the node was started with.");
    }
    try {
      return readGenesis();
    } catch (IOException e) {
      throw ClientException.local(
              file + " cannot be read: " + e.getMessage(), "Run this as the node's user.")
          .because(e);
    }
  }

  private Genesis readGenesis() throws IOException, ClientException {
    return readGenesis(folder);
  }

  static Genesis readGenesis(Path folder) throws IOException, ClientException {
    try {
      return Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(folder.resolve(GENESIS))));
    } catch (MalformedException e) {
      throw ClientException.local(
              "the genesis in " + folder + " is damaged: " + e.sentence(),
              "Restore genesis.cbor from a backup: every client and replica of the ledger has it.")
          .because(e);
    }
  }

  /**
   * The key that signs checkpoints and receipts, also while a node runs on the folder.
   *
   * @throws ClientException if it cannot be read
   */
  SigningKey checkpointKey() throws ClientException {
    return checkpointKey(Founding.passwords(folder, environment));
  }

  /** The same of a folder that was not started yet. */
  SigningKey stagedCheckpointKey() throws ClientException {
    return KeyFile.open(staging().resolve(Founding.CHECKPOINT_KEY))
        .signingKey(Founding.passwords(staging(), environment));
  }

  /** The key that signs what the node itself has to say, of a folder that was not started yet. */
  SigningKey stagedStatementKey() throws ClientException {
    return KeyFile.open(staging().resolve(Founding.STATEMENT_KEY))
        .signingKey(Founding.passwords(staging(), environment));
  }

  private SigningKey checkpointKey(Passwords passwords) throws ClientException {
    return FastSignatures.signing(
        KeyFile.open(folder.resolve(Founding.CHECKPOINT_KEY)).signingKey(passwords));
  }

  /**
   * Opens the folder; where there is no ledger in it yet, makes keys and a genesis.
   *
   * @throws ClientException if that cannot be done, saying why
   * @throws birthmark.node.store.StoreException if another node has the folder
   */
  Opened open(Clock clock) throws ClientException {
    return open(clock, false);
  }

  /**
   * The same.
   *
   * @param engine whether a ledger that is made has the engine of several replicas
   */
  Opened open(Clock clock, boolean engine) throws ClientException {
    FolderLock lock = FolderLock.take(folder);
    try {
      return open(clock, engine, lock);
    } catch (ClientException | RuntimeException e) {
      lock.close();
      throw e;
    }
  }

  private Opened open(Clock clock, boolean engine, FolderLock lock) throws ClientException {
    try {
      boolean founded = !Files.exists(folder.resolve(GENESIS));
      if (founded) {
        new FirstStart(this, environment).found(clock, engine);
      } else if (!Files.exists(ledger()) && hasEngine()) {
        new FirstStart(this, environment).again(readGenesis());
      } else if (!Files.exists(ledger())) {
        throw ClientException.local(
            "the folder " + folder + " has the genesis of a ledger, and the ledger is gone",
            "Restore it: birthmark restore --from BACKUP --data "
                + folder
                + ". A node that began anew would sign a second history.");
      }
      Genesis genesis = readGenesis();
      Passwords passwords = Founding.passwords(folder, environment);
      Path statements = folder.resolve(Founding.STATEMENT_KEY);
      return new Opened(
          genesis,
          checkpointKey(passwords),
          KeyFile.open(statements).signingKey(passwords),
          KeyState.of(statements),
          founded,
          lock);
    } catch (IOException e) {
      throw unusable(e);
    }
  }
}
