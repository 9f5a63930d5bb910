package birthmark.node.cometbft;

/**
 * How an engine stands.
 *
 * @param height the engine's last height
 * @param peers how many other replicas it is connected with
 */
public record EngineStatus(long height, int peers) {}
