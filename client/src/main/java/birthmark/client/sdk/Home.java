package birthmark.client.sdk;

import birthmark.bytes.Bytes;
import birthmark.codec.MalformedException;
import birthmark.contract.Genesis;
import birthmark.json.Json;
import birthmark.json.JsonException;
import birthmark.json.JsonReader;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A client's folder: the nodes it asks, the genesis of the one ledger it trusts, and its keys by
 * name.
 */
public final class Home {
  /** The variable that names the folder. */
  public static final String VARIABLE = "BIRTHMARK_CLIENT_HOME";

  /** Where a node on this machine listens unless it is told otherwise. */
  public static final URI LOCAL_NODE = URI.create("http://127.0.0.1:8080");

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
  private static final long LENGTH_MAX = 1 << 20;
  private static final String SETTINGS = "client.json";
  private static final String GENESIS = "genesis.cbor";
  private static final String CHANGES = "changes.cbor";
  private static final String SERVERS = "servers.pem";
  private static final String KEYS = "keys";

  private final Path folder;

  private Home(Path folder) {
    this.folder = folder;
  }

  /** The folder {@code named} if it is named, else as the environment says. */
  public static Home of(Optional<Path> named, Map<String, String> environment) {
    if (named.isPresent()) {
      return new Home(named.get());
    }
    String variable = environment.get(VARIABLE);
    if (variable != null && !variable.isBlank()) {
      return new Home(Path.of(variable));
    }
    return new Home(Path.of(System.getProperty("user.home", ".")).resolve(".birthmark"));
  }

  /** The folder. */
  public Path folder() {
    return folder;
  }

  /** The nodes to ask. */
  public List<URI> nodes() throws ClientException {
    Optional<Json.Obj> settings = settings();
    if (settings.isEmpty()
        || !(settings.get().member("nodes").orElse(new Json.Null()) instanceof Json.Arr array)) {
      return List.of(LOCAL_NODE);
    }
    List<URI> nodes = new ArrayList<>();
    for (Json each : array.elements()) {
      try {
        nodes.add(URI.create(each instanceof Json.Text text ? text.value() : ""));
      } catch (IllegalArgumentException e) {
        throw damaged().because(e);
      }
    }
    return List.copyOf(nodes);
  }

  private Optional<Json.Obj> settings() throws ClientException {
    Path file = folder.resolve(SETTINGS);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      if (JsonReader.read(bounded(file)) instanceof Json.Obj object) {
        return Optional.of(object);
      }
      throw damaged();
    } catch (JsonException e) {
      throw damaged().because(e);
    }
  }

  private ClientException damaged() {
    return ClientException.local(
        folder.resolve(SETTINGS) + " is not what it should be",
        "Correct it, or remove it and name the node again with --node URL.");
  }

  private static Bytes bounded(Path file) throws ClientException {
    try {
      if (Files.size(file) > LENGTH_MAX) {
        throw ClientException.local(
            file + " has more than " + LENGTH_MAX + " octets", "Is it the right file?");
      }
      return Bytes.ofOwned(Files.readAllBytes(file));
    } catch (IOException e) {
      throw ClientException.local(file + " cannot be read", "Check that you may read it.")
          .because(e);
    }
  }

  /** The genesis of the ledger that this client trusts, once it trusts one. */
  public Optional<Genesis> genesis() throws ClientException {
    Path file = folder.resolve(GENESIS);
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Genesis.CODEC.decode(bounded(file)));
    } catch (MalformedException e) {
      throw ClientException.local(
              file + " is no genesis of a ledger",
              "Remove it and pin the ledger again with 'birthmark ledger pin'.")
          .because(e);
    }
  }

  /** What proves each change of the ledger's replicas, as far as it was followed here. */
  public Optional<Bytes> changes() throws ClientException {
    Path file = folder.resolve(CHANGES);
    return Files.exists(file) ? Optional.of(ProofFolder.changes(file)) : Optional.empty();
  }

  /** Keeps what proves the changes of the replicas of the ledger that is trusted. */
  public void keepChanges(Bytes changes) throws ClientException {
    try {
      PrivateFiles.replace(folder.resolve(CHANGES), changes.toByteArray());
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  /** Trusts the ledger that starts from {@code genesis}, and asks {@code nodes} about it. */
  public void pin(List<URI> nodes, Genesis genesis) throws ClientException {
    try {
      PrivateFiles.createFolder(folder);
      Files.deleteIfExists(folder.resolve(CHANGES));
      PrivateFiles.replace(folder.resolve(GENESIS), Genesis.CODEC.encode(genesis).toByteArray());
      Json settings =
          Json.object()
              .put(
                  "nodes",
                  new Json.Arr(
                      nodes.stream().map(node -> (Json) new Json.Text(node.toString())).toList()))
              .put("network", genesis.network().hex())
              .build();
      PrivateFiles.replace(
          folder.resolve(SETTINGS),
          (JsonWriter.indented(settings) + "\n").getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  /** The certificates by which the nodes' servers are known, where Java's are not to count. */
  public Optional<ServerCertificates> servers() throws ClientException {
    Path file = folder.resolve(SERVERS);
    return Files.exists(file) ? Optional.of(ServerCertificates.in(file)) : Optional.empty();
  }

  /**
   * Knows the nodes' servers by {@code servers} from now on; by those that Java trusts if empty.
   */
  public void keepServers(Optional<ServerCertificates> servers) throws ClientException {
    try {
      if (servers.isPresent()) {
        PrivateFiles.replace(folder.resolve(SERVERS), servers.get().pem().toByteArray());
      } else {
        Files.deleteIfExists(folder.resolve(SERVERS));
      }
    } catch (IOException e) {
      throw PrivateFiles.unwritable(folder, e);
    }
  }

  /** The names of the keys in this folder, in order. */
  public List<String> keyNames() throws ClientException {
    Path keys = folder.resolve(KEYS);
    if (!Files.isDirectory(keys)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(keys)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(KeyFile.SUFFIX) || name.endsWith(TokenKey.SUFFIX))
          .map(name -> name.substring(0, name.lastIndexOf('.')))
          .distinct()
          .sorted()
          .toList();
    } catch (IOException e) {
      throw ClientException.local(keys + " cannot be read", "Check that you may read it.")
          .because(e);
    }
  }

  /**
   * Where the key that a user calls {@code nameOrFile} is: a file if it says so with a slash or its
   * ending, else a key of this folder.
   */
  public Path keyPath(String nameOrFile) throws ClientException {
    if (nameOrFile.contains("/")
        || nameOrFile.endsWith(KeyFile.SUFFIX)
        || nameOrFile.endsWith(TokenKey.SUFFIX)) {
      return Path.of(nameOrFile);
    }
    if (!NAME.matcher(nameOrFile).matches()) {
      throw ClientException.usage(
          "'" + nameOrFile + "' is no name of a key",
          "Use letters, digits, '.', '_' and '-', 64 at most; or name a key file by its path.");
    }
    Path file = folder.resolve(KEYS).resolve(nameOrFile + KeyFile.SUFFIX);
    Path token = tokenPath(file);
    return Files.exists(token) && !Files.exists(file) ? token : file;
  }

  /** Where it stands that the key of {@code keyFile} is in a token. */
  public static Path tokenPath(Path keyFile) {
    String name = keyFile.getFileName().toString();
    boolean named = name.endsWith(KeyFile.SUFFIX) || name.endsWith(TokenKey.SUFFIX);
    String stem = named ? name.substring(0, name.lastIndexOf('.')) : name;
    return keyFile.resolveSibling(stem + TokenKey.SUFFIX);
  }

  /** The key that a user calls {@code nameOrFile}. */
  public KeyFile key(String nameOrFile) throws ClientException {
    return KeyFile.open(keyPath(nameOrFile));
  }
}
