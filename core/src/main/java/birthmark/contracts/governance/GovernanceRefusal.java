package birthmark.contracts.governance;

import birthmark.contract.Reason;

/** Why {@link Governance} refuses a transaction, in the order checked. */
public enum GovernanceRefusal implements Reason {
  /** Only a replica may. */
  NOT_A_REPLICA("Only a party with the role replica changes the rules. Ask one of them."),
  /** One change at a time. */
  ALREADY_SCHEDULED(
      "A rules version is scheduled already. Wait until it decides, or take it back first."),
  /** Versions come one after another. */
  VERSION_NOT_NEXT("The version must be one above that in force. Schedule that one."),
  /** Nodes need time for it. */
  TOO_SOON(
      "The height must lie at least 10 blocks ahead, so that nodes can be made ready. Choose a"
          + " later one."),
  /** There is nothing to take back. */
  NOT_SCHEDULED(
      "No such version is scheduled: it decides already, or nobody asked for it. Nothing needs to"
          + " be done.");

  private final String sentence;

  GovernanceRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
