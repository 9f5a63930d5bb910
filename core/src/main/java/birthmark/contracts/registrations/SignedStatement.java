package birthmark.contracts.registrations;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborDecoder;
import birthmark.cbor.CborException;
import birthmark.cbor.CborItem;
import birthmark.cbor.CborWriter;
import birthmark.codec.MalformedException;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseException;
import birthmark.cose.CoseHeaders;
import birthmark.cose.CoseKey;
import birthmark.cose.ForeignSign1;
import birthmark.cose.KeyId;
import birthmark.cose.SigStructure;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;
import birthmark.did.DidKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A signed statement as RFC 9943 asks for (section 6): a COSE_Sign1 with CWT claims in its
 * protected header, among them issuer and subject, and the payload inside.
 *
 * @param octets the message with tag 18 and an empty unprotected header, in deterministic heads:
 *     what is registered
 * @param algorithm what it says that it is signed by
 * @param key the key that it names: a thumbprint (RFC 9679)
 * @param named the key that its issuer is, if that is a did:key
 * @param issuer who says it
 * @param subject what it is about
 * @param declaredPublic whether its issuer declares that anybody may read it
 * @param plain whether its protected header is CBOR of the kinds that statements are made of, in
 *     heads of minimal and definite length; the keys of maps may stand in any order
 * @param signed the octets that the signature is over
 * @param signature the signature
 */
public record SignedStatement(
    Bytes octets,
    Algorithm algorithm,
    KeyId key,
    Optional<CoseKey> named,
    String issuer,
    String subject,
    boolean declaredPublic,
    boolean plain,
    Bytes signed,
    Bytes signature) {
  /** The most octets of one: it must fit into one of our statements. */
  public static final int LENGTH_MAX = 56_000;

  /** For private use: under it an issuer declares a statement public by true. */
  private static final int PUBLIC_LABEL = -70_001;

  /** The most octets of an issuer (RFC 9943, section 6). */
  private static final int ISSUER_MAX = 8_192;

  /** The most octets of a subject: receipts repeat it. */
  private static final int SUBJECT_MAX = 2_000;

  private static final CborItem PUBLIC = CborItem.integer(PUBLIC_LABEL);
  private static final CborItem CLAIMS = CborItem.integer(15);

  /** The header labels that are understood here, should they be marked critical. */
  public static final List<CborItem> UNDERSTOOD = List.of(CLAIMS, PUBLIC);

  private static final CborItem ISSUER = CborItem.integer(1);
  private static final CborItem SUBJECT = CborItem.integer(2);
  private static final String DID_KEY = "did:key:";

  /**
   * The signed statement that {@code message} holds, whatever its unprotected header. Whether its
   * signature verifies is not asked here.
   *
   * @throws UnfitException if it is none that can be registered, saying why
   */
  public static SignedStatement parse(Bytes message) {
    ForeignSign1 parsed;
    try {
      parsed = ForeignSign1.decode(message, UNDERSTOOD);
    } catch (CoseException e) {
      throw new UnfitException(Unfit.of(e.reason()), e.reason().sentence());
    }
    Bytes payload =
        parsed
            .payload()
            .orElseThrow(
                () ->
                    new UnfitException(
                        Unfit.PAYLOAD_MISSING, "a detached payload cannot be verified here"));
    Bytes octets = parsed.encodeWithoutUnprotected();
    if (octets.length() > LENGTH_MAX) {
      throw new UnfitException(
          Unfit.TOO_LARGE, octets.length() + " octets where at most " + LENGTH_MAX + " may be");
    }
    CborItem.Map header = parsed.headers().protectedMap();
    KeyId key = key(header);
    CborItem.Map claims = claims(header);
    String issuer = claim(claims, ISSUER, "issuer (1)", ISSUER_MAX);
    Optional<CoseKey> named = named(issuer, key);
    return new SignedStatement(
        octets,
        algorithm(header),
        key,
        named,
        issuer,
        claim(claims, SUBJECT, "subject (2)", SUBJECT_MAX),
        declaredPublic(header),
        isPlain(header) && isMinimal(parsed.headers().encodedProtected()),
        parsed.sigStructure(Bytes.EMPTY, payload),
        parsed.signature());
  }

  /**
   * What a signed statement says besides its payload.
   *
   * @param issuer who says it
   * @param subject what it is about
   * @param contentType what the payload is
   * @param isPublic whether it is declared public
   */
  public record Claims(String issuer, String subject, String contentType, boolean isPublic) {}

  /** {@code payload} signed with {@code key}: a signed statement's octets. */
  public static Bytes sign(SigningKey key, Claims claims, Bytes payload) {
    CoseKey own = key.publicKey();
    Algorithm algorithm = own.signingAlgorithm().orElseThrow();
    CborWriter header = new CborWriter();
    header.map(claims.isPublic() ? 5 : 4);
    // The older name, which others' software knows; the signatures are the same.
    header
        .unsigned(1)
        .integer((algorithm == Algorithm.ED25519 ? Algorithm.EDDSA : algorithm).number());
    header.unsigned(3).text(claims.contentType());
    header.unsigned(4).bytes(own.thumbprint().value());
    header.unsigned(15).map(2);
    header.unsigned(1).text(claims.issuer()).unsigned(2).text(claims.subject());
    if (claims.isPublic()) {
      header.integer(PUBLIC_LABEL).bool(true);
    }
    Bytes encoded = header.toBytes();
    Bytes signature = key.sign(SigStructure.signature1(encoded, Bytes.EMPTY, payload));
    CborWriter out = new CborWriter();
    out.tag(Sign1.TAG).array(4).bytes(encoded).map(0).bytes(payload).bytes(signature);
    return out.toBytes();
  }

  /** SHA-256 of the Sig_structure: whoever changes the signature has made no other statement. */
  public Bytes id() {
    return Sha256.of(signed);
  }

  /** SHA-256 of what is registered. */
  public Bytes digest() {
    return Sha256.of(octets);
  }

  /** Whether {@code other} is the key that it names, by the algorithm that it names. */
  public boolean isBy(CoseKey other) {
    Optional<Algorithm> own = other.signingAlgorithm();
    // EdDSA is the older name of Ed25519, which others' software still gives.
    Algorithm meant = algorithm == Algorithm.EDDSA ? Algorithm.ED25519 : algorithm;
    return own.equals(Optional.of(meant)) && other.thumbprint().equals(key);
  }

  private static Algorithm algorithm(CborItem.Map header) {
    return header
        .value(CoseHeaders.ALG)
        .flatMap(CborItem::asLong)
        .flatMap(Algorithm::ofNumber)
        .filter(found -> found.admissible() || found == Algorithm.EDDSA)
        .orElseThrow(
            () ->
                new UnfitException(
                    Unfit.ALGORITHM,
                    "its protected header needs one of these algorithms (1): Ed25519 (-19), EdDSA"
                        + " (-8), ES256 (-7), ML-DSA-65 (-49)"));
  }

  private static KeyId key(CborItem.Map header) {
    if (header.value(CoseHeaders.KID).orElse(CborItem.Simple.NULL)
            instanceof CborItem.ByteString(Bytes value)
        && value.length() == KeyId.LENGTH) {
      return new KeyId(value);
    }
    throw new UnfitException(
        Unfit.KEY_ID,
        "its protected header needs a kid (4) of 32 octets: the key's thumbprint (RFC 9679)");
  }

  private static CborItem.Map claims(CborItem.Map header) {
    if (header.value(CLAIMS).orElse(CborItem.Simple.NULL) instanceof CborItem.Map map) {
      return map;
    }
    throw new UnfitException(Unfit.CLAIMS, "its protected header needs CWT claims (15)");
  }

  private static String claim(CborItem.Map claims, CborItem label, String name, int max) {
    if (claims.value(label).orElse(CborItem.Simple.NULL)
        instanceof CborItem.TextString(String text)) {
      int length = text.getBytes(StandardCharsets.UTF_8).length;
      if (length >= 1 && length <= max) {
        return text;
      }
    }
    throw new UnfitException(
        Unfit.CLAIMS, "its CWT claims need the " + name + " as text of 1 to " + max + " octets");
  }

  private static Optional<CoseKey> named(String issuer, KeyId key) {
    if (!issuer.startsWith(DID_KEY)) {
      return Optional.empty();
    }
    CoseKey named;
    try {
      named = DidKey.decode(issuer);
    } catch (MalformedException e) {
      throw new UnfitException(Unfit.ISSUER, "its issuer is no did:key: it " + e.sentence());
    }
    if (named.signingAlgorithm().isEmpty()) {
      throw new UnfitException(
          Unfit.ISSUER, "its issuer is a key that none of the algorithms here is for");
    }
    if (!named.thumbprint().equals(key)) {
      throw new UnfitException(
          Unfit.ISSUER, "its kid (4) is not the thumbprint of the key that its issuer is");
    }
    return Optional.of(named);
  }

  private static boolean declaredPublic(CborItem.Map header) {
    Optional<CborItem> declared = header.value(PUBLIC);
    if (declared.isPresent() && !declared.equals(Optional.of(CborItem.Simple.TRUE))) {
      throw new UnfitException(Unfit.PUBLIC, "label -70001 of its protected header must be true");
    }
    return declared.isPresent();
  }

  private static boolean isMinimal(Bytes header) {
    try {
      CborDecoder.decode(header, CborDecoder.Profile.MINIMAL);
      return true;
    } catch (CborException e) {
      return false;
    }
  }

  /** No fraction, and no simple value but false, true and null, at any depth. */
  private static boolean isPlain(CborItem item) {
    return switch (item) {
      case CborItem.Unsigned _, CborItem.Negative _, CborItem.ByteString _, CborItem.TextString _ ->
          true;
      case CborItem.Array(List<CborItem> items) ->
          items.stream().allMatch(SignedStatement::isPlain);
      case CborItem.Map(List<CborItem.Entry> entries) ->
          entries.stream().allMatch(entry -> isPlain(entry.key()) && isPlain(entry.value()));
      case CborItem.Tagged(long _, CborItem content) -> isPlain(content);
      case CborItem.Simple simple ->
          simple.equals(CborItem.Simple.FALSE)
              || simple.equals(CborItem.Simple.TRUE)
              || simple.equals(CborItem.Simple.NULL);
      case CborItem.FloatingPoint _ -> false;
    };
  }
}
