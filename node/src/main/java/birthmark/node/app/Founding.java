package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that a ledger starts with: the keys of its founders and their nodes, and the genesis that
 * names them. Nobody has seen any of it before the genesis is there.
 */
final class Founding {
  static final String GENESIS = "genesis.cbor";
  static final String CHECKPOINT_KEY = "checkpoint.p12";
  static final String STATEMENT_KEY = "statements.p12";
  static final String FOUNDER_KEY = "founder.p12";
  static final String NODE_PASSWORD = "node.password";
  static final String ENGINE = "engine";
  private static final String FOUNDER_PASSWORD = "founder.password";

  private static final int PASSWORD_OCTETS = 24;
  private static final int NAME_OCTETS = 4;
  private static final long RULES = 1;

  /** Statements that one key may place in a minute of block time. */
  private static final long QUOTA = 600_000;

  private final Map<String, String> environment;
  private final SecureRandom random = new SecureRandom();

  /** What a node brings. */
  private record Member(
      Path folder,
      KeyFile checkpoint,
      KeyFile statements,
      KeyFile founder,
      Optional<CoseKey> consensus) {}

  /** A founding; passwords may come from {@code environment}. */
  Founding(Map<String, String> environment) {
    this.environment = environment;
  }

  /**
   * Makes everything for a ledger of one node for each of {@code folders}, each run by an
   * organisation of its own.
   *
   * @param engines whether they agree by CometBFT
   * @throws ClientException if a key cannot be kept
   */
  void prepare(List<Path> folders, boolean engines, Timestamp time)
      throws IOException, ClientException {
    List<Member> members = new ArrayList<>();
    for (Path folder : folders) {
      members.add(member(folder, engines));
    }
    Genesis genesis = genesis(members, time);
    for (Member member : members) {
      if (engines) {
        EngineFolder.found(member.folder().resolve(ENGINE), genesis);
      }
      Folders.write(member.folder().resolve(GENESIS), Genesis.CODEC.encode(genesis).unsafe());
    }
  }

  private Member member(Path folder, boolean engine) throws IOException, ClientException {
    Files.createDirectories(folder);
    Path founderPassword = folder.resolve(FOUNDER_PASSWORD);
    makePassword(founderPassword);
    if (!environment.containsKey(Passwords.VARIABLE)) {
      makePassword(folder.resolve(NODE_PASSWORD));
    }
    Passwords own = passwords(folder, environment);
    return new Member(
        folder,
        makeKey(folder.resolve(CHECKPOINT_KEY), own),
        makeKey(folder.resolve(STATEMENT_KEY), own),
        makeKey(
            folder.resolve(FOUNDER_KEY), Passwords.of(Optional.of(founderPassword), environment)),
        engine ? Optional.of(EngineFolder.create(folder.resolve(ENGINE))) : Optional.empty());
  }

  private Genesis genesis(List<Member> members, Timestamp time) {
    byte[] name = new byte[NAME_OCTETS];
    random.nextBytes(name);
    List<Genesis.Founder> founders = new ArrayList<>();
    List<Genesis.Replica> replicas = new ArrayList<>();
    for (int i = 0; i < members.size(); i++) {
      Member member = members.get(i);
      String handle = numbered("founder", i);
      founders.add(
          new Genesis.Founder(
              handle,
              i == 0 ? "Founder" : "Founder " + (i + 1),
              List.of(member.founder().publicKey()),
              List.of(Role.REPLICA)));
      // It reports copied keys, which anybody may: whoever steals it may do no more.
      founders.add(
          new Genesis.Founder(
              numbered("node", i),
              i == 0 ? "Node" : "Node " + (i + 1),
              List.of(member.statements().publicKey()),
              List.of(Role.AUDITOR)));
      replicas.add(
          new Genesis.Replica(
              handle, member.checkpoint().publicKey(), member.consensus(), 1, Optional.empty()));
    }
    return new Genesis(
        Genesis.FORMAT,
        "birthmark.local/" + Bytes.ofOwned(name).hex(),
        time,
        founders,
        replicas,
        RULES,
        QUOTA);
  }

  private static String numbered(String name, int place) {
    return place == 0 ? name : name + "-" + (place + 1);
  }

  private KeyFile makeKey(Path file, Passwords passwords) throws ClientException {
    return KeyFile.create(file, Algorithm.ED25519, Optional.empty(), passwords, random);
  }

  /** A node's own password: from its file, else the environment, else a prompt. */
  static Passwords passwords(Path folder, Map<String, String> environment) {
    Path file = folder.resolve(NODE_PASSWORD);
    return Passwords.of(Files.exists(file) ? Optional.of(file) : Optional.empty(), environment);
  }

  private void makePassword(Path file) throws IOException {
    byte[] secret = new byte[PASSWORD_OCTETS];
    random.nextBytes(secret);
    if (file.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.createFile(
          file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    Files.writeString(file, Bytes.ofOwned(secret).hex() + "\n");
    Folders.sync(file);
  }
}
