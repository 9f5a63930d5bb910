package birthmark.sim.play;

import birthmark.contract.Rulebook;
import birthmark.contracts.Contracts;
import birthmark.node.store.KeyValues;

/** What a simulated node is made of; a test that plants a fault gives another part. */
public interface Parts {
  /** Those of a real node. */
  Parts PRODUCTION = new Parts() {};

  /** The contracts of a real node. */
  Rulebook CONTRACTS = Contracts.rulebook();

  /** The contracts, asked for once in each simulation. */
  default Rulebook rulebook() {
    return CONTRACTS;
  }

  /** What stands between the store and its disk. */
  default KeyValues disk(KeyValues disk) {
    return disk;
  }
}
