package birthmark.machine;

import birthmark.contract.History;
import birthmark.merkle.PageSource;
import birthmark.merkle.Tiles;
import birthmark.state.RawState;

/** What is stored as of the last block: all that deciding the next one needs. */
public interface Ledger extends RawState, History {
  /** The state tree's pages. */
  PageSource pages();

  /** The log's tiles. */
  Tiles tiles();
}
