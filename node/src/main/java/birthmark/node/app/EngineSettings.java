package birthmark.node.app;

import birthmark.client.sdk.ClientException;
import birthmark.contract.Genesis;
import birthmark.node.cometbft.CometProgram;
import birthmark.node.cometbft.EngineFolder;
import birthmark.node.cometbft.EngineRun;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a node of several takes part in their agreement.
 *
 * @param program CometBFT, where it is not the one in the user's cache
 * @param p2p where its engine listens to the others', {@code host:port}
 * @param peers the others', {@code id@host:port} each
 * @param nodes the doors of others, which help an engine in that has no blocks, or too old ones
 * @param keptBlocks how many of its blocks the engine keeps
 */
record EngineSettings(
    Optional<Path> program, String p2p, List<String> peers, List<URI> nodes, long keptBlocks) {
  /** Blocks that are kept where nobody says otherwise: some forty hours of an idle ledger. */
  static final long KEPT_BLOCKS = 100_000;

  /** Those of a node that has no others to talk to. */
  static final EngineSettings ALONE =
      new EngineSettings(Optional.empty(), "127.0.0.1:0", List.of(), List.of(), KEPT_BLOCKS);

  /**
   * How the engine of {@code folder} is run.
   *
   * @param tell told how CometBFT is built, where it has to be
   * @throws ClientException if it cannot be
   */
  EngineRun run(NodeFolder folder, Genesis genesis, Consumer<String> tell) throws ClientException {
    try {
      if (!EngineFolder.exists(folder.engine())) {
        throw ClientException.local(
            "the ledger in " + folder.path() + " was made for one node that orders alone",
            "Start it without --engine, or begin a new ledger with --engine cometbft.");
      }
      return new EngineRun(
          CometProgram.find(program, System.getenv(), tell),
          folder.engine(),
          p2p,
          peers,
          genesis.name(),
          folder.anchor(),
          doors(genesis),
          keptBlocks);
    } catch (CometProgram.MissingException e) {
      throw ClientException.local("CometBFT is missing", String.valueOf(e.getMessage()));
    }
  }

  /** Those that the user named, then those that the genesis says. */
  private List<URI> doors(Genesis genesis) {
    List<URI> doors = new ArrayList<>(nodes);
    for (Genesis.Replica each : genesis.replicas()) {
      each.endpoint().flatMap(EngineSettings::door).ifPresent(doors::add);
    }
    return doors.stream().distinct().toList();
  }

  /** The address of a node's door, if {@code text} is one. */
  static Optional<URI> door(String text) {
    try {
      URI door = new URI(text);
      boolean http = "http".equals(door.getScheme()) || "https".equals(door.getScheme());
      return http && door.getHost() != null ? Optional.of(door) : Optional.empty();
    } catch (URISyntaxException e) {
      return Optional.empty();
    }
  }
}
