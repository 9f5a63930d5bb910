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
    CommonOptions.text(
        spec,
        true,
        LOG,
        "DIR|URL",
        "A copy of the log, to see that what a replica signed that has left since is of the same.");
  }

  /** The verifier for the ledger that starts from {@code genesis}. */
  static OfflineVerifier of(Invocation invocation, Genesis genesis, Optional<Bytes> enclosed)
      throws ClientException {
    OfflineVerifier verifier = new OfflineVerifier(genesis);
    Optional<Genesis> pinned = invocation.home().genesis();
    if (pinned.isPresent() && pinned.get().network().equals(genesis.network())) {
      follow(verifier, invocation.home().changes());
    }
    follow(verifier, enclosed);
    Optional<String> named = invocation.option(CHANGES);
    if (named.isPresent()) {
      verifier.follow(ProofFolder.changes(Path.of(named.get())));
    }
    Optional<String> log = invocation.option(LOG);
    return log.isPresent()
        ? verifier.comparing(LogWatch.known(verifier, source(log.get())))
        : verifier;
  }

  private static void follow(OfflineVerifier verifier, Optional<Bytes> changes)
      throws ClientException {
    if (changes.isPresent()) {
      verifier.follow(changes.get());
    }
  }

  private static LogSource source(String place) throws ClientException {
    if (!place.startsWith("http://") && !place.startsWith("https://")) {
      return LogSource.of(Path.of(place));
    }
    try {
      return LogSource.of(URI.create(place));
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
