package birthmark.client.messages;

import java.util.Locale;

/** Why a message, or a receipt for one, counts for nothing. */
public enum Fault {
  /** It is not of the form. */
  MALFORMED("It is no message of this form"),
  /** It is of another ledger or agreement. */
  OTHER_AGREEMENT("It is of another agreement, or of another ledger"),
  /** The sender or the recipient is none of the things. */
  NOT_A_MEMBER("The agreement names no such thing"),
  /** Somebody else is to have it. */
  NOT_THE_RECIPIENT("It is for another thing"),
  /** Somebody else hands it in. */
  NOT_THE_SENDER("It is another thing's message"),
  /** The agreement does not count now. */
  NOT_IN_FORCE("The agreement is not in force"),
  /** The other is out. */
  NOT_ADMITTED("The other thing is not admitted to its network"),
  /** What is known of the agreement is too old. */
  PROOF_TOO_OLD("What was proven of the agreement is too old to go by"),
  /** Nobody who may signed it. */
  SIGNATURE_INVALID("It is not signed by the sender's key"),
  /** It cannot be opened here. */
  NOT_SEALED_TO_US("It is sealed to another key, or was changed"),
  /** What is inside was meant for another, or says something else than the outside. */
  SEALED_AGAIN("What is inside was signed for another purpose: somebody sealed it again"),
  /** Another message has its number. */
  NUMBER_USED("Another message of the sender has this number"),
  /** Whoever was restored from a backup does not know what it did with it. */
  PERHAPS_HAD("It was sent before the recipient was restored, which may have had it already"),
  /** The agreement has had all the messages that one can have. */
  FULL("The agreement has had all the messages that one may have; open another"),
  /** The recipient sleeps, and as many wait as may. */
  TOO_MANY_WAITING("As many messages as may wait for the recipient already"),
  /** The sender has sent as many in this minute as it may. */
  TOO_FAST("The sender has sent as many messages in a minute as it may"),
  /** The recipient says no. */
  REFUSED("The recipient does not take it"),
  /** The gateway cannot see to it now. */
  UNAVAILABLE("It cannot be looked at now; send it again");

  private final String sentence;

  Fault(String sentence) {
    this.sentence = sentence;
  }

  /** What it means, without a full stop. */
  public String sentence() {
    return sentence;
  }

  /** What it is called on the wire. */
  public String code() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
