package birthmark.contract;

import birthmark.bytes.Bytes;
import birthmark.cose.CoseKey;
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

  /** Keys that it registers and that sign nothing in it, to be looked at ahead of deciding. */
  default List<CoseKey> silentKeys() {
    return List.of();
  }

  /** The most signatures a transaction may carry. */
  int MAX = 8;
}
