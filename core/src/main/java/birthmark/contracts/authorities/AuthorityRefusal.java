package birthmark.contracts.authorities;

import birthmark.contract.Reason;
import birthmark.x509.PathFault;

/** Why {@link Authorities} refuses a transaction, in the order checked. */
public enum AuthorityRefusal implements Reason {
  /** Only a replica may. */
  NOT_A_REPLICA(
      "Only a party with the role replica says which roots are trusted. Ask one of them."),
  /** One alone may not. */
  NOT_BY_QUORUM(
      "Which roots are trusted takes two or more, and two thirds of the approvers. Have the party"
          + " require that many approvals of roots first."),
  /** Only a maker may. */
  NOT_A_MAKER("Only a party with the role maker adds authorities. Ask a replica for the role."),
  /** Nobody has that id. */
  NO_SUCH_PARTY("No party has this id. Look it up by its handle."),
  /** Nothing has that id. */
  NO_SUCH_AUTHORITY(
      "No such authority is on the ledger. Have its certificate added, its root's first."),
  /** It is there. */
  AUTHORITY_EXISTS("This authority was added before. Nothing needs to be done."),
  /** It was revoked before. */
  ALREADY_REVOKED("This authority was revoked before. Nothing needs to be done."),
  /** It or one above it was revoked. */
  AUTHORITY_REVOKED("The authority, or one above it, was revoked: nothing below it counts."),
  /** It is for another maker's devices. */
  AUTHORITY_OF_ANOTHER_MAKER(
      "The authority is for another maker's devices. Use one of your own, or one for all makers."),
  /** Another maker has the name. */
  NAME_OF_ANOTHER_MAKER(
      "An authority with this name and key identifier is another maker's. It must stay one"
          + " maker's."),
  /** Nothing has that id. */
  NO_SUCH_THING("No thing has this id. It must be born first."),
  /** Only these two may. */
  NEITHER_OWNER_NOR_MAKER("Only the thing's owner and its maker bind and withdraw certificates."),
  /** It names another issuer. */
  ISSUED_BY_ANOTHER(PathFault.ISSUED_BY_ANOTHER),
  /** It does not issue. */
  NOT_AN_AUTHORITY(PathFault.NOT_AN_AUTHORITY),
  /** Its key does not sign certificates. */
  NOT_FOR_CERTIFICATES(PathFault.NOT_FOR_CERTIFICATES),
  /** It does not say what a root says. */
  NOT_A_ROOT(PathFault.NOT_A_ROOT),
  /** It issues. */
  IS_AN_AUTHORITY(PathFault.IS_AN_AUTHORITY),
  /** Its key does not sign. */
  NOT_FOR_SIGNATURES(PathFault.NOT_FOR_SIGNATURES),
  /** It is for something else. */
  NOT_FOR_CLIENTS(PathFault.NOT_FOR_CLIENTS),
  /** There are too many above it. */
  PATH_TOO_LONG(PathFault.PATH_TOO_LONG),
  /** It is another vendor's. */
  VENDOR_DIFFERS(PathFault.VENDOR_DIFFERS),
  /** It holds from later on. */
  NOT_YET_VALID(PathFault.NOT_YET_VALID),
  /** It held until earlier. */
  EXPIRED(PathFault.EXPIRED),
  /** One above it held until earlier. */
  AUTHORITY_EXPIRED("The authority, or one above it, has expired."),
  /** The key is somebody else's. */
  KEY_OF_ANOTHER("The certificate's key is another thing's or a party's. One key names one thing."),
  /** It is there. */
  ALREADY_BOUND("This certificate is bound to the thing. Nothing needs to be done."),
  /** Nothing to withdraw. */
  NO_SUCH_CERTIFICATE("No such certificate is bound to the thing. List its certificates."),
  /** It was withdrawn before. */
  ALREADY_WITHDRAWN("This certificate was withdrawn before. Nothing needs to be done.");

  private final String sentence;

  AuthorityRefusal(String sentence) {
    this.sentence = sentence;
  }

  AuthorityRefusal(PathFault fault) {
    this(fault.sentence() + " Have its issuer make another.");
  }

  static AuthorityRefusal of(PathFault fault) {
    return switch (fault) {
      case NO_ANCHOR, SIGNATURE_INVALID, ISSUED_BY_ANOTHER -> ISSUED_BY_ANOTHER;
      case NOT_AN_AUTHORITY -> NOT_AN_AUTHORITY;
      case NOT_FOR_CERTIFICATES -> NOT_FOR_CERTIFICATES;
      case NOT_A_ROOT -> NOT_A_ROOT;
      case IS_AN_AUTHORITY -> IS_AN_AUTHORITY;
      case NOT_FOR_SIGNATURES -> NOT_FOR_SIGNATURES;
      case NOT_FOR_CLIENTS -> NOT_FOR_CLIENTS;
      case PATH_TOO_LONG -> PATH_TOO_LONG;
      case VENDOR_DIFFERS -> VENDOR_DIFFERS;
      case NOT_YET_VALID -> NOT_YET_VALID;
      case EXPIRED -> EXPIRED;
    };
  }

  @Override
  public String sentence() {
    return sentence;
  }
}
