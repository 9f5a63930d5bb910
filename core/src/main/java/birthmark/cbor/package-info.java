/**
 * Deterministic CBOR (RFC 8949): a strict reader and writer for statements, and a model for
 * anything else.
 */
package birthmark.cbor;
