package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.cose.CoseException;
import birthmark.cose.ForeignSign1;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A signed statement that carries receipts for itself in its unprotected header (394; RFC 9943,
 * section 7).
 *
 * @param statement the signed statement's octets with tag 18 and an empty unprotected header
 * @param receipts the receipts' octets, from whatever log
 * @param issuer proofs of answers that show whose key its issuer's is; none where nobody asked
 */
public record TransparentStatement(Bytes statement, List<Bytes> receipts, List<Bytes> issuer) {
  private static final int RECEIPTS = 394;

  /** For private use: under it stand proofs of answers about the issuer. */
  private static final int ISSUER = -70_002;

  /** Keeps copies. */
  public TransparentStatement {
    receipts = List.copyOf(receipts);
    issuer = List.copyOf(issuer);
  }

  /** One that says nothing of its issuer. */
  public TransparentStatement(Bytes statement, List<Bytes> receipts) {
    this(statement, receipts, List.of());
  }

  /** The octets that a log may have of it: itself, or its SHA-256. */
  public List<Bytes> entries() {
    return List.of(statement, Sha256.of(statement));
  }

  /**
   * The transparent statement that {@code octets} hold; one without receipts is a signed statement.
   *
   * @param understood header labels that the caller understands, should they be marked critical
   * @throws CoseException if they are no COSE_Sign1, or must not be processed
   */
  public static TransparentStatement decode(Bytes octets, List<CborItem> understood) {
    ForeignSign1 message = ForeignSign1.decode(octets, understood);
    return new TransparentStatement(
        message.encodeWithoutUnprotected(), strings(message, RECEIPTS), strings(message, ISSUER));
  }

  private static List<Bytes> strings(ForeignSign1 message, int label) {
    Optional<CborItem> value = message.headers().unprotectedMap().value(CborItem.integer(label));
    if (value.isEmpty()) {
      return List.of();
    }
    if (!(value.get() instanceof CborItem.Array(List<CborItem> items))) {
      throw malformed(label, "is no list");
    }
    List<Bytes> strings = new ArrayList<>();
    for (CborItem item : items) {
      if (!(item instanceof CborItem.ByteString(Bytes octets))) {
        throw malformed(label, "has something else than byte strings");
      }
      strings.add(octets);
    }
    return strings;
  }

  private static CoseException malformed(int label, String what) {
    return new CoseException(
        CoseException.Reason.BAD_STRUCTURE, "its unprotected header " + label + " " + what);
  }

  /** The octets, in deterministic heads. */
  public Bytes encode() {
    ForeignSign1 message = ForeignSign1.decode(statement, List.of());
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(message.headers().encodedProtected());
    out.map(issuer.isEmpty() ? 1 : 2).unsigned(RECEIPTS).array(receipts.size());
    receipts.forEach(out::bytes);
    if (!issuer.isEmpty()) {
      out.integer(ISSUER).array(issuer.size());
      issuer.forEach(out::bytes);
    }
    message.payload().ifPresentOrElse(out::bytes, out::nil);
    return out.bytes(message.signature()).toBytes();
  }
}
