package birthmark.cose;

import birthmark.bytes.Bytes;

/** A private key that signs; its octets never leave it. */
public interface SigningKey {
  /** The public key that verifies its signatures. */
  CoseKey publicKey();

  /** A signature over {@code toBeSigned} by the public key's algorithm. */
  Bytes sign(Bytes toBeSigned);
}
