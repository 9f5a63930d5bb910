package birthmark.proof;

import birthmark.cose.CoseKey;

/**
 * What a verifier must know beforehand of a ledger, from its genesis.
 *
 * @param origin the log's origin
 * @param checkpointKey the key that signs its checkpoints
 * @param receiptKey the key that signs its receipts
 */
public record TrustAnchor(String origin, NoteKey checkpointKey, CoseKey receiptKey) {}
