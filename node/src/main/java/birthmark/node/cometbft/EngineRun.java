package birthmark.node.cometbft;

import birthmark.proof.Checkpoint;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * How CometBFT is run.
 *
 * @param program the program {@code cometbft}
 * @param home the engine's folder, with its keys and its genesis
 * @param p2p where it listens to other replicas' engines, {@code host:port}
 * @param peers those of the other replicas, {@code id@host:port} each
 * @param moniker what it tells the others it is called
 * @param anchor where the ledger must have been once, where the user says so
 * @param doors where other nodes are reached that may help it come in
 * @param keptBlocks how many of its blocks the engine keeps
 */
public record EngineRun(
    Path program,
    Path home,
    String p2p,
    List<String> peers,
    String moniker,
    Optional<Checkpoint> anchor,
    List<URI> doors,
    long keptBlocks) {}
