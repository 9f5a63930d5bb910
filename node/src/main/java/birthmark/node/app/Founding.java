package birthmark.node.app;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.Passwords;
import birthmark.codec.Timestamp;
import birthmark.contract.Genesis;
import birthmark.contract.Role;
import birthmark.contracts.parties.Handle;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.SigningKey;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.upkeep.Folders;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

  /** What a founder gave to the others, while there is no genesis yet. */
  static final String CARD = "member.card";

  /** A checkpoint that a user trusts: the ledger must have been there. */
  static final String ANCHOR = "anchor.note";

  private static final String FOUNDER_PASSWORD = "founder.password";

  /** What somebody who is a party already acts with, on whatever ledger. */
  private static final List<String> KEYS_THAT_ACT =
      List.of(STATEMENT_KEY, NODE_PASSWORD, FOUNDER_KEY, FOUNDER_PASSWORD);

  private static final int PASSWORD_OCTETS = 24;
  private static final int NAME_OCTETS = 4;
  static final long RULES = 1;

  /** Statements that one key may place in a minute of block time. */
  static final long QUOTA = 600_000;

  private final Map<String, String> environment;
  private final SecureRandom random = new SecureRandom();

  /** What a node brings. */
  private record Member(
      Path folder,
      KeyFile checkpoint,
      KeyFile statements,
      KeyFile founder,
      Optional<CoseKey> consensus) {}

  /**
   * What an organisation says of itself before there is a ledger.
   *
   * @param ledger the ledger's name
   */
  record Said(String ledger, Handle handle, String name, long weight, Optional<String> endpoint) {}

  /** The files of passwords that were made here, of random octets. */
  private final Set<Path> madePasswords = new HashSet<>();

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
    return member(folder, engine, Optional.empty());
  }

  private Member member(Path folder, boolean engine, Optional<Path> keys)
      throws IOException, ClientException {
    if (keys.isPresent()) {
      Files.createDirectories(folder);
      for (String name : KEYS_THAT_ACT) {
        copyKey(keys.get(), folder, name);
      }
    }
    Passwords own = ownPasswords(folder);
    Path founderPassword = folder.resolve(FOUNDER_PASSWORD);
    if (keys.isEmpty()) {
      makePassword(founderPassword);
    }
    return new Member(
        folder,
        makeKey(folder.resolve(CHECKPOINT_KEY), NODE_PASSWORD, own),
        keys.isPresent()
            ? KeyFile.open(folder.resolve(STATEMENT_KEY))
            : makeKey(folder.resolve(STATEMENT_KEY), NODE_PASSWORD, own),
        keys.isPresent()
            ? KeyFile.open(folder.resolve(FOUNDER_KEY))
            : makeKey(folder.resolve(FOUNDER_KEY), FOUNDER_PASSWORD, founderPasswords(folder)),
        engine ? Optional.of(EngineFolder.create(folder.resolve(ENGINE))) : Optional.empty());
  }

  /** Copies one file with its rights; a password that is kept elsewhere is asked for. */
  private static void copyKey(Path from, Path to, String name) throws IOException {
    Path file = from.resolve(name);
    if (Files.exists(file) || name.endsWith(".p12")) {
      Files.copy(file, to.resolve(name), StandardCopyOption.COPY_ATTRIBUTES);
    }
  }

  private Passwords founderPasswords(Path folder) throws ClientException {
    Path file = folder.resolve(FOUNDER_PASSWORD);
    return Passwords.of(Files.exists(file) ? Optional.of(file) : Optional.empty(), environment);
  }

  private Passwords ownPasswords(Path folder) throws IOException, ClientException {
    Files.createDirectories(folder);
    if (!environment.containsKey(Passwords.VARIABLE)
        && !Files.exists(folder.resolve(NODE_PASSWORD))) {
      makePassword(folder.resolve(NODE_PASSWORD));
    }
    return passwords(folder, environment);
  }

  /** Makes the keys of a node that joins a ledger which others founded. */
  void keys(Path folder) throws IOException, ClientException {
    Passwords own = ownPasswords(folder);
    makeKey(folder.resolve(CHECKPOINT_KEY), NODE_PASSWORD, own);
    makeKey(folder.resolve(STATEMENT_KEY), NODE_PASSWORD, own);
    EngineFolder.create(folder.resolve(ENGINE));
  }

  /**
   * Makes the keys of an organisation that founds a ledger with others, and its card.
   *
   * @param keys where its keys that act are, if it is a party already
   */
  FoundingCard card(Path folder, Said said, Timestamp time, Optional<Path> keys)
      throws IOException, ClientException {
    Member member = member(folder, true, keys);
    Passwords own = passwords(folder, environment);
    SigningKey consensus = EngineFolder.votingKey(folder.resolve(ENGINE));
    FoundingCard card =
        FoundingCard.of(
            new FoundingCard.Claim(
                said.ledger(),
                said.handle(),
                said.name(),
                time,
                member.founder().publicKey(),
                member.statements().publicKey(),
                member.checkpoint().publicKey(),
                consensus.publicKey(),
                said.weight(),
                said.endpoint()),
            List.of(
                member.founder().signingKey(founderPasswords(folder)),
                member.statements().signingKey(own),
                member.checkpoint().signingKey(own),
                consensus));
    Folders.write(folder.resolve(CARD), FoundingCard.CODEC.encode(card).toByteArray());
    return card;
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

  private KeyFile makeKey(Path file, String password, Passwords passwords) throws ClientException {
    return madePasswords.contains(file.resolveSibling(password))
        ? KeyFile.createUnderRandom(file, Algorithm.ED25519, Optional.empty(), passwords, random)
        : KeyFile.create(file, Algorithm.ED25519, Optional.empty(), passwords, random);
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
    madePasswords.add(file);
  }
}
