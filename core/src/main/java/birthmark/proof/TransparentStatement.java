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
 */
public record TransparentStatement(Bytes statement, List<Bytes> receipts) {
  private static final int RECEIPTS = 394;

  /** Keeps a copy. */
  public TransparentStatement {
    receipts = List.copyOf(receipts);
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
    Optional<CborItem> value = message.headers().unprotectedMap().value(CborItem.integer(RECEIPTS));
    List<Bytes> receipts = new ArrayList<>();
    if (value.isPresent()) {
      if (!(value.get() instanceof CborItem.Array(List<CborItem> items))) {
        throw new CoseException(
            CoseException.Reason.BAD_STRUCTURE, "its receipts (394) are no list");
      }
      for (CborItem item : items) {
        if (!(item instanceof CborItem.ByteString(Bytes receipt))) {
          throw new CoseException(
              CoseException.Reason.BAD_STRUCTURE, "a receipt (394) is no byte string");
        }
        receipts.add(receipt);
      }
    }
    return new TransparentStatement(message.encodeWithoutUnprotected(), receipts);
  }

  /** The octets, in deterministic heads. */
  public Bytes encode() {
    ForeignSign1 message = ForeignSign1.decode(statement, List.of());
    CborWriter out = new CborWriter();
    out.tag(18).array(4).bytes(message.headers().encodedProtected());
    out.map(1).unsigned(RECEIPTS).array(receipts.size());
    receipts.forEach(out::bytes);
    message.payload().ifPresentOrElse(out::bytes, out::nil);
    return out.bytes(message.signature()).toBytes();
  }
}
