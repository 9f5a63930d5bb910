package birthmark.statement;

import birthmark.cose.ContentType;

/**
 * The content types of what a key signs: a signature made for one purpose is worthless for another.
 */
public final class ContentTypes {
  /** A statement. */
  public static final ContentType STATEMENT =
      ContentType.media("application/vnd.birthmark.statement+cbor");

  /** Proof of possession of a key that somebody else registers. */
  public static final ContentType POSSESSION =
      ContentType.media("application/vnd.birthmark.possession+cbor");

  /** Evidence about a thing: an Entity Attestation Token (RFC 9711, RFC 9782). */
  public static final ContentType EVIDENCE = ContentType.media("application/eat+cwt");

  private ContentTypes() {}
}
