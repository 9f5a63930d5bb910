package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.contract.Genesis;
import birthmark.contract.Replicas;
import birthmark.cose.CoseKey;
import birthmark.cose.Curve;
import birthmark.cose.JdkSigningKey;
import birthmark.cose.SigningKey;
import birthmark.json.Json;
import birthmark.json.JsonWriter;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * CometBFT's own folder: the key of its connections, the key that it votes with, the genesis that
 * all engines of the ledger share, and its settings, which are written anew at each start.
 *
 * <p>Votes are signed with a key of their own, never with a checkpoint key: a replica that is
 * restored from a backup needs a new one, since the old one may have voted since.
 */
public final class EngineFolder {
  private static final String KEY_TYPE = "tendermint/PubKeyEd25519";
  private static final String PRIVATE_KEY_TYPE = "tendermint/PrivKeyEd25519";
  private static final Pattern PRIVATE_KEY =
      Pattern.compile("\"value\": *\"([A-Za-z0-9+/=]{88})\"");
  private static final int KEY_OCTETS = 32;
  private static final int ADDRESS_OCTETS = 20;

  /** What stands before the 32 octets of a key in its encodings (RFC 8410, section 10). */
  private static final Bytes PUBLIC_KEY_HEAD = Bytes.fromHex("302a300506032b6570032100");

  private static final Bytes PRIVATE_KEY_HEAD = Bytes.fromHex("302e020100300506032b657004220420");

  /** No block has this height. */
  static final long NEVER = Long.MAX_VALUE;

  /** A vote that commits: nothing is signed at its height after it. */
  private static final int LAST_STEP = 3;

  /** The socket on which a running engine is asked how it stands. */
  static final String RPC_SOCKET = "rpc.sock";

  /** The most octets in a block of the engine. */
  private static final long BLOCK_OCTETS_MAX = 4L << 20;

  private static final long EVIDENCE_HEIGHTS = 100_000;
  private static final long EVIDENCE_NANOS = 48L * 3_600 * 1_000_000_000;

  private EngineFolder() {}

  /** Whether {@code home} is the folder of an engine. */
  public static boolean exists(Path home) {
    return Files.exists(genesis(home));
  }

  private static Path genesis(Path home) {
    return home.resolve("config").resolve("genesis.json");
  }

  /** How the engine of {@code home} stands, if it runs. */
  public static Optional<EngineStatus> status(Path home) {
    return EngineRpc.status(home.toAbsolutePath().resolve(RPC_SOCKET));
  }

  /** Makes the folder with keys of its own; the one that its votes are checked with. */
  public static CoseKey create(Path home) throws IOException {
    Files.createDirectories(home.resolve("config"));
    Files.createDirectories(home.resolve("data"));
    Key voting = Key.make();
    Key connecting = Key.make();
    secret(
        home.resolve("config").resolve("priv_validator_key.json"),
        Json.object()
            .put("address", voting.address().toUpperCase(Locale.ROOT))
            .put("pub_key", typed(KEY_TYPE, voting.publicKey()))
            .put("priv_key", typed(PRIVATE_KEY_TYPE, voting.seed().concat(voting.publicKey())))
            .build());
    voteAbove(home, 0);
    secret(
        home.resolve("config").resolve("node_key.json"),
        Json.object()
            .put(
                "priv_key",
                typed(PRIVATE_KEY_TYPE, connecting.seed().concat(connecting.publicKey())))
            .build());
    return new CoseKey.Okp(Curve.ED25519, voting.publicKey());
  }

  /**
   * The key that its votes are signed with, for a proof that this replica holds it.
   *
   * @throws IOException if the file holds none
   */
  public static SigningKey votingKey(Path home) throws IOException {
    byte[] pair = pair(home.resolve("config").resolve("priv_validator_key.json"));
    try {
      KeyFactory keys = KeyFactory.getInstance("Ed25519");
      return JdkSigningKey.of(
          new KeyPair(
              keys.generatePublic(
                  new X509EncodedKeySpec(
                      encoded(PUBLIC_KEY_HEAD, Arrays.copyOfRange(pair, KEY_OCTETS, pair.length)))),
              keys.generatePrivate(
                  new PKCS8EncodedKeySpec(
                      encoded(PRIVATE_KEY_HEAD, Arrays.copyOf(pair, KEY_OCTETS))))));
    } catch (GeneralSecurityException e) {
      throw new IOException("the engine's key cannot be used: " + e.getMessage(), e);
    }
  }

  private static byte[] encoded(Bytes head, byte[] key) {
    return head.concat(Bytes.ofOwned(key)).toByteArray();
  }

  private static byte[] pair(Path file) throws IOException {
    Matcher value = PRIVATE_KEY.matcher(Files.readString(file));
    if (!value.find()) {
      throw new IOException(file + " holds no key");
    }
    return Base64.getDecoder().decode(value.group(1));
  }

  /** What the engine keeps of its last vote, so that it never votes twice. */
  static Path votes(Path home) {
    return home.resolve("data").resolve("priv_validator_state.json");
  }

  /** Whether {@link #voteAbove} said {@link #NEVER} last. */
  static boolean votesNever(Path home) throws IOException {
    return Files.readString(votes(home)).contains("\"" + NEVER + "\"");
  }

  /** Has the engine, which does not run, vote on nothing up to {@code height}. */
  static void voteAbove(Path home, long height) throws IOException {
    Files.createDirectories(home.resolve("data"));
    Files.deleteIfExists(votes(home));
    secret(
        votes(home),
        Json.object()
            .put("height", String.valueOf(height))
            .put("round", 0)
            .put("step", height == 0 ? 0 : LAST_STEP)
            .build());
  }

  /** Whether the engine has begun a chain of its own. */
  static boolean hasBlocks(Path home) {
    return Files.exists(home.resolve("data").resolve("blockstore.db"));
  }

  /** All that the engine keeps, but not its keys and what it voted on. */
  public static List<Path> blocks(Path home) throws IOException {
    Path data = home.resolve("data");
    if (!Files.exists(data)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(data)) {
      return all.filter(each -> !each.equals(votes(home))).toList();
    }
  }

  /** The id of its connections, 40 hexadecimal digits, by which other engines name it. */
  public static String nodeId(Path home) throws IOException {
    byte[] pair = pair(home.resolve("config").resolve("node_key.json"));
    return address(Bytes.copyOf(pair, pair.length - KEY_OCTETS, pair.length));
  }

  /** Writes the genesis that the engines of all replicas share. */
  public static void found(Path home, Genesis ledger) throws IOException {
    List<Json> all =
        ledger.replicas().stream()
            .<Json>map(
                replica -> {
                  Bytes key = octets(replica.consensus().orElseThrow());
                  return Json.object()
                      .put("address", address(key).toUpperCase(Locale.ROOT))
                      .put("pub_key", typed(KEY_TYPE, key))
                      .put("power", String.valueOf(replica.weight()))
                      .put("name", "")
                      .build();
                })
            .toList();
    Json.Obj genesis =
        Json.object()
            .put("genesis_time", ledger.time().toString())
            .put("chain_id", Replicas.chainId(ledger.network()))
            .put("initial_height", "1")
            .put("consensus_params", parameters())
            .put("validators", new Json.Arr(all))
            .put("app_hash", "")
            .build();
    write(genesis(home), JsonWriter.indented(genesis));
  }

  private static Json.Obj parameters() {
    return Json.object()
        .put(
            "block",
            Json.object()
                .put("max_bytes", String.valueOf(BLOCK_OCTETS_MAX))
                .put("max_gas", "-1")
                .build())
        .put(
            "evidence",
            Json.object()
                .put("max_age_num_blocks", String.valueOf(EVIDENCE_HEIGHTS))
                .put("max_age_duration", String.valueOf(EVIDENCE_NANOS))
                .put("max_bytes", "65536")
                .build())
        .put(
            "validator",
            Json.object()
                .put("pub_key_types", new Json.Arr(List.of(new Json.Text("ed25519"))))
                .build())
        .put("version", Json.object().put("app", "1").build())
        .put("abci", Json.object().put("vote_extensions_enable_height", "1").build())
        .build();
  }

  /**
   * Writes the settings of one run.
   *
   * @param abci the socket that the ledger listens on
   * @param rpc the socket that the engine is asked on
   * @param coming how it comes in by a snapshot, if it does
   */
  static void configure(EngineRun run, Path abci, Path rpc, Optional<Arrival.Plan> coming)
      throws IOException {
    Files.deleteIfExists(rpc);
    write(
        run.home().resolve("config").resolve("config.toml"),
        """
        # Written anew at each start of the node.
        proxy_app = %s
        abci = "socket"
        moniker = %s
        log_level = "error"
        [rpc]
        laddr = %s
        [p2p]
        laddr = %s
        persistent_peers = %s
        pex = false
        addr_book_strict = false
        allow_duplicate_ip = true
        flush_throttle_timeout = "10ms"
        send_rate = 52428800
        recv_rate = 52428800
        [mempool]
        type = "app"
        max_tx_bytes = 1048576
        reap_interval = "50ms"
        [consensus]
        timeout_propose = "1s"
        timeout_prevote = "500ms"
        timeout_precommit = "500ms"
        timeout_commit = "20ms"
        skip_timeout_commit = true
        create_empty_blocks = true
        create_empty_blocks_interval = "0s"
        peer_gossip_sleep_duration = "20ms"
        [storage]
        discard_abci_responses = true
        [tx_index]
        indexer = "null"
        %s\
        """
            .formatted(
                quoted("unix://" + abci),
                quoted(run.moniker()),
                quoted("unix://" + rpc),
                quoted("tcp://" + run.p2p()),
                quoted(String.join(",", run.peers())),
                coming.map(EngineFolder::stateSync).orElse("")));
  }

  /**
   * The settings for a snapshot. The light client wants two servers and one header to begin with;
   * what it is told is checked with the ledger itself, so both are the node's own socket.
   */
  private static String stateSync(Arrival.Plan coming) {
    String server = "unix://" + coming.socket();
    return """
    [statesync]
    enable = true
    rpc_servers = %s
    trust_height = %d
    trust_hash = %s
    trust_period = "87600h"
    discovery_time = "5s"
    chunk_request_timeout = "10s"
    chunk_fetchers = "8"
    """
        .formatted(quoted(server + "," + server), coming.trustHeight(), quoted(coming.trustHash()));
  }

  private static String quoted(String text) {
    return JsonWriter.compact(new Json.Text(text));
  }

  private static Json.Obj typed(String type, Bytes key) {
    return Json.object()
        .put("type", type)
        .put("value", Base64.getEncoder().encodeToString(key.toByteArray()))
        .build();
  }

  /** The 32 octets of a key that votes. */
  public static Bytes octets(CoseKey key) {
    if (key instanceof CoseKey.Okp okp && okp.curve() == Curve.ED25519) {
      return okp.x();
    }
    throw new IllegalArgumentException("engines vote with Ed25519 keys");
  }

  /** What the engine calls whoever votes with {@code key}: 40 hexadecimal digits. */
  public static String address(CoseKey key) {
    return address(octets(key));
  }

  private static String address(Bytes publicKey) {
    return addressOctets(publicKey).hex();
  }

  /** The address by which engines name who votes with a key. */
  static Bytes addressOctets(Bytes publicKey) {
    return Sha256.of(publicKey).slice(0, ADDRESS_OCTETS);
  }

  private static void secret(Path file, Json content) throws IOException {
    Files.createFile(
        file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    write(file, JsonWriter.indented(content));
  }

  private static void write(Path file, String content) throws IOException {
    Files.write(
        file,
        content.getBytes(StandardCharsets.UTF_8),
        StandardOpenOption.CREATE,
        StandardOpenOption.TRUNCATE_EXISTING,
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
  }

  /** A pair of Ed25519 keys in the raw form of RFC 8032. */
  private record Key(Bytes seed, Bytes publicKey) {
    static Key make() {
      try {
        KeyPair pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
        return new Key(tail(pair.getPrivate().getEncoded()), tail(pair.getPublic().getEncoded()));
      } catch (GeneralSecurityException e) {
        throw new IllegalStateException("this Java makes no Ed25519 keys", e);
      }
    }

    /** Both encodings (RFC 8410) end with the 32 octets. */
    private static Bytes tail(byte[] encoded) {
      return Bytes.ofOwned(
          Arrays.copyOfRange(encoded, encoded.length - KEY_OCTETS, encoded.length));
    }

    String address() {
      return EngineFolder.address(publicKey);
    }
  }
}
