package birthmark.statement;

import birthmark.bytes.Bytes;
import birthmark.cbor.CborWriter;
import birthmark.contract.Endorsement;
import birthmark.cose.Algorithm;
import birthmark.cose.CoseKey;
import birthmark.cose.Sign1;
import birthmark.cose.SigningKey;

/**
 * What a key signs to show that somebody holds it who wants it registered: a COSE_Sign1 (RFC 9052,
 * section 4.2) with content type {@link ContentTypes#POSSESSION} over {@code [network, purpose,
 * claim]}. Only its signature travels; the rest follows from the transaction.
 *
 * <p>The claim names whom the key is for, so that a proof seen on the way cannot be used by
 * another.
 *
 * @param network the ledger's network id, 32 octets
 * @param purpose which transaction it is for, such as {@code birth}
 * @param claim what the key agrees to, one CBOR item
 */
public record Possession(Bytes network, String purpose, Bytes claim) {
  /** The signature of {@code key}. */
  public Bytes sign(SigningKey key) {
    return Sign1.sign(key, ContentTypes.POSSESSION, payload()).signature();
  }

  /**
   * The endorsement that a transaction which carries {@code key} and {@code signature} asks the
   * machine to verify.
   *
   * @throws IllegalArgumentException if {@code key} does not sign
   */
  public Endorsement by(CoseKey key, Bytes signature) {
    Algorithm algorithm =
        key.signingAlgorithm()
            .orElseThrow(() -> new IllegalArgumentException("a key that agrees does not sign"));
    Bytes signed =
        Sign1.unsigned(algorithm, key.thumbprint(), ContentTypes.POSSESSION, payload())
            .toBeSigned();
    return new Endorsement(new Endorsement.Carried(key), signed, signature);
  }

  private Bytes payload() {
    return new CborWriter().array(3).bytes(network).text(purpose).raw(claim).toBytes();
  }
}
