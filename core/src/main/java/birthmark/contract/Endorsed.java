package birthmark.contract;

import birthmark.bytes.Bytes;
import java.util.List;

/**
 * A transaction that carries signatures of others; each must verify before the contract decides.
 */
public interface Endorsed extends Transaction {
  /**
   * The signatures it carries, at most {@value #MAX}.
   *
   * @param network the ledger's network id
   */
  List<Endorsement> endorsements(Bytes network);

  /** The most signatures a transaction may carry. */
  int MAX = 8;
}
