/**
 * Signed messages and keys (COSE, RFC 9052): statements, their signers' keys, and how signatures
 * are verified.
 */
package birthmark.cose;
