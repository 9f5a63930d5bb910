package birthmark.testing;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.contracts.parties.PartyId;
import birthmark.cose.CoseKey;
import birthmark.cose.SigStructure;
import birthmark.cose.SigningKey;
import java.nio.charset.StandardCharsets;

/** Signed statements as others make them (RFC 9943, section 6). */
public final class SignedStatements {
  /** The older name of Ed25519. */
  public static final int EDDSA = -8;

  /** ECDSA with SHA-256. */
  public static final int ES256 = -7;

  /** What they are about. */
  public static final String SUBJECT = "pkg:generic/cam-1@1.0.0";

  private SignedStatements() {}

  /** The did:web of a party on some node. */
  public static String did(PartyId issuer) {
    return "did:web:node.example:v1:dids:party:" + issuer;
  }

  /** One whose signature is nobody's. */
  public static Bytes unsigned(
      CoseKey key, int algorithm, String issuer, boolean isPublic, String payload) {
    return message(
        header(key, algorithm, issuer, isPublic), text(payload), Bytes.ofOwned(new byte[64]));
  }

  /** One that {@code key} signed. */
  public static Bytes signed(SigningKey key, String issuer, boolean isPublic, String payload) {
    int algorithm = key.publicKey().signingAlgorithm().orElseThrow().number();
    Bytes header = header(key.publicKey(), algorithm, issuer, isPublic);
    Bytes signed = SigStructure.signature1(header, Bytes.EMPTY, text(payload));
    return message(header, text(payload), key.sign(signed));
  }

  /** A protected header. */
  public static Bytes header(CoseKey key, int algorithm, String issuer, boolean isPublic) {
    CborWriter out = new CborWriter();
    out.map(isPublic ? 5 : 4).unsigned(1).integer(algorithm);
    out.unsigned(3).text("application/spdx+json");
    out.unsigned(4).bytes(key.thumbprint().value());
    out.unsigned(15).map(2).unsigned(1).text(issuer).unsigned(2).text(SUBJECT);
    if (isPublic) {
      out.integer(-70_001).bool(true);
    }
    return out.toBytes();
  }

  /** A tagged message with an empty unprotected header. */
  public static Bytes message(Bytes header, Bytes payload, Bytes signature) {
    CborWriter out = new CborWriter();
    return out.tag(18).array(4).bytes(header).map(0).bytes(payload).bytes(signature).toBytes();
  }

  /** Text in UTF-8. */
  public static Bytes text(String text) {
    return Bytes.ofOwned(text.getBytes(StandardCharsets.UTF_8));
  }
}
