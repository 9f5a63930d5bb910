package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Passwords;
import birthmark.codec.MalformedException;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.cose.Algorithm;
import birthmark.cose.SigningKey;
import birthmark.node.engine.Clock;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of a node: its keys, the genesis of its ledger, and what is stored of it.
 *
 * <p>The genesis is written last, so a folder without one was never used: a first start that was
 * cut short begins again with keys that nobody has seen.
 */
final class NodeFolder {
  private static final String GENESIS = "genesis.cbor";
  private static final String CHECKPOINT_KEY = "checkpoint.p12";
  private static final String STATEMENT_KEY = "statements.p12";
  private static final String FOUNDER_KEY = "founder.p12";
  private static final String NODE_PASSWORD = "node.password";
  private static final String FOUNDER_PASSWORD = "founder.password";
  private static final int PASSWORD_OCTETS = 24;
  private static final int NAME_OCTETS = 4;
  private static final long RULES = 1;

  /** Statements that one key may place in a minute of block time. */
  private static final long QUOTA = 600_000;

  private final Path folder;
  private final SecureRandom random = new SecureRandom();

  NodeFolder(Path folder) {
    this.folder = folder.toAbsolutePath().normalize();
  }

  /**
   * What a node needs of its folder.
   *
   * @param genesis what the ledger starts from
   * @param checkpoint the key that signs checkpoints and receipts
   * @param statements the key that signs what the node itself has to say
   * @param numbers where that key's numbers are
   * @param founded whether this start founded the ledger
   */
  record Opened(
      Genesis genesis,
      SigningKey checkpoint,
      SigningKey statements,
      KeyState numbers,
      boolean founded) {}

  /** Where the ledger is stored. */
  Path ledger() {
    return folder.resolve("ledger");
  }

  /** Where the index is. */
  Path index() {
    return folder.resolve("index.db");
  }

  /** Where a replay of the log keeps the state that comes to be. */
  Path scratch() {
    return folder.resolve("replay");
  }

  /** The founder's key file. */
  Path founderKey() {
    return folder.resolve(FOUNDER_KEY);
  }

  /** The folder. */
  Path path() {
    return folder;
  }

  /**
   * Opens the folder; where there is no ledger in it yet, makes keys and a genesis.
   *
   * @throws ClientException if that cannot be done, saying why
   */
  Opened open(Clock clock) throws ClientException {
    try {
      Files.createDirectories(folder);
      boolean founded = !Files.exists(folder.resolve(GENESIS));
      if (founded) {
        found(clock);
      }
      Genesis genesis =
          Genesis.CODEC.decode(Bytes.ofOwned(Files.readAllBytes(folder.resolve(GENESIS))));
      Passwords passwords = passwords(NODE_PASSWORD);
      Path statements = folder.resolve(STATEMENT_KEY);
      return new Opened(
          genesis,
          KeyFile.open(folder.resolve(CHECKPOINT_KEY)).signingKey(passwords),
          KeyFile.open(statements).signingKey(passwords),
          KeyState.of(statements),
          founded);
    } catch (IOException e) {
      throw ClientException.local(
              "the node's folder " + folder + " cannot be used: " + e.getMessage(),
              "Check that it can be written by this user and that the disk is not full.")
          .because(e);
    } catch (MalformedException e) {
      throw ClientException.local(
              "the genesis in " + folder + " is damaged: " + e.sentence(),
              "Restore genesis.cbor from a backup: every client and replica of the ledger has it.")
          .because(e);
    }
  }

  private void found(Clock clock) throws IOException, ClientException {
    makePassword(NODE_PASSWORD);
    makePassword(FOUNDER_PASSWORD);
    KeyFile checkpoint = makeKey(CHECKPOINT_KEY, passwords(NODE_PASSWORD));
    KeyFile statements = makeKey(STATEMENT_KEY, passwords(NODE_PASSWORD));
    KeyFile founder = makeKey(FOUNDER_KEY, passwords(FOUNDER_PASSWORD));
    byte[] name = new byte[NAME_OCTETS];
    random.nextBytes(name);
    Genesis genesis =
        new Genesis(
            Genesis.FORMAT,
            "birthmark.local/" + Bytes.ofOwned(name).hex(),
            new Timestamp(clock.millis()),
            List.of(
                new Genesis.Founder(
                    "founder", "Founder", List.of(founder.publicKey()), List.of(Role.REPLICA)),
                new Genesis.Founder(
                    "node", "Node", List.of(statements.publicKey()), List.of(Role.REPLICA))),
            List.of(checkpoint.publicKey()),
            RULES,
            QUOTA);
    write(GENESIS, Genesis.CODEC.encode(genesis).unsafe());
  }

  /** Whoever is named founder holds that key: the node never opens it. */
  private KeyFile makeKey(String name, Passwords passwords) throws IOException, ClientException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    return KeyFile.create(file, Algorithm.ED25519, Optional.empty(), passwords, random);
  }

  private Passwords passwords(String file) {
    return Passwords.of(Optional.of(folder.resolve(file)), Map.of());
  }

  private void makePassword(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.deleteIfExists(file);
    byte[] secret = new byte[PASSWORD_OCTETS];
    random.nextBytes(secret);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, Bytes.ofOwned(secret).hex() + "\n");
  }

  /** Writes a file as a whole or not at all, and safe from a loss of power when this returns. */
  private void write(String name, byte[] octets) throws IOException {
    Path temporary = folder.resolve(name + ".new");
    Files.write(temporary, octets);
    sync(temporary, StandardOpenOption.WRITE);
    Files.move(temporary, folder.resolve(name), StandardCopyOption.ATOMIC_MOVE);
    sync(folder, StandardOpenOption.READ);
  }

  private static void sync(Path path, StandardOpenOption option) throws IOException {
    try (FileChannel channel = FileChannel.open(path, option)) {
      channel.force(true);
    }
  }
}
