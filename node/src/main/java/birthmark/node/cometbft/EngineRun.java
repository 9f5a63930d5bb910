package birthmark.node.cometbft;

import java.nio.file.Path;
import java.util.List;

/**
 * How CometBFT is run.
 *
 * @param program the program {@code cometbft}
 * @param home the engine's folder, with its keys and its genesis
 * @param p2p where it listens to other replicas' engines, {@code host:port}
 * @param peers those of the other replicas, {@code id@host:port} each
 * @param moniker what it tells the others it is called
 */
public record EngineRun(Path program, Path home, String p2p, List<String> peers, String moniker) {}
