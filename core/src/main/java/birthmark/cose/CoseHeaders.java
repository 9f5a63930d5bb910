package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborDecoder.Profile;
import birthmark.cbor.CborEncoder;
import birthmark.cbor.CborItem;
import birthmark.cose.CoseException.Reason;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The two headers of a foreign COSE message (RFC 9052 §3): labels are numbers or text, none appears
 * twice, and what is marked critical is protected, present and understood.
 */
public final class CoseHeaders {
  /** Label of the algorithm. */
  public static final CborItem ALG = CborItem.integer(1);

  /** Label of the list of critical parameters. */
  public static final CborItem CRIT = CborItem.integer(2);

  /** Label of the content type. */
  public static final CborItem CONTENT_TYPE = CborItem.integer(3);

  /** Label of the key identifier. */
  public static final CborItem KID = CborItem.integer(4);

  /** What every receiver understands. */
  private static final List<CborItem> ALWAYS_UNDERSTOOD = List.of(ALG, CRIT, CONTENT_TYPE, KID);

  private final Bytes encodedProtected;
  private final CborItem.Map protectedMap;
  private final CborItem.Map unprotectedMap;

  private CoseHeaders(
      Bytes encodedProtected, CborItem.Map protectedMap, CborItem.Map unprotectedMap) {
    this.encodedProtected = encodedProtected;
    this.protectedMap = protectedMap;
    this.unprotectedMap = unprotectedMap;
  }

  /**
   * The headers that stand first in a message: a byte string with an encoded map or nothing, and a
   * map.
   *
   * @param understood labels that the caller understands besides those of the algorithm, content
   *     type and key
   * @throws CoseException if they break one of the rules
   */
  static CoseHeaders of(CborItem first, CborItem second, List<CborItem> understood) {
    if (!(first instanceof CborItem.ByteString(Bytes encoded))) {
      throw new CoseException(Reason.BAD_STRUCTURE, "the protected header is no byte string");
    }
    if (!(second instanceof CborItem.Map unprotectedMap)) {
      throw new CoseException(Reason.BAD_STRUCTURE, "the unprotected header is no map");
    }
    CoseHeaders headers = new CoseHeaders(encoded, decodeProtected(encoded), unprotectedMap);
    headers.requireLabels();
    headers.requireCritical(understood);
    return headers;
  }

  private static CborItem.Map decodeProtected(Bytes encoded) {
    if (encoded.length() == 0) {
      return new CborItem.Map(List.of());
    }
    if (CborDecoder.decode(encoded, Profile.VALID) instanceof CborItem.Map map) {
      return map;
    }
    throw new CoseException(Reason.BAD_STRUCTURE, "the protected header holds no map");
  }

  private void requireLabels() {
    TreeSet<Bytes> labels = new TreeSet<>();
    for (CborItem.Map map : List.of(protectedMap, unprotectedMap)) {
      for (CborItem.Entry entry : map.entries()) {
        CborItem label = entry.key();
        if (!isLabel(label)) {
          throw new CoseException(Reason.BAD_STRUCTURE, "a label is neither number nor text");
        }
        if (!labels.add(CborEncoder.encode(label))) {
          throw new CoseException(Reason.HEADER_TWICE, "label " + CborEncoder.encode(label));
        }
      }
    }
  }

  private static boolean isLabel(CborItem item) {
    return item instanceof CborItem.Unsigned
        || item instanceof CborItem.Negative
        || item instanceof CborItem.TextString;
  }

  private void requireCritical(List<CborItem> understood) {
    if (unprotectedMap.value(CRIT).isPresent()) {
      throw new CoseException(Reason.BAD_STRUCTURE, "the list of critical labels is not protected");
    }
    Optional<CborItem> crit = protectedMap.value(CRIT);
    if (crit.isEmpty()) {
      return;
    }
    if (!(crit.get() instanceof CborItem.Array(List<CborItem> labels)) || labels.isEmpty()) {
      throw new CoseException(Reason.BAD_STRUCTURE, "the critical labels are no list of some");
    }
    for (CborItem label : labels) {
      if (protectedMap.value(label).isEmpty()) {
        throw new CoseException(
            Reason.HEADER_MISSING, "critical label " + CborEncoder.encode(label));
      }
      if (!ALWAYS_UNDERSTOOD.contains(label) && !understood.contains(label)) {
        throw new CoseException(Reason.UNKNOWN_CRITICAL, "label " + CborEncoder.encode(label));
      }
    }
  }

  /** The protected header as it was sent. */
  public Bytes encodedProtected() {
    return encodedProtected;
  }

  /**
   * The protected header as it is signed: an empty map is signed as an empty byte string (RFC 9052
   * §4.4).
   */
  public Bytes signedProtected() {
    return protectedMap.entries().isEmpty() ? Bytes.EMPTY : encodedProtected;
  }

  /** The parameters that the signature covers. */
  public CborItem.Map protectedMap() {
    return protectedMap;
  }

  /** The parameters that anybody could have changed. */
  public CborItem.Map unprotectedMap() {
    return unprotectedMap;
  }

  /** The algorithm in either header, if it is one that {@link Signatures} can be asked for. */
  public Optional<Algorithm> algorithm() {
    return protectedMap
        .value(ALG)
        .or(() -> unprotectedMap.value(ALG))
        .flatMap(CborItem::asLong)
        .flatMap(Algorithm::ofNumber);
  }
}
