package birthmark.proof;

import birthmark.bytes.Bytes;
import birthmark.bytes.Sha256;
import birthmark.cbor.CborException;
import birthmark.cbor.CborReader;
import birthmark.cbor.CborWriter;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.KeyId;
import birthmark.cose.SigStructure;
import birthmark.cose.SigningKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A COSE Receipt (RFC 9942) that an entry is in the log, with the checkpoint that it is under.
 *
 * <p>It is a tagged COSE_Sign1 in deterministic CBOR. The payload, the log's root, is detached: the
 * verifier computes it from the entry and the path. The protected header has the algorithm (1), the
 * key identifier (4), CWT claims (15) where there are any, and the tree algorithm (395), always
 * RFC9162_SHA256 (1). The unprotected header has one inclusion proof (396: {-1: [proof]}) and the
 * checkpoint, a signed note, under a label for private use (-70000).
 */
public final class Receipt {
  /** The most octets in an encoded receipt. */
  public static final int MAX_LENGTH = 120_000;

  private static final int TAG = 18;
  private static final int HEADER_ALG = 1;
  private static final int HEADER_KID = 4;
  private static final int HEADER_CLAIMS = 15;
  private static final int HEADER_VDS = 395;
  private static final int HEADER_VDP = 396;
  private static final int HEADER_CHECKPOINT = -70_000;
  private static final int RFC9162_SHA256 = 1;
  private static final int INCLUSION_PROOFS = -1;
  private static final int MAX_PATH = 63;
  private static final int MAX_HEADER = 10_000;

  private final Header header;
  private final Bytes protectedHeader;
  private final Inclusion inclusion;
  private final Bytes checkpoint;
  private final Bytes signature;

  /**
   * Whom a receipt names (RFC 8392, RFC 9943).
   *
   * @param issuer who runs the log
   * @param subject what the entry is about
   */
  public record Claims(Optional<String> issuer, Optional<String> subject) {
    /** The most octets in one claim. */
    public static final int MAX_CLAIM = 2000;

    /** No claims. */
    public static final Claims NONE = new Claims(Optional.empty(), Optional.empty());

    private boolean isEmpty() {
      return issuer.isEmpty() && subject.isEmpty();
    }

    private void write(CborWriter out) {
      out.map((issuer.isPresent() ? 1 : 0) + (subject.isPresent() ? 1 : 0));
      issuer.ifPresent(name -> out.unsigned(1).text(name));
      subject.ifPresent(name -> out.unsigned(2).text(name));
    }
  }

  /**
   * Where an entry is and the hashes that lead to the root.
   *
   * @param size how many entries the log had
   * @param index the entry's number, from 0
   * @param path at most 63 hashes of 32 octets, from the leaf up
   */
  public record Inclusion(long size, long index, List<Bytes> path) {
    /** Keeps a copy. */
    public Inclusion {
      path = List.copyOf(path);
    }
  }

  private record Header(long algorithm, KeyId keyId, Claims claims) {
    Bytes encode() {
      CborWriter out = new CborWriter(256);
      out.map(claims.isEmpty() ? 3 : 4);
      out.unsigned(HEADER_ALG).integer(algorithm);
      out.unsigned(HEADER_KID).bytes(keyId.value());
      if (!claims.isEmpty()) {
        claims.write(out.unsigned(HEADER_CLAIMS));
      }
      return out.unsigned(HEADER_VDS).unsigned(RFC9162_SHA256).toBytes();
    }
  }

  private Receipt(
      Header header,
      Bytes protectedHeader,
      Inclusion inclusion,
      Bytes checkpoint,
      Bytes signature) {
    this.header = header;
    this.protectedHeader = protectedHeader;
    this.inclusion = inclusion;
    this.checkpoint = checkpoint;
    this.signature = signature;
  }

  /** The number of the COSE algorithm of the signature. */
  public long algorithm() {
    return header.algorithm;
  }

  /** The key identifier of the log's receipt key. */
  public KeyId keyId() {
    return header.keyId;
  }

  /** Whom the receipt names; proven only once the signature is verified. */
  public Claims claims() {
    return header.claims;
  }

  /** Where the entry is. */
  public Inclusion inclusion() {
    return inclusion;
  }

  /** The checkpoint, an encoded signed note. */
  public Bytes checkpoint() {
    return checkpoint;
  }

  /** The signature. */
  public Bytes signature() {
    return signature;
  }

  /** The octets that the signature is over if the log has this root. */
  public Bytes sigStructure(Bytes root) {
    return SigStructure.signature1(protectedHeader, Bytes.EMPTY, root);
  }

  /**
   * A new receipt.
   *
   * @param key the log's receipt key
   * @param root the log's root at the size that {@code inclusion} is for
   * @param checkpoint a signed checkpoint of that size and root
   */
  public static Receipt issue(
      SigningKey key, Claims claims, Inclusion inclusion, Bytes root, Note checkpoint) {
    CoseKey publicKey = key.publicKey();
    Header header = new Header(algorithmOf(publicKey).number(), publicKey.thumbprint(), claims);
    Bytes protectedHeader = header.encode();
    Bytes signed = SigStructure.signature1(protectedHeader, Bytes.EMPTY, root);
    return new Receipt(header, protectedHeader, inclusion, checkpoint.encode(), key.sign(signed));
  }

  /**
   * The algorithm that receipts by a key name. For Ed25519 it is EdDSA (-8) and not the newer
   * Ed25519 (-19): receipts are for other software, and that knows -8; the signatures are the same.
   */
  static Algorithm algorithmOf(CoseKey key) {
    Algorithm algorithm =
        key.signingAlgorithm()
            .orElseThrow(() -> new IllegalArgumentException("a key that agrees does not sign"));
    return algorithm == Algorithm.ED25519 ? Algorithm.EDDSA : algorithm;
  }

  /** The receipt in deterministic CBOR. */
  public Bytes encode() {
    CborWriter proof = new CborWriter(32 + inclusion.path.size() * (Sha256.LENGTH + 2));
    proof.array(3).unsigned(inclusion.size).unsigned(inclusion.index);
    proof.array(inclusion.path.size());
    inclusion.path.forEach(proof::bytes);
    CborWriter out = new CborWriter(proof.size() + checkpoint.length() + signature.length() + 256);
    out.tag(TAG).array(4).bytes(protectedHeader).map(2);
    out.unsigned(HEADER_VDP).map(1).integer(INCLUSION_PROOFS).array(1).bytes(proof.toBytes());
    out.integer(HEADER_CHECKPOINT).bytes(checkpoint);
    return out.nil().bytes(signature).toBytes();
  }

  /**
   * The receipt that {@code encoded} holds, with nothing after it.
   *
   * @throws CborException if it is not a receipt in the form that {@link #encode} gives
   */
  public static Receipt decode(Bytes encoded) {
    CborReader in = new CborReader(encoded);
    expect(in, in.tag(), TAG, "the tag of COSE_Sign1");
    in.arrayOf(4);
    Bytes protectedHeader = in.bytes(MAX_HEADER);
    Header header = decodeHeader(new CborReader(protectedHeader));
    expect(in, in.map(2), 2, "the number of unprotected headers");
    expect(in, in.integer(), HEADER_VDP, "the label of the proofs");
    expect(in, in.map(1), 1, "the number of kinds of proof");
    expect(in, in.integer(), INCLUSION_PROOFS, "the label of inclusion proofs");
    in.arrayOf(1);
    CborReader proof = in.enclosed(MAX_HEADER);
    final Inclusion inclusion = decodeInclusion(proof);
    proof.end();
    expect(in, in.integer(), HEADER_CHECKPOINT, "the label of the checkpoint");
    Bytes checkpoint = in.bytes(Note.MAX_LENGTH);
    in.nil();
    Bytes signature = in.bytes(MAX_HEADER);
    in.end();
    return new Receipt(header, protectedHeader, inclusion, checkpoint, signature);
  }

  private static Header decodeHeader(CborReader in) {
    int headers = in.map(4);
    expect(in, in.integer(), HEADER_ALG, "the label of the algorithm");
    final long algorithm = in.integer();
    expect(in, in.integer(), HEADER_KID, "the label of the key identifier");
    KeyId keyId = new KeyId(in.bytesOf(KeyId.LENGTH));
    Claims claims = Claims.NONE;
    if (headers == 4) {
      expect(in, in.integer(), HEADER_CLAIMS, "the label of the claims");
      claims = decodeClaims(in);
    }
    expect(in, in.integer(), HEADER_VDS, "the label of the tree algorithm");
    expect(in, in.integer(), RFC9162_SHA256, "the tree algorithm");
    in.end();
    return new Header(algorithm, keyId, claims);
  }

  private static Claims decodeClaims(CborReader in) {
    Optional<String> issuer = Optional.empty();
    Optional<String> subject = Optional.empty();
    int count = in.map(2);
    for (int i = 0; i < count; i++) {
      long claim = in.unsigned(2);
      if (claim == 0) {
        expect(in, claim, 1, "the least claim");
      }
      String name = in.text(Claims.MAX_CLAIM);
      if (claim == 1) {
        issuer = Optional.of(name);
      } else {
        subject = Optional.of(name);
      }
    }
    return new Claims(issuer, subject);
  }

  private static Inclusion decodeInclusion(CborReader in) {
    in.arrayOf(3);
    long size = in.unsigned();
    long index = in.unsigned();
    int count = in.array(MAX_PATH);
    List<Bytes> path = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      path.add(in.bytesOf(Sha256.LENGTH));
    }
    return new Inclusion(size, index, path);
  }

  private static void expect(CborReader in, long found, long wanted, String what) {
    if (found != wanted) {
      throw new CborException(
          CborException.Reason.OUT_OF_RANGE,
          in.position(),
          what + " is " + wanted + " in a receipt, not " + found);
    }
  }
}
