package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cbor.Major;
import birthmark.cose.CoseException.Reason;
import java.util.Optional;

/**
 * One of our own signed messages: a tagged COSE_Sign1 (RFC 9052 §4.2) in deterministic CBOR, at
 * most 60,000 octets.
 *
 * <p>The protected header has the algorithm (1), the content type (3) and the signer's key
 * identifier (4), and nothing else; the unprotected header is empty; the payload is inside. {@link
 * #decode} checks form only: whether the signature verifies is for {@link Signatures} to say.
 */
public final class Sign1 {
  /** The most octets in an encoded message. */
  public static final int MAX_LENGTH = 60_000;

  /** The CBOR tag of COSE_Sign1. */
  public static final int TAG = 18;

  private static final int HEADER_ALG = 1;
  private static final int HEADER_CRIT = 2;
  private static final int HEADER_CONTENT_TYPE = 3;
  private static final int HEADER_KID = 4;
  private static final int HEADERS = 3;

  private final Algorithm algorithm;
  private final KeyId keyId;
  private final ContentType contentType;
  private final Bytes protectedHeader;
  private final Bytes payload;
  private final Bytes signature;

  // Computed at the first call; two threads at once compute the same.
  private Bytes id = Bytes.EMPTY;
  private Bytes signed = Bytes.EMPTY;
  private Bytes encoded = Bytes.EMPTY;

  // Written whole, so that another thread sees all of it or the one before.
  private Optional<Verified> verified = Optional.empty();

  /** Who said that the signature is whose. */
  private record Verified(Signatures by, CoseKey key) {}

  private Sign1(Unsigned unsigned, Bytes signature) {
    this.algorithm = unsigned.algorithm;
    this.keyId = unsigned.keyId;
    this.contentType = unsigned.contentType;
    this.protectedHeader = unsigned.protectedHeader;
    this.payload = unsigned.payload;
    this.signature = signature;
  }

  /** The signature's algorithm, an admissible one. */
  public Algorithm algorithm() {
    return algorithm;
  }

  /** The signer's key identifier. */
  public KeyId keyId() {
    return keyId;
  }

  /** What the payload is. */
  public ContentType contentType() {
    return contentType;
  }

  /** The protected header, an encoded map. */
  public Bytes protectedHeader() {
    return protectedHeader;
  }

  /** The octets that were signed along with the header. */
  public Bytes payload() {
    return payload;
  }

  /** The signature, of the algorithm's length. */
  public Bytes signature() {
    return signature;
  }

  /** The octets that the signature is over (RFC 9052 §4.4). */
  public Bytes sigStructure() {
    if (signed.length() == 0) {
      signed = SigStructure.signature1(protectedHeader, Bytes.EMPTY, payload);
    }
    return signed;
  }

  /**
   * The message's identity, SHA-256 of its {@link #sigStructure}: another signature makes no other
   * message.
   */
  public Bytes id() {
    if (id.length() == 0) {
      id = Sha256.of(sigStructure());
    }
    return id;
  }

  /**
   * Whether {@code key} is the signer's and verifies the signature. The same {@code signatures} are
   * asked once about a key that does: they say the same each time.
   */
  @SuppressWarnings("ReferenceEquality") // only the very same verifier was asked
  public boolean verifies(Signatures signatures, CoseKey key) {
    if (verified.filter(known -> known.by == signatures && known.key.equals(key)).isPresent()) {
      return true;
    }
    boolean verifies =
        key.thumbprint().equals(keyId)
            && signatures.verify(algorithm, key, sigStructure(), signature);
    if (verifies) {
      verified = Optional.of(new Verified(signatures, key));
    }
    return verifies;
  }

  /** What is to be verified, if {@code key} is the signer's; empty if it is another. */
  public Optional<Signatures.Signed> signedBy(CoseKey key) {
    return key.thumbprint().equals(keyId)
        ? Optional.of(new Signatures.Signed(algorithm, key, sigStructure(), signature))
        : Optional.empty();
  }

  /** The message in deterministic CBOR. */
  public Bytes encode() {
    if (encoded.length() == 0) {
      CborWriter out =
          new CborWriter(protectedHeader.length() + payload.length() + signature.length() + 16);
      out.tag(TAG).array(4).bytes(protectedHeader).map(0).bytes(payload).bytes(signature);
      encoded = out.toBytes();
    }
    return encoded;
  }

  /**
   * The message that {@code encoded} holds, with nothing after it.
   *
   * @throws CoseException if it is not one of our own signed messages in form
   */
  public static Sign1 decode(Bytes encoded) {
    if (encoded.length() > MAX_LENGTH) {
      throw new CoseException(
          Reason.TOO_LARGE, encoded.length() + " octets where at most " + MAX_LENGTH + " may be");
    }
    try {
      Sign1 message = decode(new CborReader(encoded));
      // There is one encoding of a message, so this is it.
      message.encoded = encoded;
      return message;
    } catch (CborException e) {
      throw new CoseException(e);
    }
  }

  private static Sign1 decode(CborReader in) {
    if (in.peekMajor() != Major.TAG) {
      throw new CoseException(Reason.WRONG_TAG, "none where " + TAG + " is needed");
    }
    long tag = in.tag();
    if (tag != TAG) {
      throw new CoseException(Reason.WRONG_TAG, tag + " where " + TAG + " is needed");
    }
    in.arrayOf(4);
    Bytes header = in.bytes(MAX_LENGTH);
    int unprotected = in.map(MAX_LENGTH);
    if (unprotected != 0) {
      throw new CoseException(Reason.UNPROTECTED_NOT_EMPTY, "entries: " + unprotected);
    }
    if (in.isNil()) {
      throw new CoseException(Reason.PAYLOAD_MISSING, "null in its place");
    }
    Bytes payload = in.bytes(MAX_LENGTH);
    Bytes signature = in.bytes(MAX_LENGTH);
    in.end();
    return decodeHeader(header, payload).signed(signature);
  }

  private static Unsigned decodeHeader(Bytes header, Bytes payload) {
    CborReader in = new CborReader(header);
    int entries = in.map(MAX_LENGTH);
    requireLabel(in, entries, 0, HEADER_ALG);
    Algorithm algorithm = algorithm(in);
    requireLabel(in, entries, 1, HEADER_CONTENT_TYPE);
    ContentType contentType = contentType(in);
    requireLabel(in, entries, 2, HEADER_KID);
    Bytes keyId = in.bytes(MAX_LENGTH);
    if (keyId.length() != KeyId.LENGTH) {
      throw new CoseException(Reason.BAD_KEY_ID, keyId.length() + " octets");
    }
    if (entries > HEADERS) {
      throw unexpectedLabel(in);
    }
    in.end();
    return new Unsigned(algorithm, new KeyId(keyId), contentType, header, payload);
  }

  /**
   * Reads the label at {@code index}, which must be {@code label}; labels come in order, so that a
   * gap is seen.
   */
  private static void requireLabel(CborReader in, int entries, int index, int label) {
    if (index >= entries) {
      throw new CoseException(Reason.HEADER_MISSING, "parameter " + label);
    }
    if (in.peekMajor() != Major.UNSIGNED) {
      // Non-negative labels sort first, so the one asked for cannot come later.
      throw new CoseException(Reason.HEADER_MISSING, "parameter " + label);
    }
    long found = in.unsigned();
    if (found == label) {
      return;
    }
    // The reader knows better where the labels are in disorder, once it has come to the value.
    in.skip();
    if (found == HEADER_CRIT) {
      throw new CoseException(Reason.UNKNOWN_CRITICAL, "statements have no critical parameters");
    }
    throw found > label
        ? new CoseException(Reason.HEADER_MISSING, "parameter " + label)
        : new CoseException(Reason.HEADER_UNKNOWN, "parameter " + found);
  }

  private static CoseException unexpectedLabel(CborReader in) {
    return switch (in.peekMajor()) {
      case Major.UNSIGNED, Major.NEGATIVE ->
          new CoseException(Reason.HEADER_UNKNOWN, "parameter " + in.integer());
      case Major.TEXT ->
          new CoseException(Reason.HEADER_UNKNOWN, "parameter \"" + in.text(MAX_LENGTH) + "\"");
      default -> new CoseException(Reason.HEADER_UNKNOWN, "one that is neither number nor text");
    };
  }

  private static Algorithm algorithm(CborReader in) {
    if (in.peekMajor() == Major.TEXT) {
      throw new CoseException(Reason.ALGORITHM_NOT_ADMISSIBLE, "\"" + in.text(MAX_LENGTH) + "\"");
    }
    long number = in.integer();
    return Algorithm.ofNumber(number)
        .filter(Algorithm::admissible)
        .orElseThrow(() -> new CoseException(Reason.ALGORITHM_NOT_ADMISSIBLE, "number " + number));
  }

  private static ContentType contentType(CborReader in) {
    return switch (in.peekMajor()) {
      case Major.TEXT -> ContentType.media(in.text(MAX_LENGTH));
      case Major.UNSIGNED -> ContentType.coap(in.unsigned());
      default -> throw new CoseException(Reason.BAD_CONTENT_TYPE, "neither text nor number");
    };
  }

  /**
   * A message that lacks only its signature.
   *
   * @throws IllegalArgumentException if {@code algorithm} is not admissible
   */
  public static Unsigned unsigned(
      Algorithm algorithm, KeyId keyId, ContentType contentType, Bytes payload) {
    if (!algorithm.admissible()) {
      throw new IllegalArgumentException("statements are not signed with " + algorithm);
    }
    CborWriter out = new CborWriter(128);
    out.map(HEADERS).integer(HEADER_ALG).integer(algorithm.number());
    out.integer(HEADER_CONTENT_TYPE);
    switch (contentType) {
      case ContentType.Media media -> out.text(media.type());
      case ContentType.Coap coap -> out.unsigned(coap.format());
    }
    out.integer(HEADER_KID).bytes(keyId.value());
    return new Unsigned(algorithm, keyId, contentType, out.toBytes(), payload);
  }

  /** A message by {@code key}, signed. */
  public static Sign1 sign(SigningKey key, ContentType contentType, Bytes payload) {
    CoseKey publicKey = key.publicKey();
    Algorithm algorithm =
        publicKey
            .signingAlgorithm()
            .orElseThrow(() -> new IllegalArgumentException("a key that agrees does not sign"));
    Unsigned unsigned = unsigned(algorithm, publicKey.thumbprint(), contentType, payload);
    return unsigned.signed(key.sign(unsigned.toBeSigned()));
  }

  /** A message that lacks only its signature. */
  public static final class Unsigned {
    private final Algorithm algorithm;
    private final KeyId keyId;
    private final ContentType contentType;
    private final Bytes protectedHeader;
    private final Bytes payload;

    private Unsigned(
        Algorithm algorithm,
        KeyId keyId,
        ContentType contentType,
        Bytes protectedHeader,
        Bytes payload) {
      this.algorithm = algorithm;
      this.keyId = keyId;
      this.contentType = contentType;
      this.protectedHeader = protectedHeader;
      this.payload = payload;
    }

    /** The octets to sign: the Sig_structure of RFC 9052 §4.4. */
    public Bytes toBeSigned() {
      return SigStructure.signature1(protectedHeader, Bytes.EMPTY, payload);
    }

    /**
     * The message with {@code signature}, which is not verified.
     *
     * @throws CoseException if it does not have the algorithm's length, or makes the message too
     *     large
     */
    public Sign1 signed(Bytes signature) {
      if (signature.length() != algorithm.signatureLength()) {
        throw new CoseException(
            Reason.BAD_SIGNATURE_LENGTH,
            signature.length() + " octets where " + algorithm.signatureLength() + " are needed");
      }
      long length = 3L + item(protectedHeader) + item(payload) + item(signature);
      if (length > MAX_LENGTH) {
        throw new CoseException(
            Reason.TOO_LARGE, length + " octets where at most " + MAX_LENGTH + " may be");
      }
      return new Sign1(this, signature);
    }

    /** The octets of a byte string with its head; tag, array and empty map take one each. */
    private static long item(Bytes value) {
      int length = value.length();
      int head = length < 24 ? 1 : length < 0x100 ? 2 : length < 0x10000 ? 3 : 5;
      return (long) head + length;
    }
  }
}
