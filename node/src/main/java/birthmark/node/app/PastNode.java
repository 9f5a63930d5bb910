package birthmark.node.app;

import birthmark.contract.Genesis;
import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.contracts.parties.Parties;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.machine.Machine;
import birthmark.node.edge.Edge;
import birthmark.node.edge.EdgeException;
import birthmark.node.edge.EdgeParts;
import birthmark.node.edge.EdgeSettings;
import birthmark.node.index.Index;
import birthmark.node.store.FolderLock;
import birthmark.node.store.RocksKeyValues;
import birthmark.node.store.Store;
import birthmark.node.submit.Answer;
import birthmark.node.submit.FastSignatures;
import birthmark.node.submit.Submission;
import birthmark.node.upkeep.Folders;
import birthmark.node.upkeep.Progress;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A node that stands still at an earlier block: it answers every read and takes no statements. */
final class PastNode implements AutoCloseable {
  private final Deque<Runnable> stops = new ArrayDeque<>();
  private final Edge edge;

  /**
   * Where all of it is, until it is closed.
   *
   * @param folder what is removed then
   * @param lock keeps others out
   */
  record Place(Path folder, FolderLock lock) implements AutoCloseable {
    /** Takes an empty folder. */
    static Place take(Path folder) {
      return new Place(folder, FolderLock.take(folder));
    }

    /** Where the log may be written. */
    Path log() {
      return folder.resolve("log");
    }

    /** Where the ledger is made. */
    Path ledger() {
      return folder.resolve("ledger");
    }

    @Override
    public void close() {
      lock.close();
      Folders.clear(folder);
    }
  }

  /**
   * Opens the doors.
   *
   * @param place where the ledger was made; closed with the node, not where this throws
   * @param key signs receipts
   * @throws EdgeException if it cannot listen
   */
  PastNode(Place place, Genesis genesis, SigningKey key, EdgeSettings settings)
      throws EdgeException {
    Rulebook rulebook = Contracts.rulebook();
    Signatures signatures = FastSignatures.best();
    Machine machine = new Machine(rulebook, signatures, genesis);
    try {
      Store store =
          new Store(RocksKeyValues.open(place.ledger()), rulebook, machine.network(), true);
      stops.push(store::close);
      Index facts = Index.open(place.folder().resolve("index.db"), machine.network(), rulebook);
      stops.push(facts::close);
      StoredFacts source =
          new StoredFacts(store, machine, place.folder().resolve("replay"), Progress.NONE);
      facts.follow(source, source);
      long height = store.tip().orElseThrow().height();
      this.edge =
          Edge.start(
              settings,
              new EdgeParts(
                  rulebook,
                  genesis,
                  store::snapshot,
                  refusing(height),
                  Optional.of(facts),
                  signatures,
                  Parties::roles,
                  key,
                  List::of,
                  new PrometheusMeterRegistry(PrometheusConfig.DEFAULT),
                  InstantSource.system(),
                  List.of()));
      stops.push(edge::close);
    } catch (EdgeException | RuntimeException e) {
      close();
      throw e;
    }
    stops.addLast(place::close);
  }

  private static Submission refusing(long height) {
    Answer answer =
        new Answer.Unavailable(
            "This node shows the ledger as of block "
                + height
                + " and takes no statements; submit to a node that runs.");
    return _ -> CompletableFuture.completedFuture(answer);
  }

  /** Where it is reached. */
  String url() {
    return edge.url();
  }

  @Override
  public void close() {
    while (!stops.isEmpty()) {
      stops.pop().run();
    }
  }
}
