package birthmark.cose;

import birthmark.cbor.CborException;
import java.util.Optional;

/**
 * A refusal of octets that are not the COSE message or key asked for, with what was wrong.
 *
 * <p>It carries no stack trace, so that refusing hostile input stays cheap.
 */
public final class CoseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** Why a message or key is refused. */
  public enum Reason {
    /** It is longer than a statement may be. */
    TOO_LARGE("the message is too large"),
    /** It is not CBOR in the form asked for. */
    BAD_CBOR("the message is not the CBOR it should be"),
    /** It does not have the parts of its kind, or a header is not a map of numbers and text. */
    BAD_STRUCTURE("the message does not have the parts of its kind"),
    /** It lacks the tag of its kind, or has another. */
    WRONG_TAG("the message does not have the tag of its kind"),
    /** Its protected header lacks a parameter. */
    HEADER_MISSING("a header parameter is missing"),
    /** Its protected header has a parameter that statements do not have. */
    HEADER_UNKNOWN("a header parameter is not one that statements have"),
    /** Its header names parameters that must be understood and are not (RFC 9052 §3.1). */
    UNKNOWN_CRITICAL("a header parameter marked critical is not understood"),
    /** One parameter is in both headers (RFC 9052 §3). */
    HEADER_TWICE("a header parameter is in both the protected and the unprotected header"),
    /** Its unprotected header has entries. */
    UNPROTECTED_NOT_EMPTY("the unprotected header is not empty"),
    /** Its algorithm is unknown or not admissible. */
    ALGORITHM_NOT_ADMISSIBLE("the signature algorithm is not admissible"),
    /** Its key identifier is not a SHA-256 thumbprint. */
    BAD_KEY_ID("the key identifier is not a SHA-256 thumbprint of 32 octets"),
    /** Its content type is neither a media type nor a CoAP content format. */
    BAD_CONTENT_TYPE("the content type is neither a media type nor a CoAP content format"),
    /** Its signature has another length than its algorithm's. */
    BAD_SIGNATURE_LENGTH("the signature does not have the length of its algorithm"),
    /** It has no payload and none was given. */
    PAYLOAD_MISSING("the message has no payload in it"),
    /** A key is of a kind that is not admissible, or has parameters that are not. */
    BAD_KEY("the key is not one of the admissible forms");

    private final String sentence;

    Reason(String sentence) {
      this.sentence = sentence;
    }

    /** What was wrong, in words, without a full stop. */
    public String sentence() {
      return sentence;
    }
  }

  private final Reason reason;

  /** A refusal with a detail that says what was found. */
  public CoseException(Reason reason, String detail) {
    super(reason.sentence() + ": " + detail, null, false, false);
    this.reason = reason;
  }

  /** A refusal because of what the CBOR reader refused. */
  public CoseException(CborException cause) {
    super(Reason.BAD_CBOR.sentence() + ": " + cause.getMessage(), cause, false, false);
    this.reason = Reason.BAD_CBOR;
  }

  /** Why the message or key was refused. */
  public Reason reason() {
    return reason;
  }

  /** What the CBOR reader refused, where that was why. */
  public Optional<CborException> cbor() {
    return getCause() instanceof CborException e ? Optional.of(e) : Optional.empty();
  }
}
