package birthmark.contract;

import birthmark.cose.CoseKey;

/**
 * A transaction whose signer is not known yet: it carries the key that signs it, so its signature
 * is the proof of possession.
 */
public interface Introduction extends Transaction {
  /** The key that signs the statement; its thumbprint must be the statement's {@code kid}. */
  CoseKey key();
}
