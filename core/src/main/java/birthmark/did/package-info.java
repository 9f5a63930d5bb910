/** Decentralized identifiers (W3C DID Core): did:key both ways, and documents of keys. */
package birthmark.did;
