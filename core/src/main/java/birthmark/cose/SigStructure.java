package birthmark.cose;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;

/** The octets that a COSE signature is over (RFC 9052 §4.4). */
public final class SigStructure {
  private SigStructure() {}

  /** Those of a COSE_Sign1. */
  public static Bytes signature1(Bytes bodyProtected, Bytes externalAad, Bytes payload) {
    CborWriter out =
        new CborWriter(bodyProtected.length() + externalAad.length() + payload.length() + 32);
    out.array(4).text("Signature1").bytes(bodyProtected).bytes(externalAad).bytes(payload);
    return out.toBytes();
  }

  /** Those of one signature of a COSE_Sign. */
  static Bytes signature(
      Bytes bodyProtected, Bytes signProtected, Bytes externalAad, Bytes payload) {
    CborWriter out = new CborWriter(payload.length() + 256);
    out.array(5).text("Signature").bytes(bodyProtected).bytes(signProtected);
    out.bytes(externalAad).bytes(payload);
    return out.toBytes();
  }
}
