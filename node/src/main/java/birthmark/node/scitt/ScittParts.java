package birthmark.node.scitt;

import birthmark.contract.Rulebook;
import birthmark.cose.KeyId;
import birthmark.cose.Signatures;
import birthmark.cose.SigningKey;
import birthmark.node.query.Snapshots;
import birthmark.node.submit.OwnStatements;
import birthmark.node.submit.Submission;

/**
 * What the interface is made of.
 *
 * @param rulebook the contracts
 * @param issuer whom receipts name as their issuer: the log's origin
 * @param receiptKey signs receipts
 * @param signatures verifies signed statements
 * @param snapshots opens the ledger as of its last block
 * @param submission takes the node's statements
 * @param own signs them
 * @param key the key that they are signed with
 */
public record ScittParts(
    Rulebook rulebook,
    String issuer,
    SigningKey receiptKey,
    Signatures signatures,
    Snapshots snapshots,
    Submission submission,
    OwnStatements own,
    KeyId key) {}
