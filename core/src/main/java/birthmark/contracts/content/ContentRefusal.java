package birthmark.contracts.content;

import birthmark.contract.Reason;

/** Why {@link Content} refuses a transaction, in the order checked. */
public enum ContentRefusal implements Reason {
  /** Only a party may. */
  NOT_A_PARTY("A thing's key signed. Sign with a key of a party."),
  /** Nobody could open it. */
  NOT_ITS_KEY(
      "The key is no valid key-agreement key of the party that this is for. Look its keys up, and"
          + " seal to one of them."),
  /** It is there. */
  ALREADY_COMMITTED("The same sealed octets were committed before. Nothing needs to be done.");

  private final String sentence;

  ContentRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
