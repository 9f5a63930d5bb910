package birthmark.node.edge;

import java.util.Locale;

/** The media types that bodies have. */
final class MediaTypes {
  /** One signed message (RFC 9052). */
  static final String COSE = "application/cose";

  /** Items one after another (RFC 8742). */
  static final String CBOR_SEQUENCE = "application/cbor-seq";

  /** An answer that proves itself. */
  static final String PROOF = "application/vnd.birthmark.answer-proof+cbor";

  /** Several answers with one proof. */
  static final String PROOFS = "application/vnd.birthmark.answers-proof+cbor";

  /** A thing's whole history and where it stands. */
  static final String BUNDLE = "application/vnd.birthmark.bundle+cbor";

  /** What proves each change of the replica set. */
  static final String CHANGES = "application/vnd.birthmark.replica-set-changes+cbor";

  /** A DID document (W3C DID Core 1.0, section 6.2). */
  static final String DID = "application/did+json";

  static final String OCTETS = "application/octet-stream";
  static final String CBOR = "application/cbor";
  static final String JSON = "application/json";

  /** What went wrong (RFC 9457). */
  static final String PROBLEM = "application/problem+json";

  /** The same in CBOR (RFC 9290). */
  static final String CONCISE_PROBLEM = "application/concise-problem-details+cbor";

  static final String TEXT = "text/plain; charset=utf-8";
  static final String HTML = "text/html; charset=utf-8";

  /** Server-sent events (WHATWG HTML, section 9.2). */
  static final String EVENTS = "text/event-stream";

  private MediaTypes() {}

  /** {@code type} in lower case and without parameters. */
  static String bare(String type) {
    int semicolon = type.indexOf(';');
    return (semicolon < 0 ? type : type.substring(0, semicolon)).strip().toLowerCase(Locale.ROOT);
  }
}
