package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.Home;
import birthmark.client.sdk.KeyFile;
import birthmark.client.sdk.KeyState;
import birthmark.client.sdk.Ledger;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.Passwords;
import birthmark.client.sdk.Patience;
import birthmark.client.sdk.ServerCertificates;
import birthmark.client.sdk.Signer;
import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.ParseResult;

/** One run of a command: what was typed, and what it works with, opened when it is first needed. */
final class Invocation implements AutoCloseable {
  private final List<ParseResult> parsed;
  private final Terminal terminal;
  private final Supplier<Rulebook> rulebook;
  private final Home home;
  private final Passwords passwords;
  private Optional<Ledger> ledger = Optional.empty();

  /**
   * A run.
   *
   * @param parsed what was typed, command by command, the innermost first
   */
  Invocation(
      List<ParseResult> parsed,
      Terminal terminal,
      Map<String, String> environment,
      Supplier<Rulebook> rulebook) {
    this.parsed = List.copyOf(parsed);
    this.terminal = terminal;
    this.rulebook = rulebook;
    this.home = Home.of(option("--home").map(Path::of), environment);
    this.passwords = Passwords.of(option("--password-file").map(Path::of), environment);
  }

  /** The text given for an option, here or before the command's name. */
  Optional<String> option(String name) {
    for (ParseResult each : parsed) {
      if (each.hasMatchedOption(name)) {
        return Optional.of(each.<String>matchedOptionValue(name, ""));
      }
    }
    return Optional.empty();
  }

  /** The texts given for an option that may be repeated. */
  List<String> options(String name) {
    List<String> texts = new ArrayList<>();
    for (ParseResult each : parsed) {
      if (each.hasMatchedOption(name)) {
        texts.addAll(each.matchedOptionValue(name, List.<String>of()));
      }
    }
    return texts;
  }

  /** Whether an option without a value is given. */
  boolean flag(String name) {
    return parsed.stream().anyMatch(each -> each.hasMatchedOption(name));
  }

  /** The words that are no options. */
  List<String> words() {
    List<String> words = new ArrayList<>();
    for (ArgSpec each : parsed.getFirst().matchedPositionals()) {
      for (String word : each.originalStringValues()) {
        words.add(word);
      }
    }
    return words;
  }

  /** Whether the answer is wanted as JSON. */
  boolean json() {
    return flag(CommonOptions.JSON);
  }

  /** Where to write. */
  Terminal terminal() {
    return terminal;
  }

  /** The contracts. */
  Rulebook rulebook() {
    return rulebook.get();
  }

  /** The client's folder. */
  Home home() {
    return home;
  }

  /** Where passwords come from. */
  Passwords passwords() {
    return passwords;
  }

  /** What a user types for values. */
  Values values() {
    return new Values(home, Instant.now());
  }

  /** Text for people, with the names of the user's own keys. */
  Rendering rendering() throws ClientException {
    Map<String, String> names = new TreeMap<>();
    for (String name : home.keyNames()) {
      // A key file that cannot be read has no name to show.
      ownKey(name).ifPresent(key -> names.put(key.publicKey().thumbprint().toString(), name));
    }
    return new Rendering(terminal, names);
  }

  private Optional<KeyFile> ownKey(String name) {
    try {
      return Optional.of(home.key(name));
    } catch (ClientException e) {
      return Optional.empty();
    }
  }

  private Patience patience() throws ClientException {
    Optional<String> seconds = option(CommonOptions.TIMEOUT);
    if (seconds.isEmpty()) {
      return Patience.USUAL;
    }
    String text = seconds.get();
    if (text.isEmpty() || text.length() > 5 || !text.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw ClientException.usage(
          CommonOptions.TIMEOUT + " is a number of seconds, not '" + text + "'",
          "Write it as " + CommonOptions.TIMEOUT + " 30.");
    }
    return new Patience(
        Duration.ofSeconds(Long.parseLong(text)),
        Patience.USUAL.connect(),
        Patience.USUAL.each(),
        Patience.USUAL.firstPause());
  }

  /** The nodes named on the command line. */
  Optional<List<URI>> nodes() throws ClientException {
    List<URI> nodes = new ArrayList<>();
    for (String text : options(CommonOptions.NODE)) {
      try {
        nodes.add(URI.create(text));
      } catch (IllegalArgumentException e) {
        throw ClientException.usage(
                "'" + text + "' is no address of a node", "Write it as http://127.0.0.1:8080.")
            .because(e);
      }
    }
    return nodes.isEmpty() ? Optional.empty() : Optional.of(List.copyOf(nodes));
  }

  /** The network id named on the command line. */
  Optional<Bytes> network() throws ClientException {
    Optional<String> text = option(CommonOptions.NETWORK);
    if (text.isEmpty()) {
      return Optional.empty();
    }
    if (!text.get().matches("[0-9a-fA-F]{64}")) {
      throw ClientException.usage(
          CommonOptions.NETWORK + " is a network id of 64 hexadecimal digits",
          "'birthmark ledger show' prints it.");
    }
    return Optional.of(Bytes.fromHex(text.get()));
  }

  private boolean mutualTls() {
    return flag(CommonOptions.MUTUAL_TLS);
  }

  /** The nodes to ask: those named, else those of the folder. */
  List<URI> asked() throws ClientException {
    Optional<List<URI>> named = nodes();
    return named.isPresent() ? named.get() : home.nodes();
  }

  /** The certificates of servers that are named on the command line. */
  private Optional<ServerCertificates> named() throws ClientException {
    Optional<String> file = option(CommonOptions.CA);
    return file.isPresent()
        ? Optional.of(ServerCertificates.in(Path.of(file.get())))
        : Optional.empty();
  }

  /**
   * TLS to a node that {@code servers} vouch for, if any are named; it shows who reads if asked.
   */
  private Optional<SSLContext> tls(Optional<ServerCertificates> servers) throws ClientException {
    if (mutualTls()) {
      return Optional.of(keyFile().tls(passwords, servers.map(ServerCertificates::managers)));
    }
    return servers.map(ServerCertificates::tls);
  }

  private Optional<SSLContext> tls() throws ClientException {
    Optional<ServerCertificates> named = named();
    return tls(named.isPresent() ? named : home.servers());
  }

  /**
   * TLS to what serves {@code url}, which shows nobody: the folder's certificates are those of its
   * nodes alone.
   */
  Optional<SSLContext> tlsFor(URI url) throws ClientException {
    Optional<ServerCertificates> servers = named();
    boolean node =
        asked().stream().anyMatch(each -> Objects.equals(each.getAuthority(), url.getAuthority()));
    if (servers.isEmpty() && node) {
      servers = home.servers();
    }
    return servers.map(ServerCertificates::tls);
  }

  /** The ledger that is trusted. */
  Ledger ledger() throws ClientException {
    if (ledger.isEmpty()) {
      boolean known = home.genesis().isPresent();
      Ledger opened = Ledger.open(home, nodes(), network(), patience(), tls(), terminal::notice);
      if (!known) {
        home.keepServers(named());
      }
      ledger = Optional.of(opened);
    }
    return ledger.get();
  }

  /** Trusts the ledger that the nodes serve in the place of any other. */
  Ledger pin() throws ClientException {
    Optional<ServerCertificates> servers = named();
    Ledger pinned =
        Ledger.pin(home, asked(), network(), patience(), tls(servers), terminal::notice);
    home.keepServers(servers);
    ledger = Optional.of(pinned);
    return pinned;
  }

  /** The key file of the one who acts. */
  KeyFile keyFile() throws ClientException {
    Optional<String> named = option(CommonOptions.AS);
    if (named.isPresent()) {
      return home.key(named.get());
    }
    List<String> names = home.keyNames();
    if (names.size() == 1) {
      return home.key(names.getFirst());
    }
    throw ClientException.usage(
        "it is not said who acts",
        names.isEmpty()
            ? "Make a key with 'birthmark key new NAME', then name it with --as NAME."
            : "Name one of your keys with --as NAME: " + String.join(", ", names) + ".");
  }

  /** Who places statements. */
  Signer signer() throws ClientException {
    KeyFile file = keyFile();
    SigningKey key = file.signingKey(passwords);
    return new Signer(ledger(), rulebook(), key, KeyState.of(file.path()), terminal::notice);
  }

  /** The same without a node: it only signs. */
  Signer offlineSigner() throws ClientException {
    KeyFile file = keyFile();
    Optional<Genesis> pinned = home.genesis();
    if (pinned.isEmpty()) {
      return signer();
    }
    Node node = Node.at(asked(), patience(), tls());
    Ledger known = new Ledger(node, pinned.get(), pinned.get().network());
    return new Signer(
        known, rulebook(), file.signingKey(passwords), KeyState.of(file.path()), terminal::notice);
  }

  /** The node at {@code url} and no other. */
  Node nodeAt(URI url) throws ClientException {
    return Node.at(List.of(url), patience(), tlsFor(url));
  }

  /** Who reads, where a node wants to know. */
  Optional<Node.Reader> reader() throws ClientException {
    if (mutualTls()) {
      return Optional.empty();
    }
    boolean somebody = option(CommonOptions.AS).isPresent() || home.keyNames().size() == 1;
    return somebody ? Optional.of(() -> keyFile().signingKey(passwords)) : Optional.empty();
  }

  /** Writes {@code json} as it is, or as lines for people. */
  void show(Json.Obj json) throws ClientException {
    if (json()) {
      terminal.json(json);
    } else {
      rendering().object(json);
    }
  }

  /** Writes lines of cells, the first being headings. */
  void table(List<List<String>> lines) {
    new Rendering(terminal, Map.of()).lines(lines);
  }

  @Override
  public void close() {
    ledger.ifPresent(Ledger::close);
  }
}
