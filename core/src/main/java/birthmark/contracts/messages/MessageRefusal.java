package birthmark.contracts.messages;

import birthmark.contract.Reason;

/** Why {@link Messages} refuses a transaction, in the order checked. */
public enum MessageRefusal implements Reason {
  /** Nothing has that id. */
  NO_SUCH_THING("No thing has this id. It must be born first."),
  /** It is no more. */
  THING_DECOMMISSIONED("A decommissioned thing sends and receives nothing. Leave it out."),
  /** Only an owner may. */
  NOT_AN_OWNER("Only an owner of one of the things may. Have that party sign."),
  /** The end lies behind. */
  UNTIL_PAST("The agreement would end before it begins. Name a later moment."),
  /** Nothing has that id. */
  NO_SUCH_AGREEMENT("No agreement has this id: it is the id of the statement that opened it."),
  /** It is over. */
  AGREEMENT_OVER("The agreement has expired, or somebody ended it. Open another."),
  /** It consented before. */
  ALREADY_CONSENTED("You consented before. Nothing needs to be done."),
  /** It is none of the things. */
  NOT_A_MEMBER("Only a thing that the agreement names commits to what it sent and received."),
  /** There is a longer commitment. */
  NOT_LONGER("The thing committed to as many messages before, or to more. Commit to more of them.");

  private final String sentence;

  MessageRefusal(String sentence) {
    this.sentence = sentence;
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
