package birthmark.sim.bench;

import birthmark.machine.Block;
import birthmark.machine.BlockResult;
import birthmark.machine.Decision;
import birthmark.machine.Machine;
import birthmark.machine.Tip;
import birthmark.node.replica.CheckpointSigner;
import birthmark.node.store.Commit;
import birthmark.node.store.Store;
import birthmark.statement.Statement;
import java.util.List;

/**
 * The blocks with which a ledger is filled before anything is measured on it.
 *
 * @param machine what decides them
 * @param signer who signs each checkpoint
 */
record FirstBlocks(Machine machine, CheckpointSigner signer) {
  /** Commits {@code statements}, of which none may be refused, a second after the last block. */
  void commit(Store store, List<Statement> statements) {
    Tip tip = store.tip().orElseThrow();
    BlockResult result =
        machine.apply(
            tip,
            store.ledger(),
            new Block(tip.height() + 1, tip.time().plusSeconds(1), statements, true));
    for (Decision decision : result.decisions()) {
      if (!(decision instanceof Decision.Accepted)) {
        throw new IllegalStateException("what fills the ledger was not let in: " + decision);
      }
    }
    store.commit(new Commit(result, statements, signer.sign(result.tip().log())));
  }
}
