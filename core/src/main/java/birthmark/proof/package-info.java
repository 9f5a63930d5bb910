/**
 * Receipts and checkpoints, and the offline verifier that needs only them, the statement and a
 * pinned key.
 */
package birthmark.proof;
