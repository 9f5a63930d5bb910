package birthmark.sim.council;

import birthmark.bytes.Bytes;
import birthmark.node.engine.StagedApplication;
import java.util.List;

/** What the replicas of a play are made of; a test that plants a fault gives another part. */
public interface ReplicaParts {
  /** Those of a real node. */
  ReplicaParts PRODUCTION = new ReplicaParts() {};

  /** What replica number {@code replica} has as its ledger. */
  default StagedApplication application(int replica, StagedApplication application) {
    return application;
  }

  /** What reaches replica number {@code replica} of a block with {@code txs}. */
  default List<Bytes> delivered(int replica, List<Bytes> txs) {
    return txs;
  }

  /** How replica number {@code replica} votes on {@code txs}, which it would {@code accept}. */
  default boolean vote(int replica, List<Bytes> txs, boolean accept) {
    return accept;
  }
}
