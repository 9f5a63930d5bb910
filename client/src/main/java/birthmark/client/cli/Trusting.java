package birthmark.client.cli;

import birthmark.bytes.Bytes;
import birthmark.client.sdk.ClientException;
import birthmark.client.sdk.LogSource;
import birthmark.client.sdk.LogWatch;
import birthmark.client.sdk.Node;
import birthmark.client.sdk.OfflineVerifier;
import birthmark.client.sdk.ProofFolder;
import birthmark.contract.Genesis;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Model.CommandSpec;

/** Whose signatures a command believes: the genesis's replicas, and those that followed them. */
final class Trusting {
  private static final String CHANGES = "--changes";
  private static final String LOG = "--log";
  private static final String MEDIA_TYPE = "application/vnd.birthmark.replica-set-changes+cbor";

  private Trusting() {}

  /** Adds the options that say what else is known than the genesis. */
  static void addOptions(CommandSpec spec) {
    CommonOptions.text(
        spec,
        true,
        CHANGES,
        "FILE",
        "What proves each change of the replicas since the genesis, from 'birthmark ledger"
            + " replicas'; else what your folder has.");
    addLogOption(
        spec,
        "A copy of the log, to see that what a replica signed that has left since is of the same.");
  }

  /** Adds the option that names a copy of the log. */
  static void addLogOption(CommandSpec spec, String about) {
    CommonOptions.text(spec, true, LOG, "DIR|URL", about);
  }

  /** The genesis of the ledger that the user's folder trusts. */
  static Genesis pinned(Invocation invocation) throws ClientException {
    return invocation
        .home()
        .genesis()
        .orElseThrow(
            () ->
                ClientException.usage(
                    "it is not said which ledger you trust", "First: birthmark ledger pin."));
  }

  /** The verifier for the ledger that starts from {@code genesis}. */
  static OfflineVerifier of(Invocation invocation, Genesis genesis, Optional<Bytes> enclosed)
      throws ClientException {
    OfflineVerifier verifier = following(invocation, genesis);
    follow(verifier, enclosed);
    Optional<String> named = invocation.option(CHANGES);
    if (named.isPresent()) {
      verifier.follow(ProofFolder.changes(Path.of(named.get())));
    }
    Optional<String> log = invocation.option(LOG);
    return log.isPresent()
        ? verifier.comparing(LogWatch.known(verifier, source(invocation, log.get())))
        : verifier;
  }

  /** A verifier that follows the replicas as far as the user's folder knows. */
  static OfflineVerifier following(Invocation invocation, Genesis genesis) throws ClientException {
    OfflineVerifier verifier = new OfflineVerifier(genesis);
    Optional<Genesis> pinned = invocation.home().genesis();
    if (pinned.isPresent() && pinned.get().network().equals(genesis.network())) {
      follow(verifier, invocation.home().changes());
    }
    return verifier;
  }

  private static void follow(OfflineVerifier verifier, Optional<Bytes> changes)
      throws ClientException {
    if (changes.isPresent()) {
      verifier.follow(changes.get());
    }
  }

  /** The copy of the log that the user names, or the first node's. */
  static LogSource log(Invocation invocation) throws ClientException {
    Optional<String> named = invocation.option(LOG);
    return source(
        invocation, named.isPresent() ? named.get() : invocation.asked().getFirst().toString());
  }

  /** Whether {@code place} is an address, not a file. */
  static boolean isAddress(String place) {
    return place.startsWith("http://") || place.startsWith("https://");
  }

  /** The log in the folder, or at the address, {@code place}. */
  static LogSource source(Invocation invocation, String place) throws ClientException {
    if (!isAddress(place)) {
      return LogSource.of(Path.of(place));
    }
    try {
      URI url = URI.create(place);
      return LogSource.of(url, invocation.tlsFor(url));
    } catch (IllegalArgumentException e) {
      throw ClientException.usage(place + " is no address", "Give a folder or an http(s) address.")
          .because(e);
    }
  }

  /** What {@code node} gives as proof of each change of the replicas. */
  static Bytes served(Node node) throws ClientException {
    return node.octetsAs("/" + LogSource.REPLICA_SETS, MEDIA_TYPE, Optional.empty());
  }

  /**
   * Follows what {@code node} knows of the replicas, and keeps it in the user's folder.
   *
   * @return whether more is known now
   */
  static boolean refresh(Invocation invocation, OfflineVerifier verifier, Node node)
      throws ClientException {
    boolean more = verifier.follow(served(node));
    keep(invocation, verifier);
    return more;
  }

  /** Keeps what {@code verifier} has followed, where it is about the ledger of the folder. */
  static void keep(Invocation invocation, OfflineVerifier verifier) throws ClientException {
    Optional<Genesis> pinned = invocation.home().genesis();
    if (pinned.isPresent()
        && pinned.get().network().equals(verifier.genesis().network())
        && verifier.followed().isPresent()) {
      invocation.home().keepChanges(verifier.followed().get());
    }
  }
}
