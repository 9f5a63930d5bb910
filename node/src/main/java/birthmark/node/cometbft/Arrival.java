package birthmark.node.cometbft;

import birthmark.bytes.Bytes;
import birthmark.node.engine.LogTransfer;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Decides before each run of the engine whether it comes in by a snapshot: where it has no blocks
 * that go with the ledger, or so old ones that nobody has those that follow.
 */
final class Arrival implements AutoCloseable, SnapshotIntake.Headers {
  private static final String NO_NODES =
      "the engine's blocks do not go with the ledger here, and no other node is known that could"
          + " give them: start it with --nodes URL,URL";
  private static final System.Logger LOG = System.getLogger(Arrival.class.getName());

  private final Path home;
  private final OtherNodes others;
  private final LogTransfer log;
  private Optional<HeaderServer> server = Optional.empty();
  private int tried;

  /**
   * How the engine comes in.
   *
   * @param socket where it asks for headers
   * @param trustHeight the height of the header that it begins with
   * @param trustHash that header's hash, in hexadecimal digits
   */
  record Plan(Path socket, long trustHeight, String trustHash) {}

  /** What one node told. */
  private record Told(URI door, OtherNodes.Range range) {}

  /**
   * That of the engine in {@code home}.
   *
   * @param doors where other nodes are reached
   */
  Arrival(Path home, List<URI> doors, LogTransfer log) {
    this.home = home;
    this.others = new OtherNodes(doors);
    this.log = log;
  }

  /**
   * How the next run comes in; empty for one that goes on from the blocks that it has, or gets them
   * from the first one on.
   *
   * @param sockets the folder for its sockets
   * @throws IOException if it cannot go on now, saying why
   */
  synchronized Optional<Plan> plan(Path sockets) throws IOException {
    server.ifPresent(HeaderServer::close);
    server = Optional.empty();
    boolean has = EngineFolder.hasBlocks(home);
    boolean must = log.isArriving() || (log.engineHeight() > 0 && !has);
    if (others.doors().isEmpty()) {
      if (must) {
        throw new IOException(NO_NODES);
      }
      return Optional.empty();
    }
    List<Told> told = new ArrayList<>();
    for (int i = 0; i < others.doors().size(); i++) {
      URI door = others.doors().get((i + tried) % others.doors().size());
      others.range(door).ifPresent(range -> told.add(new Told(door, range)));
    }
    // With every other try at most, a newcomer takes the way that needs no node's help.
    boolean newcomer = !has && tried % 2 == 0;
    boolean behind =
        has
            && !told.isEmpty()
            && told.stream().allMatch(each -> each.range.earliest() > log.engineHeight() + 1);
    if (!must && !newcomer && !behind) {
      tried++;
      return Optional.empty();
    }
    tried++;
    for (Told each : told) {
      Optional<Plan> plan = plan(sockets, each);
      if (plan.isPresent()) {
        return plan;
      }
    }
    // One that is only behind tries the others' blocks again: what doors say may be false.
    if (must) {
      throw new IOException(
          "the engine's blocks do not go with the ledger here, and none of the nodes "
              + others.doors()
              + " offers a snapshot that is new enough; they do every half a minute or so");
    }
    return Optional.empty();
  }

  private Optional<Plan> plan(Path sockets, Told told) throws IOException {
    Optional<Long> height =
        told.range.snapshots().stream().filter(each -> each >= log.engineHeight()).findFirst();
    Optional<String> hash =
        height
            .flatMap(each -> others.headers(told.door, each))
            .flatMap(
                all ->
                    HeaderServer.text(all, "commit", "signed_header", "commit", "block_id", "hash"))
            .filter(digits -> digits.matches("[0-9A-Fa-f]{64}"));
    if (hash.isEmpty()) {
      return Optional.empty();
    }
    Path socket = sockets.resolve("headers.sock");
    server = Optional.of(HeaderServer.open(socket, wanted -> others.headers(told.door, wanted)));
    LOG.log(
        System.Logger.Level.INFO,
        "The engine comes in by a snapshot; {0} is asked for headers.",
        told.door);
    return Optional.of(new Plan(socket, height.orElseThrow(), hash.get()));
  }

  @Override
  public synchronized boolean have(long height, Bytes validatorsHash) {
    return server.isPresent() && server.get().have(height, validatorsHash);
  }

  @Override
  public void close() {
    synchronized (this) {
      server.ifPresent(HeaderServer::close);
    }
    others.close();
  }
}
