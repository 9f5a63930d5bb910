package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import java.util.List;
import java.util.Optional;

/**
 * A COSE_Sign1 that somebody else made (RFC 9052 §4.2), tagged or not, in any valid CBOR of at most
 * 60,000 octets.
 *
 * <p>Its headers may hold anything, its algorithm may be in either, and its payload may be
 * elsewhere. Statements of our own are read by {@link Sign1}.
 */
public final class ForeignSign1 {
  private static final int PARTS = 4;

  private final CoseHeaders headers;
  private final Optional<Bytes> payload;
  private final Bytes signature;

  private ForeignSign1(CoseHeaders headers, Optional<Bytes> payload, Bytes signature) {
    this.headers = headers;
    this.payload = payload;
    this.signature = signature;
  }

  /**
   * The message that {@code encoded} holds, with nothing after it.
   *
   * @param understood header labels that the caller understands, should they be marked critical
   * @throws CoseException if it is no COSE_Sign1, or must not be processed
   */
  public static ForeignSign1 decode(Bytes encoded, List<CborItem> understood) {
    return MessageParts.read(encoded, Sign1.TAG, PARTS, parts -> of(parts, understood));
  }

  private static ForeignSign1 of(List<CborItem> parts, List<CborItem> understood) {
    return new ForeignSign1(
        CoseHeaders.of(parts.get(0), parts.get(1), understood),
        MessageParts.payload(parts.get(2)),
        MessageParts.signature(parts.get(3)));
  }

  /** Its headers. */
  public CoseHeaders headers() {
    return headers;
  }

  /** Its payload; empty if that is detached. */
  public Optional<Bytes> payload() {
    return payload;
  }

  /** Its signature. */
  public Bytes signature() {
    return signature;
  }

  /** The octets that the signature is over, for a payload that is inside or was found elsewhere. */
  public Bytes sigStructure(Bytes externalAad, Bytes signedPayload) {
    return SigStructure.signature1(headers.signedProtected(), externalAad, signedPayload);
  }

  /**
   * Whether {@code key} verifies the signature over the payload inside.
   *
   * @param externalAad what was signed along, empty where nothing was
   * @throws CoseException if the payload is detached
   */
  public boolean verifies(Signatures signatures, CoseKey key, Bytes externalAad) {
    return verifies(signatures, key, externalAad, MessageParts.present(payload));
  }

  /** Whether {@code key} verifies the signature over {@code signedPayload}. */
  public boolean verifies(
      Signatures signatures, CoseKey key, Bytes externalAad, Bytes signedPayload) {
    return headers
        .algorithm()
        .map(
            algorithm ->
                signatures.verify(
                    algorithm, key, sigStructure(externalAad, signedPayload), signature))
        .orElse(false);
  }

  /**
   * The tagged message with an empty unprotected header: what cannot be changed without the signer.
   */
  public Bytes encodeWithoutUnprotected() {
    CborWriter out = new CborWriter();
    out.tag(Sign1.TAG).array(PARTS).bytes(headers.encodedProtected()).map(0);
    payload.ifPresentOrElse(out::bytes, out::nil);
    return out.bytes(signature).toBytes();
  }
}
