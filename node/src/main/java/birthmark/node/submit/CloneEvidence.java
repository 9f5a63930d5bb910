package birthmark.node.submit;

import birthmark.contract.Transaction;
import birthmark.state.View;
import birthmark.statement.Statement;

/** Makes the transaction by which the ledger learns that a key was copied. */
public interface CloneEvidence {
  /** What two statements with one number of one key lead to. */
  sealed interface Case {}

  /** The ledger knows already that this key was copied. */
  record Known() implements Case {}

  /**
   * The ledger is to be told.
   *
   * @param transaction what shows it
   */
  record Showable(Transaction transaction) implements Case {}

  /**
   * The ledger cannot be shown.
   *
   * @param why half a sentence
   */
  record NotShowable(String why) implements Case {}

  /** What {@code first} and {@code second}, two statements with one number of one key, lead to. */
  Case of(View state, LastBlock.First first, Statement second);
}
