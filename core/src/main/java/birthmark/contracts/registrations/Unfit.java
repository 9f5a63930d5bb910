package birthmark.contracts.registrations;

import birthmark.cose.CoseException;

/** What is wrong with what should be a signed statement, with a title for people (RFC 9290). */
public enum Unfit {
  /** It is no COSE_Sign1. */
  MALFORMED("Malformed request"),
  /** It is too large. */
  TOO_LARGE("Too large"),
  /** It marks something critical that is not known here. */
  CRITICAL("Unknown critical header"),
  /** Its payload is elsewhere. */
  PAYLOAD_MISSING("Payload Missing"),
  /** Its algorithm is not known here. */
  ALGORITHM("Bad Signature Algorithm"),
  /** It names no key. */
  KEY_ID("Key identifier missing"),
  /** It lacks claims. */
  CLAIMS("CWT claims missing"),
  /** Its issuer is not the key that it names. */
  ISSUER("Bad issuer"),
  /** It declares something else than that it is public. */
  PUBLIC("Bad declaration");

  private final String title;

  Unfit(String title) {
    this.title = title;
  }

  /** A few words for people. */
  public String title() {
    return title;
  }

  static Unfit of(CoseException.Reason reason) {
    return switch (reason) {
      case TOO_LARGE -> TOO_LARGE;
      case UNKNOWN_CRITICAL -> CRITICAL;
      default -> MALFORMED;
    };
  }
}
