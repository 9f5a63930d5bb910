package birthmark.contracts.parties;

import birthmark.codec.About;
import birthmark.codec.Length;

/**
 * What can be asked of the ledger, by name: its contract's, a slash, and its own, as in {@code
 * things/offer}.
 *
 * @param value the name
 */
@About("A transaction by its contract's name, a slash and its own, such as things/offer.")
public record TransactionName(@Length(min = 3, max = 80) String value) {
  /** Checks the form. */
  public TransactionName {
    int slash = value.indexOf('/');
    boolean sound = slash > 0 && slash < value.length() - 1;
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      sound &= (c >= 'a' && c <= 'z') || c == '-' || i == slash;
    }
    if (!sound) {
      throw new IllegalArgumentException(
          "a transaction is named by its contract, a slash and its own name, such as things/offer,"
              + " not '"
              + value
              + "'");
    }
  }

  @Override
  public String toString() {
    return value;
  }
}
