package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborItem;
import birthmark.cose.CoseException.Reason;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A COSE_Sign with several signers that somebody else made (RFC 9052 §4.1), in any valid CBOR of at
 * most 60,000 octets.
 */
public final class ForeignSign {
  /** The CBOR tag of COSE_Sign. */
  public static final int TAG = 98;

  private static final int PARTS = 4;
  private static final int SIGNER_PARTS = 3;

  private final CoseHeaders headers;
  private final Optional<Bytes> payload;
  private final List<Signer> signers;

  private ForeignSign(CoseHeaders headers, Optional<Bytes> payload, List<Signer> signers) {
    this.headers = headers;
    this.payload = payload;
    this.signers = signers;
  }

  /** One signer's headers and signature. */
  public record Signer(CoseHeaders headers, Bytes signature) {}

  /**
   * The message that {@code encoded} holds, with nothing after it.
   *
   * @param understood header labels that the caller understands, should they be marked critical
   * @throws CoseException if it is no COSE_Sign, or must not be processed
   */
  public static ForeignSign decode(Bytes encoded, List<CborItem> understood) {
    return MessageParts.read(encoded, TAG, PARTS, parts -> of(parts, understood));
  }

  private static ForeignSign of(List<CborItem> parts, List<CborItem> understood) {
    if (!(parts.get(3) instanceof CborItem.Array(List<CborItem> encodedSigners))
        || encodedSigners.isEmpty()) {
      throw new CoseException(Reason.BAD_STRUCTURE, "there is no list of signatures");
    }
    List<Signer> signers = new ArrayList<>();
    for (CborItem signer : encodedSigners) {
      if (!(signer instanceof CborItem.Array(List<CborItem> fields))
          || fields.size() != SIGNER_PARTS) {
        throw new CoseException(Reason.BAD_STRUCTURE, "a signature is no array of three");
      }
      signers.add(
          new Signer(
              CoseHeaders.of(fields.get(0), fields.get(1), understood),
              MessageParts.signature(fields.get(2))));
    }
    return new ForeignSign(
        CoseHeaders.of(parts.get(0), parts.get(1), understood),
        MessageParts.payload(parts.get(2)),
        List.copyOf(signers));
  }

  /** The headers that all signers share. */
  public CoseHeaders headers() {
    return headers;
  }

  /** Its payload; empty if that is detached. */
  public Optional<Bytes> payload() {
    return payload;
  }

  /** Its signers, at least one. */
  public List<Signer> signers() {
    return signers;
  }

  /** The octets that {@code signer}'s signature is over. */
  public Bytes sigStructure(Signer signer, Bytes externalAad, Bytes signedPayload) {
    return SigStructure.signature(
        headers.signedProtected(), signer.headers().signedProtected(), externalAad, signedPayload);
  }

  /**
   * Whether {@code key} verifies {@code signer}'s signature over the payload inside.
   *
   * @param externalAad what was signed along, empty where nothing was
   * @throws CoseException if the payload is detached
   */
  public boolean verifies(Signatures signatures, Signer signer, CoseKey key, Bytes externalAad) {
    Bytes signed = sigStructure(signer, externalAad, MessageParts.present(payload));
    return signer
        .headers()
        .algorithm()
        .map(algorithm -> signatures.verify(algorithm, key, signed, signer.signature()))
        .orElse(false);
  }
}
